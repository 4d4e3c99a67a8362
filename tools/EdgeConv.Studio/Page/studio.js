import { startBoard } from "./board.js";
import { signed } from "./colors.js";
import { Counter } from "./counter.js";
import { $, amount, make, number, setHtml, setText, thousands, times } from "./dom.js";
import { fileName, startExports } from "./exports.js";
import { FilterEditor, filterName } from "./filters.js";
import { FrameCard } from "./frames.js";
import { after, around, before } from "./geometry.js";
import { MapView } from "./mapview.js";
import { ModelView } from "./modelview.js";
import { networkText, startNetwork } from "./network.js";
import { OutputCard } from "./output.js";
import { ask, get, int8, newest, post, toBase64 } from "./requests.js";
import { openTab, startTabs } from "./tabs.js";
import { startTheme } from "./theme.js";
import { startTrain } from "./train.js";
import { showNoWindow, showWindow } from "./windowview.js";

// Connects the cards: every change asks the studio again for the layers, the window and the output.
const start = await get("/api/start");
const network = startNetwork(start.filters);
let mode = "build", uploaded = null, layers = null, cell = { layer: 0, channel: 0, row: 2, column: 1 }, views = [];
let change = 0, changedAt = 0, shapesShown = "";
// For each part: the number of the newest change that it must show, of the last one that was asked for, and of the one that it shows.
const wanted = { layers: 0, window: 0, loop: 0 }, asked = { ...wanted }, done = { ...wanted }, everything = Object.keys(wanted);

function showError(failure) {
  $("error").hidden = !failure;
  $("error").textContent = failure ? failure.message : "";
}

const encoder = new TextEncoder();
function model() {
  if (mode === "model") return uploaded;
  const { height, width } = frameCard.target;
  return { name: fileName() + ".json", data: toBase64(encoder.encode(networkText(network, fileName(), height, width))) };
}

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
  // If no map changes its shape, all parts are asked for at once; otherwise the answer with the layers must come first.
  updateOld("layers", updateLayers);
  if (layers && shapes() === shapesShown) updateRest();
}

// Returns a key of everything that the shapes of the maps depend on.
function shapes() {
  const { filters, ...others } = network;
  return JSON.stringify([mode, frameCard.target, others, filters.length, uploaded?.name]);
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
  const number = wanted.layers, shown = model(), key = shapes();
  if (!shown || !frameCard.frame) return;
  try {
    layers = await ask("layers", { model: shown, frame: toBase64(frameCard.frame) });
    shapesShown = key;
    showError(null);
    output.setOutput(layers.layers.at(-1).output, mode === "build" ? network.filters.map(filterName) : null);
    updateRest();
    showLayers();
    mark();
  } catch (failure) {
    showError(failure);
    if (number === wanted.layers) for (const part of everything) done[part] = asked[part] = wanted[part];
  }
  finish("layers", number);
});

// A slow model runs only on the chosen frame.
const isSlow = () => mode === "model" && layers.milliseconds > 50;

const counter = new Counter(() => changed(["loop"]));

const updateLoop = newest(async () => {
  const number = wanted.loop;
  if (!layers) return;
  const shown = model();
  await output.update(shown, counter.of(shown, shapes()), isSlow() ? [frameCard.frame] : frameCard.frames, frameCard.target, mode === "build" ? network.filters.length : layers.layers.at(-1).output.channels);
  finish("loop", number);
});

const updateWindow = newest(async () => {
  const number = wanted.window;
  if (!layers) return;
  fit();
  if (layers.layers[cell.layer].window) {
    try {
      const answer = await ask("window", { model: model(), frame: toBase64(frameCard.frame), ...cell });
      const name = mode === "build" ? filterName(network.filters[cell.channel], cell.channel) : `channel ${cell.channel}`;
      showWindow(answer, `${name}${cell.layer && mode === "build" ? ", pooled" : ""}, row ${cell.row}, column ${cell.column}`, mode === "model" ? Math.min(modelView.slice, (answer.depth ?? 1) - 1) : 0);
    } catch (failure) {
      showNoWindow(failure.message);
    }
  } else showNoWindow(mode === "build" ? "An activation reads only one cell and maps its value by a table." : "This layer has no window that moves over its input.");
  mark();
  finish("window", number);
});

