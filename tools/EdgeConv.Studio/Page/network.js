import { fromPreset, hasOwnFilters, isLayer, layerFields, namesOf, newLayer, pair, shapeAfter, trainableFields, unsigned } from "./layers.js";
import { toBase64 } from "./requests.js";
import { hasForm } from "./state.js";

// The network that the user builds in the page, as a .json file that every command of edgeconv reads (docs/json-models.md). The page sends this text to the studio.
// It is { head, more }: head is the first convolution with its activation and pooling, or null, and more are the layers after it (layers.js).

// What the page builds now. studio.js sets it; the other tabs read it.
let current = () => ({ network: null, name: "network", input: { height: 8, width: 8, channels: 1 } });
export const useNetwork = read => current = read;

// The network without weights, as `edgeconv train --network` takes it. Throws the reason if it cannot be trained.
export function currentNetwork() {
  const { network, name } = current();
  return trainableText(network, name);
}

// What the network consists of, in words.
export function currentTitle() {
  const { head, more } = current().network;
  return head && !more.length ? `${head.filters.length} filters ${head.size}×${head.size}` : `${toLayers({ head, more }).length} layers`;
}

// The network with its weights: { name, data } with the name of a .json file and its bytes in Base64.
export function currentModel() {
  const { network, name, input } = current();
  return { name: name + ".json", data: toBase64(new TextEncoder().encode(networkText(network, name, input))) };
}

export function startNetwork(named) {
  const filter = name => ({ name, ...structuredClone(named.find(item => item.name === name)), bias: 0 });
  return { head: { ...headDefaults, filters: ["sobel-x", "sobel-y", "laplacian", "gaussian"].map(filter) }, more: [] };
}

const headDefaults = { size: 3, stride: 1, padding: "same", dilation: 1, activation: "relu", pool: "maxPool", window: 2, poolStride: 0 };
const maxLayers = 60, maxHeadFilters = 8, poolWindows = ["1x1", "2x2", "3x3", "4x4", "5x5", "6x6", "7x7", "8x8", "global"], poolStrides = ["", "1x1", "2x2", "3x3", "4x4"];

// The head and the layers after it as one list of layers, so that they can be moved and removed alike.
export function toLayers({ head, more }) {
  if (!head) return more;
  const square = extent => `${extent}x${extent}`;
  const layers = [newLayer("convolution", { weights: "own", own: head.filters, size: square(head.size), stride: square(head.stride), padding: head.padding, dilation: head.dilation, activation: head.activation === "relu" ? "relu" : "none" })];
  if (!["relu", "none"].includes(head.activation)) layers.push(newLayer("activation", { function: head.activation }));
  if (head.pool) layers.push(newLayer("pool", { kind: head.pool, window: head.window === "global" ? head.window : square(head.window), stride: head.poolStride ? square(head.poolStride) : "" }));
  return [...layers, ...more];
}

// The reverse: a convolution with own filters at the start, with an activation and a pooling right after it, becomes the head.
export function fromLayers(layers) {
  const [first, ...rest] = layers, square = text => { const [rows, columns] = text.split("x").map(Number); return rows === columns ? rows : 0; };
  if (first?.type !== "convolution" || first.weights !== "own" || first.own.length > maxHeadFilters || !square(first.size) || !square(first.stride) || square(first.stride) > 4) return { head: null, more: layers };
  const head = { ...headDefaults, filters: first.own, size: square(first.size), stride: square(first.stride), padding: first.padding, dilation: first.dilation, activation: first.activation, pool: "" };
  if (head.activation === "none" && ["leakyRelu", "tanh", "sigmoid"].includes(rest[0]?.function)) head.activation = rest.shift().function;
  const pool = rest[0];
  if (pool?.type === "pool" && pool.padding === "valid" && poolWindows.includes(pool.window) && poolStrides.includes(pool.stride)) {
    rest.shift();
    Object.assign(head, { pool: pool.kind, window: pool.window === "global" ? pool.window : square(pool.window), poolStride: pool.stride ? square(pool.stride) : 0 });
  }
  return { head, more: rest };
}

// Whether a value that was kept is a network that the page can show. What it computes is checked by the studio.
export function isNetwork(value) {
  const isFilter = (filter, count) => hasForm(filter, { name: "", divisor: 0, bias: 0, weights: [] }) && filter.weights.length === count && Array.from(filter.weights).every(weight => Number.isInteger(weight) && Math.abs(weight) <= 127);
  if (!hasForm(value, { more: [] }) || !Array.isArray(value.more) || !value.head && !value.more.length || value.more.length > maxLayers) return false;
  const { head, more } = value;
  if (head && !(hasForm(head, { ...headDefaults, window: head.window, filters: [] }) && head.size >= 1 && head.size <= 7 && head.filters.length >= 1 && head.filters.length <= maxHeadFilters && Array.from(head.filters).every(filter => isFilter(filter, head.size ** 2)))) return false;
  return more.every(layer => isLayer(layer) && (!hasOwnFilters(layer) || Array.isArray(layer.own) && layer.own.length && layer.own.every(filter => isFilter(filter, pair(layer.size).reduce((rows, columns) => rows * columns)))));
}

export const presetNetwork = preset => ({ head: null, more: fromPreset(preset.layers) });

// Puts a filter's weights into the middle of a larger or smaller filter. Both sizes are [rows, columns].
export function resize(weights, [fromRows, fromColumns], [rows, columns]) {
  const down = Math.trunc((rows - fromRows) / 2), right = Math.trunc((columns - fromColumns) / 2);
  return Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor(i / columns) - down, column = i % columns - right;
    return row >= 0 && row < fromRows && column >= 0 && column < fromColumns ? weights[row * fromColumns + column] : 0;
  });
}

