import { startBoard } from "./board.js";
import { BuildView } from "./buildview.js";
import { Chain } from "./chain.js";
import { Counter } from "./counter.js";
import { $, make, options } from "./dom.js";
import { isLabels, isModel, takeDrops } from "./drop.js";
import { allowJson, checkNames, fileName, startExports } from "./exports.js";
import { FilterEditor } from "./filters.js";
import { filterName } from "./filterrows.js";
import { FrameCard } from "./frames.js";
import { around } from "./geometry.js";
import { loadModel } from "./load.js";
import { marksOf } from "./marks.js";
import { ModelView } from "./modelview.js";
import { currentModel, describe, fromLayers, isNetwork, presetNetwork, startNetwork, toLayers, useNetwork } from "./network.js";
import { OutputCard } from "./output.js";
import { ask, get, newest, post, toBase64 } from "./requests.js";
import { hasForm, keepState, loadState, saveState } from "./state.js";
import { openTab, startTabs } from "./tabs.js";
import { startTheme } from "./theme.js";
import { startTrain } from "./train.js";
import { showNoWindow, showWindow } from "./windowview.js";

// Connects the cards: every change asks the studio again for the layers, the window and the output.
const start = await get("/api/start"), kept = loadState();
const sizes = [8, 12, 16, 24, 28, 32, 48, 64], maxKeptModel = 1_000_000, maxExtent = 160;
const isInput = value => hasForm(value, { height: 0, width: 0, channels: 0 }) && Object.values(value).every(extent => Number.isInteger(extent) && extent >= 1 && extent <= maxExtent);
let network = isNetwork(kept.network) ? kept.network : startNetwork(start.filters), input = isInput(kept.input) ? kept.input : { height: 8, width: 8, channels: 1 };
// uploaded is the model to inspect: { name, data, labels } with the file of its class names, { name, data } or null. classNames are what it says.
let classNames = null, mode = "", tab = "build", uploaded = hasForm(kept.model, { name: "", data: "" }) && (!kept.model.labels || hasForm(kept.model.labels, { name: "", data: "" })) ? kept.model : null, isKept = uploaded !== null, layers = null, cell = { layer: 0, channel: 0, row: 2, column: 1 }, slice = 0, described = [];
let change = 0, changedAt = 0, shapesShown = "";
// For each part: the number of the newest change that it must show, of the last one that was asked for, and of the one that it shows.
const wanted = { layers: 0, window: 0, loop: 0 }, asked = { ...wanted }, done = { ...wanted }, everything = Object.keys(wanted);

function showError(failure) {
  $("error").hidden = !failure;
  $("error").textContent = failure ? failure.message : "";
}

useNetwork(() => ({ network, name: fileName(), input }));
// isOpen says whether the studio has read the model to inspect; until then the frames need not have its shape.
let isOpen = false;
const model = () => mode === "build" ? currentModel() : isOpen ? { name: uploaded.name, data: uploaded.data } : null;

// Records when all cards show the newest change, and the time until it was painted.
function finish(part, number) {
  done[part] = number;
  if (everything.some(name => done[name] !== wanted[name]) || !changedAt) return;
  const start = changedAt, shown = change;
  changedAt = 0;
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    performance.measure("change", { start, end: performance.now() });
    document.documentElement.dataset.shown = shown;
    document.documentElement.dataset.settled = shown === change;
  };
  requestAnimationFrame(() => painted.port2.postMessage(null));
}

function changed(parts = everything) {
  change++;
  changedAt ||= performance.now();
  document.documentElement.dataset.settled = false;
  for (const part of parts) wanted[part] = change;
  saveState();
  // If no map changes its shape, all parts are asked for at once; otherwise the answer with the layers must come first.
  updateOld("layers", updateLayers);
  if (layers && shapes() === shapesShown) updateRest();
}

// Returns a key of everything that the shapes of the maps depend on.
function shapes() {
  if (mode === "model") return JSON.stringify([mode, frameCard.target, uploaded?.name]);
  const { filters, ...others } = network.head ?? { filters: [] };
  return JSON.stringify([mode, frameCard.target, others, filters.length, network.more.map(({ seed, text, own, ...layer }) => ({ ...layer, own: own?.length }))]);
}

function updateOld(part, update) {
  if (asked[part] === wanted[part]) return;
  asked[part] = wanted[part];
  update();
}

function updateRest() {
  updateOld("window", updateWindow);
  updateOld("loop", updateLoop);
}

