// The layers that follow the first convolution and its pooling: their settings, the shapes of their outputs, and their text in a .json network (docs/json-models.md).
// A layer is { id, type, ... }. A size, stride or window is a text such as "3x3": rows and columns.

import { hasForm } from "./state.js";

// Quantization of maps: all 256 steps for values from 0 up, or half of them for negative values.
export const unsigned = { scale: 0.003921569, zeroPoint: -128 };
const signed = { scale: 0.007843137, zeroPoint: 0 }, wide = { scale: 0.01568628, zeroPoint: 0 };

export const titles = {
  convolution: "Convolution", depthwise: "Depthwise convolution", pool: "Pooling", activation: "Activation", fullyConnected: "Fully connected",
  softmax: "Softmax", add: "Add", flatten: "Flatten",
};
const shortNames = { convolution: "conv", depthwise: "depthwise", pool: "pool", activation: "activation", fullyConnected: "dense", softmax: "softmax", add: "add", flatten: "flat" };

const defaults = {
  convolution: { filters: 8, size: "3x3", stride: "1x1", padding: "same", dilation: 1, activation: "relu", weights: "random", seed: 1 },
  depthwise: { size: "3x3", stride: "1x1", padding: "same", dilation: 1, activation: "relu", weights: "random", seed: 1 },
  pool: { kind: "maxPool", window: "2x2", stride: "", padding: "valid" },
  activation: { function: "relu" },
  fullyConnected: { outputs: 10, activation: "none", weights: "random", seed: 1, divisor: 64, text: "" },
  softmax: {}, add: { with: "" }, flatten: {},
};

export const newLayer = (type, settings = {}) => ({ id: crypto.getRandomValues(new Uint32Array(1))[0].toString(36), type, ...structuredClone(defaults[type]), ...settings });

// Whether a value that was kept has the form of a layer, with sizes that are sizes.
export const isLayer = layer => layer && Object.hasOwn(defaults, layer.type) && hasForm(layer, { id: "", ...defaults[layer.type] })
  && ["size", "stride", "window"].every(name => !layer[name] || name === "window" && layer[name] === "global" || /^[1-9]\d?x[1-9]\d?$/.test(layer[name]));

export const pair = text => String(text).includes("x") ? String(text).split("x").map(Number) : [Number(text), Number(text)];

// Whether a layer has filters of its own that the user edits one by one.
export const hasOwnFilters = layer => (layer.type === "convolution" || layer.type === "depthwise") && layer.weights === "own";

// Names of layers in the .json file, by id: conv2 for the second convolution. first is the number of layers of each type before them.
export function namesOf(layers, before) {
  const counts = { ...before };
  return new Map(layers.map(layer => [layer.id, shortNames[layer.type] + (counts[layer.type] = (counts[layer.type] ?? 0) + 1)]));
}

// Returns the shape of a layer's output. An extent below 1 means that the window does not fit; the studio then says so.
export function shapeAfter(layer, input) {
  const [strideRows, strideColumns] = pair(layer.stride || layer.window || "1x1");
  const along = (extent, taps, stride) => layer.padding === "same" ? Math.ceil(extent / stride) : Math.floor((extent - (taps - 1) * (layer.dilation ?? 1) - 1) / stride) + 1;
  const moved = (rows, columns, channels) => ({ height: along(input.height, rows, strideRows), width: along(input.width, columns, strideColumns), channels });
  switch (layer.type) {
    case "convolution": return moved(...pair(layer.size), hasOwnFilters(layer) ? layer.own.length : layer.filters);
    case "depthwise": return moved(...pair(layer.size), input.channels);
    case "pool": return layer.window === "global" ? { height: 1, width: 1, channels: input.channels } : moved(...pair(layer.window), input.channels);
    case "fullyConnected": return { height: 1, width: 1, channels: layer.outputs, isVector: true };
    case "flatten": return { height: 1, width: 1, channels: lengthOf(input), isVector: true };
    default: return input;
  }
}

export const lengthOf = ({ height, width, channels }) => height * width * channels;