// Moves the chosen cell to an existing one after layers, maps or filters were removed.
function fit() {
  if (cell.layer >= layers.layers.length) cell.layer = 0;
  const { height, width, channels } = layers.layers[cell.layer].output;
  cell.row = Math.min(cell.row, height - 1);
  cell.column = Math.min(cell.column, width - 1);
  cell.channel = Math.min(cell.channel, channels - 1);
}

function caption(index) {
  const layer = layers.layers[index], extents = times(layer.output.height, layer.output.width);
  if (index === 0) return `feature map ${extents}`;
  if (layer.name === "pooled") return `${$("pool").selectedOptions[0].text} ${extents}`;
  return `${$("activation").selectedOptions[0].text} ${extents}`;
}

function showLayers() {
  if (mode === "model") {
    modelView.show(layers, uploaded.name);
    return;
  }
  const key = `${editor.rows.length} ${layers.layers.length}`;
  if (editor.rows.some(row => row.key !== key)) buildViews(key);
  const maps = layers.layers.map(layer => int8(layer.maps.data));
  const scales = layers.layers.map((layer, l) => maps[l].reduce((max, value) => Math.max(max, Math.abs(value - layer.output.zeroPoint)), 1));
  views.forEach((row, k) => row.forEach((view, l) => {
    const { output: { height, width, channels, zeroPoint } } = layers.layers[l], name = filterName(network.filters[k], k);
    setText(view.caption, caption(l));
    view.valueAt = (y, x) => maps[l][(y * width + x) * channels + k] - zeroPoint;
    view.show(height, width, i => signed(maps[l][i * channels + k] - zeroPoint, scales[l]), `${name}, ${caption(l)}`, i => number(maps[l][i * channels + k] - zeroPoint));
  }));
  const cost = layers.engines[0];
  setText($("cost"), `${amount(layers.macs, "multiplication")} per frame` + (cost ? `, ${thousands(cost.ram)} bytes of RAM and a file of ${thousands(cost.file)} bytes on the packed engine` : ""));
  setHtml($("legend"), `0<span class="ramp"></span>${scales[0]}`);
}

function buildViews(key) {
  views = editor.rows.map((row, k) => {
    row.key = key;
    const made = layers.layers.map((layer, l) => {
      const view = new MapView({
        onPoint: (y, x, how) => choose({ layer: l, channel: k, row: y, column: x }, how),
        describe: (y, x) => `${filterName(network.filters[k], k)}, row ${y}, column ${x}: ${number(view.valueAt(y, x))}`,
      });
      view.caption = make("figcaption");
      return view;
    });
    row.maps.replaceChildren(...made.map(view => make("figure", {}, view.canvas, view.caption)));
    return made;
  });
}

function choose(next, how) {
  const same = ["layer", "channel", "row", "column"].every(name => next[name] === cell[name]);
  if (same && how !== "down") return;
  // An inference of a large model takes longer than the pointer stays over a cell.
  if (mode === "model" && how === "hover" && layers.milliseconds > 30) return;
  cell = next;
  mark();
  updateWindow();
  if (how !== "key") return;
  const layer = layers.layers[cell.layer], name = mode === "build" ? filterName(network.filters[cell.channel], cell.channel) : `channel ${cell.channel}`;
  const value = mode === "build" ? views[cell.channel][cell.layer].valueAt(cell.row, cell.column) : modelView.valueAt(cell.channel, cell.row, cell.column);
  $("live").textContent = `${name}, ${layer.name}, row ${cell.row}, column ${cell.column}: ${value}`;
}

// Marks the chosen cell, and the cells in every other map that it is computed from or that depend on it.
function mark() {
  if (!layers) return;
  const chain = chainTo(cell.layer), here = { row: cell.row, column: cell.column, rows: 1, columns: 1 };
  let box = here;
  const marks = new Map([[cell.layer, [{ ...here, kind: "cell" }]]]);
  for (const index of chain.toReversed()) {
    const { window, output: { height, width } } = layers.layers[index], previous = chain[chain.indexOf(index) - 1];
    box = window || height * width > 1 ? before(window, box) : null;
    if (!box) break;
    marks.set(previous ?? -1, [{ ...box, kind: "window" }]);
  }
  if (mode === "build") for (let l = cell.layer + 1, place = here; l < layers.layers.length && place; l++) {
    place = after(layers.layers[l].window, place);
    if (place) marks.set(l, [{ ...place, kind: "window" }]);
  }
  frameCard.view.mark(marks.get(-1) ?? []);
  if (mode === "model") return modelView.views.forEach((view, k) => view.mark(modelView.chosen === cell.layer && k === cell.channel ? marks.get(cell.layer) : []));
  views.forEach((row, k) => row.forEach((view, l) => view.mark((marks.get(l) ?? []).map(item => k === cell.channel ? item : { ...item, kind: "faint" }))));
}