const updateLayers = newest(async () => {
  const number = wanted.layers, shown = model(), key = shapes(), from = mode;
  // Frames may come when no model is open: then there is nothing to show.
  if (mode === "model" && !uploaded) {
    for (const part of everything) done[part] = asked[part] = wanted[part];
    return finish("layers", number);
  }
  if (!shown || !frameCard.frame) return;
  try {
    const answer = await ask("layers", { model: shown, frame: toBase64(frameCard.frame) });
    if (from !== mode) return;
    layers = answer;
    shapesShown = key;
    showError(null);
    output.setOutput(layers.layers.at(-1).output, outputNames());
    updateRest();
    showLayers();
    mark();
  } catch (failure) {
    showError(failure);
    if (number === wanted.layers) for (const part of everything) done[part] = asked[part] = wanted[part];
  }
  finish("layers", number);
});

// Names of the output's channels: of filters, or of classes; null if they have none.
function outputNames() {
  if (mode === "model") return classNames;
  return network.head && !network.more.length ? network.head.filters.map(filterName) : null;
}

// A slow model runs only on the chosen frame.
const isSlow = () => layers?.milliseconds > 50;

const counter = new Counter(() => changed(["loop"]));

const updateLoop = newest(async () => {
  const number = wanted.loop;
  if (!layers) return;
  const shown = model();
  const outputs = mode === "build" && network.head && !network.more.length ? network.head.filters.length : layers.layers.at(-1).output.channels;
  await output.update(shown, counter.of(shown, shapes()), isSlow() ? [frameCard.frame] : frameCard.frames, frameCard.target, outputs);
  finish("loop", number);
});

const updateWindow = newest(async () => {
  const number = wanted.window;
  if (!layers) return;
  fit();
  if (layers.layers[cell.layer].window) {
    try {
      const { layer, channel, row, column } = cell, answer = await ask("window", { model: model(), frame: toBase64(frameCard.frame), layer, channel, row, column });
      const name = mode === "build" ? buildView.nameOf(cell) : `channel ${channel}`;
      const show = () => showWindow(answer, `${name}${layer && mode === "build" && layer < buildView.headCount ? ", pooled" : ""}, row ${row}, column ${column}`, slice, next => {
        slice = next;
        show();
      });
      show();
    } catch (failure) {
      showNoWindow(failure.message);
    }
  } else showNoWindow(noWindow(layers.layers[cell.layer].kind));
  mark();
  finish("window", number);
});

const noWindow = kind => kind === "FULLY_CONNECTED" ? "Each output is the sum of all inputs, each times its own weight."
  : kind === "SOFTMAX" ? "Softmax turns all values into shares that add up to 1."
  : kind === "ADD" ? "Each cell is the sum of the same cell of two layers."
  : mode === "build" ? "An activation reads only one cell and maps its value by a table." : "This layer has no window that moves over its input.";

// Moves the chosen cell to an existing one after layers, maps or filters were removed.
function fit() {
  if (cell.layer >= layers.layers.length) cell.layer = 0;
  const { height, width, channels } = layers.layers[cell.layer].output;
  cell.row = Math.min(cell.row, height - 1);
  cell.column = Math.min(cell.column, width - 1);
  cell.channel = Math.min(cell.channel, channels - 1);
}

const view = () => mode === "build" ? buildView : modelView;

function showLayers() {
  if (mode === "model") modelView.show(layers);
  else buildView.show(layers, network.head);
}

function choose(next, how) {
  const same = ["layer", "channel", "row", "column"].every(name => next[name] === cell[name]);
  if (same && how !== "down") return;
  // An inference of a large model takes longer than the pointer stays over a cell.
  if (how === "hover" && layers.milliseconds > 30) return;
  cell = next;
  mark();
  updateWindow();
  if (how !== "key") return;
  const name = mode === "build" ? buildView.nameOf(cell) : `channel ${cell.channel}`;
  $("live").textContent = `${name}, ${layers.layers[cell.layer].name}, row ${cell.row}, column ${cell.column}: ${view().valueAt(cell)}`;
}

const pointAt = (layer, channel, row, column, how) => layers && choose({ layer, channel, row, column }, how);

// Marks the chosen cell, and the cells in every other map that it is computed from or that depend on it.
function mark() {
  if (!layers || cell.layer >= layers.layers.length) return;
  const marks = marksOf(layers.layers, cell);
  frameCard.view.mark(marks.get(-1) ?? []);
  view().mark(marks, cell);
}

// Pointing at the frame chooses the cell whose window is centered there.
function pointAtFrame(row, column, how) {
  const first = layers?.layers.findIndex(layer => layer.window);
  if (!(first >= 0) || mode !== "build") return;
  choose({ layer: first, channel: Math.min(cell.channel, layers.layers[first].output.channels - 1), ...around(layers.layers[first].window, { row, column }) }, how);
}

// Shows the network in the cards that edit it.
function showNetwork() {
  described = describe(network, input);
  editor.show(network.head);
  chain.show(network, described);
  $("head-tools").hidden = !network.more.length;
  const count = toLayers(network).length;
  $("build-title").textContent = !network.more.length && network.head ? "Convolution, then pooling" : `A network of ${count} layer${count === 1 ? "" : "s"}`;
}