// Random integers of a seed: the same seed gives the same weights. (The generator is mulberry32.)
export function randomWeights(seed, count, max) {
  let state = seed >>> 0;
  return Int8Array.from({ length: Math.max(0, count) }, () => {
    state = state + 0x6d2b79f5 >>> 0;
    let value = Math.imul(state ^ state >>> 15, state | 1);
    value ^= value + Math.imul(value ^ value >>> 7, value | 61);
    return Math.round(((value ^ value >>> 14) >>> 0) / 2 ** 32 * 2 * max - max);
  });
}

const maxRandom = 64;

// The divisor that keeps the sums of random weights within the range of a map.
const divisorOf = taps => Math.round(maxRandom / Math.sqrt(3) * Math.sqrt(taps) * .8 * 1000) / 1000;

// Writes a layer as the fields of the .json file. from is { shape, scale, zeroPoint } of its input, name(id) the name of an earlier layer.
// Returns [fields, { scale, zeroPoint } of the output].
export function layerFields(layer, from, name) {
  const quantized = to => to.scale === from.scale && to.zeroPoint === from.zeroPoint ? {} : to;
  switch (layer.type) {
    case "convolution": case "depthwise": {
      const to = layer.activation === "relu" ? unsigned : signed;
      const fields = { type: layer.type, stride: plain(layer.stride), dilation: layer.dilation, padding: layer.padding, ...(layer.activation === "none" ? {} : { activation: layer.activation }), ...quantized(to) };
      return [{ ...fields, ...(layer.weights === "own" ? ownFilters(layer) : randomFilters(layer, from.shape)) }, to];
    }
    case "pool": return [{ type: layer.kind, window: plain(layer.window), ...(layer.stride && layer.window !== "global" ? { stride: plain(layer.stride) } : {}), ...(layer.padding === "same" ? { padding: "same" } : {}) }, from];
    case "activation": {
      const fields = { type: "activation", function: layer.function };
      if (layer.function === "sigmoid") return [fields, { scale: 1 / 256, zeroPoint: -128 }];
      if (layer.function === "tanh") return [fields, { scale: 1 / 128, zeroPoint: 0 }];
      if (layer.function === "relu") return [{ ...fields, ...quantized(unsigned) }, unsigned];
      return [layer.function === "leakyRelu" ? { ...fields, alpha: .1 } : fields, from];
    }
    case "fullyConnected": {
      const to = layer.activation === "relu" ? { ...wide, zeroPoint: -128 } : wide, inputs = lengthOf(from.shape);
      const scaled = layer.weights === "own" ? { weightScale: 1 / layer.divisor, weights: rowsOf(layer.text) } : { weightScale: 1 / divisorOf(inputs), weights: chunks(randomWeights(layer.seed, layer.outputs * inputs, maxRandom), inputs) };
      return [{ type: "fullyConnected", ...(layer.activation === "none" ? {} : { activation: layer.activation }), ...quantized(to), ...scaled }, to];
    }
    case "softmax": return [{ type: "softmax" }, { scale: 1 / 256, zeroPoint: -128 }];
    case "add": return [{ type: "add", with: name(layer.with) ?? "frame", ...quantized(wide) }, wide];
    default: return [{ type: layer.type }, from];
  }
}

// Writes "2x2" as 2, as a person would, and "1x2" as [1, 2].
function plain(text) {
  if (text === "global") return text;
  const [rows, columns] = pair(text);
  return rows === columns ? rows : [rows, columns];
}

const chunks = (values, length) => Array.from({ length: length ? values.length / length : 0 }, (_, i) => [...values.subarray(i * length, (i + 1) * length)]);

// Each own filter is the same for all channels of the input.
const ownFilters = layer => {
  const [, columns] = pair(layer.size);
  return { filters: layer.own.map(({ weights, divisor, bias }) => ({ filter: chunks(Int8Array.from(weights), columns), weightScale: 1 / divisor, ...(bias ? { bias } : {}) })) };
};