// Each layer of the head with its name, fields, shape and quantization. With ReLU no value is negative, so all 256 int8 steps are used for
// positive values. Otherwise half of them are for negative values, and a step is twice as large.
function headLayers(head, input) {
  if (!head) return [];
  const isSigned = head.activation !== "relu", square = extent => `${extent}x${extent}`;
  const filters = head.filters.map(filter => {
    const rows = Array.from({ length: head.size }, (_, y) => filter.weights.slice(y * head.size, (y + 1) * head.size));
    return { filter: rows, divisor: filter.divisor * (isSigned ? 2 : 1), ...(filter.bias ? { bias: filter.bias } : {}) };
  });
  const quantization = isSigned ? { scale: 0.007843137, zeroPoint: 0 } : unsigned;
  const convolution = { type: "convolution", name: "features", stride: head.stride, dilation: head.dilation, padding: head.padding, ...(isSigned ? quantization : { activation: "relu" }), filters };
  let shape = shapeAfter({ type: "convolution", size: square(head.size), stride: square(head.stride), dilation: head.dilation, padding: head.padding, filters: filters.length }, input);
  const layers = [{ fields: convolution, shape, quantization }];
  if (isSigned && head.activation !== "none") {
    const to = { tanh: { scale: 1 / 128, zeroPoint: 0 }, sigmoid: { scale: 1 / 256, zeroPoint: -128 } }[head.activation] ?? quantization;
    layers.push({ fields: { type: "activation", name: "activated", function: head.activation, ...(head.activation === "leakyRelu" ? { alpha: 0.1 } : {}) }, shape, quantization: to });
  }
  if (head.pool) {
    const stride = head.poolStride && head.window !== "global" ? { stride: head.poolStride } : {};
    shape = shapeAfter({ type: "pool", window: head.window === "global" ? head.window : square(head.window), stride: head.poolStride ? square(head.poolStride) : "" }, shape);
    layers.push({ fields: { type: head.pool, name: "pooled", window: head.window, ...stride }, shape, quantization: layers.at(-1).quantization });
  }
  return layers;
}

// All layers of the network: { id, name, shape, fields } with the shape of the output. Layers of the head have no id.
export function describe(network, input) {
  const described = headLayers(network.head, input).map(layer => ({ ...layer, name: layer.fields.name }));
  const names = namesOf(network.more, { convolution: network.head ? 1 : 0, pool: network.head?.pool ? 1 : 0 }), inHead = new Set(described.map(layer => layer.name));
  let from = { shape: input, ...unsigned };
  if (described.length) from = { shape: described.at(-1).shape, ...described.at(-1).quantization };
  for (const layer of network.more) {
    const name = names.get(layer.id), nameOf = id => inHead.has(id) ? id : names.get(id);
    const [fields, quantization] = cached(layer, from, nameOf(layer.with), () => layerFields(layer, from, nameOf)), shape = shapeAfter(layer, from.shape);
    described.push({ id: layer.id, name, shape, from: from.shape, fields });
    from = { ...quantization, shape };
  }
  return described;
}

// Random weights take long to write, and most changes do not affect them.
const known = new WeakMap();
function cached(layer, from, other, make) {
  const key = JSON.stringify([layer, from, other]), last = known.get(layer);
  if (last?.key === key) return last.made;
  const made = make();
  known.set(layer, { key, made });
  return made;
}

const texts = new WeakMap();

export function networkText(network, name, input) {
  const layers = describe(network, input).map(({ id, name: own, fields }) => {
    if (id && texts.get(fields)?.own === own) return texts.get(fields).text;
    const { type, name: _, filters, ...rest } = fields, lists = filters ? [`\n      "filters": [\n${filters.map(item => "        " + spaced(item)).join(",\n")}\n      ]`] : [];
    const text = filters ? `    {\n      ${[spaced({ type, name: own, ...rest }).slice(1, -1).trim(), ...lists].join(",")}\n    }` : "    " + spaced({ type, name: own, ...rest });
    if (id) texts.set(fields, { own, text });
    return text;
  });
  return file(name, `\n  "input": ${spaced({ name: "frame", shape: [input.height, input.width, input.channels], scale: 0.003921569, zeroPoint: -128 })},`, layers);
}

// The layers without weights. The last fully connected layer gets one output per class; a network without one gets it.
function trainableText(network, name) {
  const layers = toLayers(network), names = namesOf(layers, {}), fields = layers.map(layer => trainableFields(layer, names.get(layer.id)));
  const last = fields.findLastIndex(layer => layer.type !== "softmax");
  if (fields[last]?.type === "fullyConnected") fields[last].outputs = "classes";
  else fields.splice(last + 1, 0, { type: "fullyConnected", name: "scores", outputs: "classes" });
  if (fields.at(-1).type !== "softmax") fields.push({ type: "softmax", name: "probabilities" });
  return file(name, "", fields.map(layer => "    " + spaced(layer)));
}

const file = (name, input, layers) => `{
  "edgeconv": 1,
  "name": ${JSON.stringify(name)},
  "description": "Made in EdgeConv Studio.",${input}
  "layers": [
${layers.join(",\n")}
  ]
}
`;

// Writes JSON in one line, with spaces as a person would write it.
function spaced(value) {
  if (Array.isArray(value)) return value.length && typeof value[0] === "number" ? `[${value.join(", ")}]` : `[${value.map(spaced).join(", ")}]`;
  if (value && typeof value === "object") return `{ ${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${spaced(item)}`).join(", ")} }`;
  return JSON.stringify(value);
}