function setLayers(list) {
  network = fromLayers(list);
  showNetwork();
  changed();
}

// Switches the exports on or off: what they save must be there.
function allowExports() {
  const isJson = mode === "build" || uploaded?.name.toLowerCase().endsWith(".json");
  allowJson(isJson ? "" : uploaded ? `${uploaded.name} cannot be saved as .json: only a network that was opened as .json, or built on this page, can.` : "Open a model first.");
  for (const button of [...document.querySelectorAll("[data-format=cs], [data-format=ecm]"), $("load-board")]) button.disabled = mode === "model" && !uploaded;
  if (mode === "build" || uploaded) checkNames();
}

function setMode(next) {
  mode = next;
  output.stop();
  layers = null;
  cell = { layer: 0, channel: 0, row: 2, column: 1 };
  slice = 0;
  $("build").hidden = mode !== "build";
  $("model").hidden = mode !== "model";
  $("size-field").hidden = mode !== "build";
  frameCard.takesAnyShape = mode === "build";
  allowExports();
  showError(null);
  if (mode === "build") {
    const before = change;
    frameCard.setTarget(input);
    if (change === before) changed();
  } else if (uploaded) openModel();
  else {
    showNoWindow("Open a model first.");
    document.documentElement.dataset.settled = true;
  }
}

function openMode(name) {
  tab = name;
  saveState();
  if (name === "build" || name === "model") return setMode(name);
  if (!changedAt) document.documentElement.dataset.settled = true;
}

// Returns the shape of a model's input as a picture. A vector becomes a square if its length is a square number.
function targetOf(input) {
  if (input.shape.length > 2) return { height: input.height, width: input.width, channels: input.channels };
  const side = Math.round(Math.sqrt(input.channels));
  return side * side === input.channels ? { height: side, width: side, channels: 1 } : { height: 1, width: input.channels, channels: 1 };
}

async function openModel() {
  const opened = uploaded, { name, data, labels } = opened;
  isOpen = false;
  try {
    const answer = await post("/api/layers", { model: { name, data }, frame: null, labels });
    if (opened !== uploaded || mode !== "model") return;
    isOpen = true;
    classNames = answer.labels;
    modelView.open(answer);
    isKept = false;
    const target = targetOf(answer.input), before = change;
    frameCard.setTarget(target);
    if (before === change) changed();
  } catch (failure) {
    if (opened !== uploaded) return;
    uploaded = null;
    modelView.close();
    allowExports();
    // The user may have left the tab meanwhile.
    if (mode === "model") {
      layers = null;
      showNoWindow("Open a model first.");
      // A model of the last visit that cannot be opened any more is forgotten.
      if (isKept) document.documentElement.dataset.settled = true;
      else showError(failure);
    }
    isKept = false;
    saveState();
  }
}

function inspect(name, data, labels) {
  uploaded = { name, data, labels };
  openTab("model");
}

// Opens files of any kind: a model with its labels, or frames.
async function openFiles(files) {
  const file = files.find(file => isModel(file.name)), names = files.find(file => isLabels(file.name));
  const content = async file => toBase64(new Uint8Array(await file.arrayBuffer())), labels = names && names.size < 2 ** 20 ? { name: names.name, data: await content(names) } : null;
  if (file && file.size > start.maxModelBytes) return showError(new Error(`${file.name}: ${Math.ceil(file.size / 2 ** 20)} MB is too large; the studio takes models of up to ${start.maxModelBytes / 2 ** 20} MB, and boards run models below 2 MB`));
  if (file) return inspect(file.name, await content(file), labels);
  if (labels && uploaded) return inspect(uploaded.name, uploaded.data, labels);
  if (names) return showError(new Error(`${names.name} names the classes of a model; open it together with the model`));
  const others = files.filter(file => file.type.startsWith("image/") || /\.(csv|gz|npy)$/i.test(file.name));
  if (!others.length) return showError(new Error(`${files[0].name} is no model, picture or recording; the page takes .tflite, .onnx, .json, .ecm, pictures, .csv and .npy`));
  if (mode === "" || !["build", "model"].includes(tab)) openTab("build");
  frameCard.open(others);
}

// Shows the input's size. Other sizes than squares come from recordings and presets.
function showSize() {
  const value = ({ height, width, channels }) => height === width && channels === 1 ? String(height) : [height, width, ...(channels > 1 ? [channels] : [])].join("x");
  const items = sizes.map(size => [String(size), `${size}×${size}`]), own = value(input);
  options($("size"), items.some(([item]) => item === own) ? items : [...items, [own, own.includes("x") ? own.replaceAll("x", "×") : `${own}×${own}`]], own);
}

function setInput(shape) {
  input = shape;
  showSize();
  described = describe(network, input);
  chain.refresh(described);
}