function randomFilters(layer, shape) {
  const [rows, columns] = pair(layer.size), isDepthwise = layer.type === "depthwise", depth = isDepthwise ? 1 : shape.channels, count = isDepthwise ? shape.channels : layer.filters;
  const weights = randomWeights(layer.seed, count * rows * columns * depth, maxRandom), per = rows * columns * depth;
  const filters = Array.from({ length: count }, (_, k) => chunks(weights.subarray(k * per, (k + 1) * per), columns * depth).map(row => depth === 1 ? row : chunks(Int8Array.from(row), depth)));
  return { weightScale: 1 / divisorOf(per), filters };
}

// Reads weights that the user typed: a line per output, numbers between commas or spaces.
export const rowsOf = text => text.split("\n").map(line => line.trim()).filter(Boolean).map(line => line.split(/[\s,;]+/).filter(Boolean).map(Number));

// Says why typed weights cannot be used; "" if they can.
export function refusalOf(text, outputs, inputs) {
  const rows = rowsOf(text);
  if (rows.length !== outputs) return `There are ${rows.length} lines, but ${outputs} outputs.`;
  for (const [i, row] of rows.entries()) {
    if (row.length !== inputs) return `Line ${i + 1} has ${row.length} numbers, but there are ${inputs} inputs.`;
    if (!row.every(value => Number.isInteger(value) && Math.abs(value) <= 127)) return `Line ${i + 1} holds something that is no integer from -127 to 127.`;
  }
  return "";
}

// Turns the layers of a preset, a network without weights, into layers with random weights. What only training needs is left out.
export function fromPreset(layers) {
  const made = [], text = value => Array.isArray(value) ? value.join("x") : `${value}x${value}`;
  for (const { type, function: name, filters, size, stride = 1, padding = "valid", dilation = 1, activation = "none", window, outputs, rate } of layers) {
    const last = made.at(-1);
    if (type === "convolution" || type === "depthwise") made.push(newLayer(type, { ...(filters && type === "convolution" ? { filters } : {}), size: text(size), stride: text(stride), padding, dilation, activation, seed: made.length + 1 }));
    else if (type === "activation" && last?.activation === "none" && name === "relu") last.activation = "relu";
    else if (type === "activation") made.push(newLayer("activation", { function: name }));
    else if (type.endsWith("Pool")) made.push(newLayer("pool", { kind: type, window: window === "global" ? window : text(window), padding, stride: stride === 1 ? "" : text(stride) }));
    else if (type === "fullyConnected") made.push(newLayer(type, { outputs: outputs === "classes" ? 10 : outputs, activation, seed: made.length + 1 }));
    else if (type === "softmax" || type === "flatten") made.push(newLayer(type));
  }
  return made;
}

// Writes a layer without weights, as `edgeconv train --network` takes it. Throws the reason why a layer cannot be trained.
export function trainableFields(layer, name) {
  const activation = layer.activation && layer.activation !== "none" ? { activation: layer.activation } : {}, moves = layer.size ? { size: plain(layer.size), stride: plain(layer.stride), dilation: layer.dilation, padding: layer.padding, ...activation } : {};
  if (layer.type === "convolution") return { type: layer.type, name, filters: hasOwnFilters(layer) ? layer.own.length : layer.filters, ...moves };
  if (layer.type === "depthwise") return { type: layer.type, name, ...moves };
  if (layer.type === "fullyConnected") return { type: layer.type, name, outputs: layer.outputs, ...activation };
  if (layer.type === "activation" && !["relu", "relu6"].includes(layer.function)) throw new Error(`${name}: only the activations ReLU and ReLU6 can be trained, not ${layer.function}`);
  if (layer.type === "add") throw new Error(`${name}: a network with an addition cannot be trained; remove that layer`);
  if (layer.type === "pool") return { type: layer.kind, name, window: plain(layer.window), ...(layer.stride && layer.window !== "global" ? { stride: plain(layer.stride) } : {}), padding: layer.padding };
  if (layer.type === "activation") return { type: layer.type, name, function: layer.function };
  return { type: layer.type, name };
}