// Returns the layers from the frame to one layer, each the input of the next.
function chainTo(index) {
  const chain = [];
  for (let i = index; i >= 0; i = layers.layers.findIndex(layer => layer.tensor === layers.layers[i].inputs[0])) {
    if (chain.includes(i)) break;
    chain.unshift(i);
  }
  return chain;
}

// Pointing at the frame chooses the cell whose window is centered there.
function pointAtFrame(row, column, how) {
  if (!layers || mode !== "build") return;
  choose({ layer: 0, channel: Math.min(cell.channel, network.filters.length - 1), ...around(layers.layers[0].window, { row, column }) }, how);
}

function setMode(next) {
  mode = next;
  layers = null;
  cell = { layer: 0, channel: 0, row: 2, column: 1 };
  $("build").hidden = mode !== "build";
  $("model").hidden = mode !== "model";
  $("size-field").hidden = mode !== "build";
  document.querySelector("[data-format=json]").disabled = mode === "model" && !uploaded?.name.endsWith(".json");
  showError(null);
  if (mode === "build") {
    frameCard.setTarget({ height: Number($("size").value), width: Number($("size").value), channels: 1 });
    changed();
  } else if (uploaded) openModel();
  else showNoWindow("Open a model first.");
}

// Returns the shape of a model's input as a picture. A vector becomes a square if its length is a square number.
function targetOf(input) {
  if (input.shape.length > 2) return { height: input.height, width: input.width, channels: input.channels };
  const side = Math.round(Math.sqrt(input.channels));
  return side * side === input.channels ? { height: side, width: side, channels: 1 } : { height: 1, width: input.channels, channels: 1 };
}

async function openModel() {
  try {
    const described = await post("/api/layers", { model: uploaded, frame: null });
    const target = targetOf(described.input), before = change;
    frameCard.setTarget(target);
    if (before === change) changed();
  } catch (failure) {
    uploaded = layers = null;
    $("layers").replaceChildren();
    $("layer").replaceChildren();
    $("model-info").textContent = "";
    showError(failure);
  }
}

const output = new OutputCard(start.boards, { onSettings: () => changed(["loop"]), onTime: time => showFrame(time % frameCard.frames.length) });
const editor = new FilterEditor(network, start.filters, () => changed());
const modelView = new ModelView({ onPoint: (layer, channel, row, column, how) => choose({ layer, channel, row, column }, how), onPick: () => { cell = { ...cell, layer: modelView.chosen, channel: Math.min(cell.channel, layers.layers[modelView.chosen].output.channels - 1) }; updateWindow(); } });
const frameCard = new FrameCard(start.samples, { onFrames: () => changed(), onPoint: pointAtFrame, onError: showError });
frameCard.onSelect = index => output.setTime(index);

function showFrame(index) {
  if (index === frameCard.index) return;
  frameCard.select(index);
  changed(isSlow() ? everything : ["layers", "window"]);
}

startTabs(name => ["build", "model"].includes(name) && setMode(name));
startBoard();
startTrain(start.samples, network);
$("size").addEventListener("change", () => setMode("build"));
$("model-file").addEventListener("change", async () => {
  const [file] = $("model-file").files;
  if (!file) return;
  if (file.size > start.maxModelBytes) return showError(new Error(`${file.name}: ${Math.ceil(file.size / 2 ** 20)} MB is too large; the studio takes models of up to ${start.maxModelBytes / 2 ** 20} MB, and boards run models below 2 MB`));
  uploaded = { name: file.name, data: toBase64(new Uint8Array(await file.arrayBuffer())) };
  openTab("model");
});
startExports(model, showError);
startTheme(() => {
  editor.repaint();
  if (layers) {
    showLayers();
    mark();
  }
});
$("footer").textContent = `EdgeConv ${start.version}. Everything is computed on this computer; nothing leaves it.`;