const output = new OutputCard(start.boards, kept.output, { onSettings: () => changed(["loop"]), onTime: time => showFrame(time % frameCard.frames.length) });
const refresh = () => {
  described = describe(network, input);
  chain.refresh(described);
  changed();
};
const editor = new FilterEditor(start.filters, refresh);
const chain = new Chain({ named: start.filters, onChange: refresh, onMove: setLayers, onPoint: pointAt, layers: () => toLayers(network), describe: () => describe(network, input) });
const buildView = new BuildView({ editor, chain, onPoint: pointAt });
const modelView = new ModelView({
  onPoint: pointAt,
  onPick: next => {
    slice = next;
    cell = { ...cell, layer: modelView.chosen, channel: Math.min(cell.channel, layers.layers[modelView.chosen].output.channels - 1) };
    updateWindow();
  },
});
const frameCard = new FrameCard(start.samples, input, kept.frame, {
  onFrames: () => mode && changed(), onPoint: pointAtFrame, onError: showError,
  onShape: shape => {
    setInput(shape);
    showError(null);
  },
});
frameCard.onSelect = index => output.setTime(index);

function showFrame(index) {
  if (index === frameCard.index) return;
  frameCard.select(index);
  // Without a model there is nothing that shows the frame.
  if (layers) changed(isSlow() ? everything : ["layers", "window"]);
}

// The column of the frame and the window sticks to the top, or by its end if it is higher than the browser's window.
const sides = new ResizeObserver(entries => entries.forEach(({ target }) => target.style.setProperty("--side-height", `${target.offsetHeight}px`)));
for (const side of document.querySelectorAll(".side")) sides.observe(side);

showSize();
showNetwork();
$("size").addEventListener("change", () => {
  const [height, width = height, channels = 1] = $("size").value.split("x").map(Number);
  setInput({ height, width, channels });
  setMode("build");
});
$("head-remove").addEventListener("click", () => {
  setLayers(network.more);
  $("add-layer").focus();
});
$("head-down").addEventListener("click", () => {
  const list = toLayers({ head: network.head, more: [] }), [first, ...rest] = network.more;
  setLayers([first, ...list, ...rest]);
  (chain.blocks[0]?.down ?? $("head-down")).focus();
});

const presets = [{ name: "", title: "The network that the page starts with: one convolution and one pooling." }, ...start.presets];
const presetTeach = () => $("preset-teach").textContent = $("preset").value ? `${presets[$("preset").selectedIndex].title} Its weights are random here; train it with edgeconv train, or in the tab Collect and train.` : "";
options($("preset"), presets.map(preset => [preset.name, preset.name || "convolution and pooling"]), "");
$("preset").addEventListener("change", presetTeach);
$("use-preset").addEventListener("click", () => {
  const preset = presets[$("preset").selectedIndex], sizeOf = { "tiny-1d": { height: 1, width: 64, channels: 1 }, "tiny-8x8": { height: 8, width: 8, channels: 1 }, "small-28x28": { height: 28, width: 28, channels: 1 }, "small-32x32": { height: 32, width: 32, channels: 1 } }[preset.name];
  network = preset.name ? presetNetwork(preset) : startNetwork(start.filters);
  if (sizeOf) setInput(sizeOf);
  showNetwork();
  setMode("build");
});

$("model-samples").append(...start.models.map(sample => make("button", { type: "button", class: "quiet", text: sample.title, onclick: async () => {
  try {
    const { name, data, labels } = await get(`/api/models?name=${sample.name}`);
    inspect(name, data, labels);
  } catch (failure) {
    showError(failure);
  }
} })));
$("model-file").addEventListener("change", () => {
  const files = [...$("model-file").files];
  if (files.length) openFiles(files);
});
takeDrops(() => tab, openFiles);
$("load-board").addEventListener("click", () => loadModel(model()));
startExports(model, {
  onError: showError,
  onName: saveState,
});
if (hasForm(kept.names, { class: "", namespace: "" })) [$("export-name").value, $("export-namespace").value] = [kept.names.class.slice(0, 60), kept.names.namespace.slice(0, 100)];
startTheme(() => {
  editor.repaint();
  chain.repaint();
  if (layers) {
    showLayers();
    mark();
  }
});
keepState(() => ({
  tab, network, input, frame: frameCard.keep(), output: output.settings, names: { class: $("export-name").value, namespace: $("export-namespace").value },
  model: uploaded && uploaded.data.length <= maxKeptModel ? uploaded : null,
}));
startTabs(openMode);
startBoard();
startTrain(start.samples);
openTab(["board", "train", "build", "model"].includes(kept.tab) ? kept.tab : "build");
$("footer").textContent = `EdgeConv ${start.version}. Everything is computed on this computer; nothing leaves it.`;
