// What the board sees and does: its frame, the state of its output, the maps of its model, and its log.
import { grey, signed } from "./colors.js";
import { $, amount, fixed, make, number, options, setHtml, setText, thousands, times } from "./dom.js";
import { live } from "./live.js";
import { MapView } from "./mapview.js";
import { int8 } from "./requests.js";

const maxLines = 200, plotWidth = 300, plotHeight = 170, axes = ["x", "y", "z", "w"], axisKinds = ["conv", "pool", "dense", "depthwise"];
let frameView, plot, lastStep = null, maps = null, chosen = 0, built = "", views = [], bars = [], sparks = [];

export function startView() {
  frameView = new MapView({ describe: describeFrame, onPoint: (row, column, how) => how === "key" && say(describeFrame(row, column)) });
  plot = make("div", { class: "window-plot", role: "img", hidden: true });
  $("seen").append(make("div", { class: "frame-place", id: "frame-cells" }, frameView.canvas), plot);
  $("board-layer").addEventListener("change", () => {
    chosen = Number($("board-layer").value);
    showLayers();
  });
  live.watch("step", step => {
    lastStep = step;
    if (!isShown()) return;
    showFrame();
    showGuard(step);
    setText($("seen-info"), `frame ${thousands(step.number)}`);
  });
  live.watch("status", showStatus);
  live.watch("maps", answer => {
    maps = answer;
    if (isShown()) showMaps();
  });
  live.watch("log", addLine);
  $("board-log").addEventListener("scroll", ({ target }) => readsBack = target.scrollTop + target.clientHeight < target.scrollHeight - 4);
  live.watch("state", state => {
    $("live-board").classList.toggle("stale", state.connection !== "connected");
    if (state.connection !== "none") return;
    lastStep = maps = null;
    $("board-log").replaceChildren();
  });
}

export const isShown = () => !$("live-board").closest("[data-tabs]").hidden;

// Draws everything again, because the colors have changed or the tab was opened.
export function repaintView() {
  if (lastStep) showFrame();
  if (maps) showMaps();
}

const say = text => $("live").textContent = text;

const isWindow = step => step.height === 1 && step.channels <= axes.length && step.width > 1;

function showFrame() {
  const { frame, height, width, channels } = lastStep, hasPlot = isWindow(lastStep);
  $("frame-cells").hidden = hasPlot;
  plot.hidden = !hasPlot;
  if (hasPlot) return showWindow(lastStep);
  let low = Infinity, high = -Infinity;
  for (const value of frame) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const shade = value => Math.round((value - low) / Math.max(1, high - low) * 255);
  const color = channels === 3 ? i => [shade(frame[i * 3]), shade(frame[i * 3 + 1]), shade(frame[i * 3 + 2])] : i => grey(shade(frame[i * channels]));
  frameView.show(height, width, color, "Frame of the board");
  setText($("seen-range"), `${times(height, width, channels)}, here ${number(low)} to ${number(high)} of ${number(lastStep.min)} to ${number(lastStep.max)}`);
}

function describeFrame(row, column) {
  if (!lastStep) return "";
  const { frame, width, channels } = lastStep, at = (row * width + column) * channels;
  return `row ${row}, column ${column}: ${[...frame.subarray(at, at + channels)].map(number).join(", ")}`;
}

// A window of samples, such as an accelerometer's, is drawn as one line for each axis.
function showWindow({ frame, width, channels, min, max }) {
  const round = value => Math.round(value * 10) / 10, y = value => round(4 + (max - value) / (max - min) * (plotHeight - 8)), x = i => round(i / (width - 1) * plotWidth);
  const lines = Array.from({ length: channels }, (_, c) => `<polyline class="axis ${axisKinds[c]}" points="${Array.from({ length: width }, (_, i) => `${x(i)},${y(frame[i * channels + c])}`).join(" ")}"/>`);
  setHtml(plot, `<svg viewBox="0 0 ${plotWidth} ${plotHeight}" preserveAspectRatio="none"><line class="grid" x1="0" x2="${plotWidth}" y1="${y(0)}" y2="${y(0)}"/>${lines.join("")}</svg><p class="legend">${Array.from({ length: channels }, (_, c) => `<span class="key ${axisKinds[c]}"></span>${axes[c]}`).join(" ")}</p>`);
  if (!plot.ariaLabel) plot.setAttribute("aria-label", `Window of ${amount(width, "sample")} along ${amount(channels, "axis").replace("axiss", "axes")}`);
  setText($("seen-range"), `${times(1, width, channels)}, ${number(min)} to ${number(max)}`);
}

function showGuard({ reason, state }) {
  $("guard").className = reason === "None" ? "state" : "state safe";
  setText($("guard"), "Guard: " + state);
}

function showStatus(status) {
  showNewestLine();
  if (!lastStep || !status.running || status.reason !== "None") showGuard(status);
  const faults = [["late", status.late], ["failed", status.failed], ["frozen", status.frozen], ["implausible", status.implausible], ["of the model", status.modelFaults], ["of the output", status.outputFaults]].filter(([, count]) => count);
  const rows = [
    ["frames per second", status.running ? fixed(status.fps, 1) : "no loop runs"],
    ["inference", `${thousands(status.microseconds / 1000, 3)} ms of ${thousands(status.period / 1000)} ms`],
    ["free memory", `${thousands(status.free)} bytes`],
    ["good frames", thousands(status.frames)],
    ["running for", duration(status.uptime)],
    ["faults", faults.map(([name, count]) => `${thousands(count)} ${name}`).join(", ") || "none"],
    ["link", [status.damaged && amount(status.damaged, "damaged packet"), status.lost && `${amount(status.lost, "step")} not sent`].filter(Boolean).join(", ") || "no damage"],
  ];
  setHtml($("board-numbers"), rows.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join(""));
}

function duration(seconds) {
  const pad = value => String(value).padStart(2, "0"), hours = Math.floor(seconds / 3600);
  return `${hours ? hours + ":" : ""}${hours ? pad(Math.floor(seconds / 60) % 60) : Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
}

function showMaps() {
  const { light, text, compared, different } = maps;
  $("verdict-light").className = "light " + ({ equal: "good", differs: "bad" }[light] ?? "wait");
  setText($("verdict-light"), light === "equal" ? "Equal to the studio's output, byte for byte" : light === "differs" ? `Different: ${text}` : `Unknown model. ${text}`);
  setText($("verdict-count"), compared ? `${amount(compared, "frame")} compared${different ? `, ${thousands(different)} of them different` : ""}` : "");
  showLayers();
}

// The maps of the chosen layer for the same frame, as the studio's engine computes them.
function showLayers() {
  const layers = maps.layers ?? [];
  $("board-layer-field").hidden = layers.length < 2;
  if (!layers.length) {
    built = "";
    $("board-maps").replaceChildren(make("p", { class: "soft", text: "The maps are shown when the studio has the board's model." }));
    return setText($("layers-info"), "");
  }
  chosen = Math.min(chosen, layers.length - 1);
  const key = JSON.stringify(layers) + chosen, layer = layers[chosen], { height, width, channels, shown, zeroPoint } = layer;
  if (key !== built) {
    built = key;
    options($("board-layer"), layers.map(({ name, kind }, i) => [i, `${i}: ${name}, ${kind.toLowerCase().replaceAll("_", " ")}`]), chosen);
    buildViews(layer);
    setText($("layers-info"), `${times(height, width, channels)}${channels > shown ? `, the first ${shown} of ${amount(channels, "channel")}` : ""}`);
  }
  const values = int8(maps.data[chosen]), scale = values.reduce((max, value) => Math.max(max, Math.abs(value - zeroPoint)), 1);
  if (height * width === 1) return showBars(layer, values, scale);
  if (height === 1) return showSparks(layer, values, scale);
  views.forEach((view, k) => {
    view.valueAt = (row, column) => values[(row * width + column) * shown + k] - zeroPoint;
    view.show(height, width, i => signed(values[i * shown + k] - zeroPoint, scale), `Channel ${k} of ${layer.name}`);
  });
}

function buildViews({ name, height, width, shown }) {
  views = height === 1 ? [] : Array.from({ length: shown }, (_, k) => {
    const describe = (row, column) => `channel ${k}, row ${row}, column ${column}: ${number(view.valueAt?.(row, column) ?? 0)}`;
    const view = new MapView({ describe, onPoint: (row, column, how) => how === "key" && say(describe(row, column)) });
    return view;
  });
  bars = height * width > 1 ? [] : Array.from({ length: shown }, (_, k) => make("div", { class: "bar" }, make("span", { text: k }), make("span", { class: "track" }, make("i")), make("span")));
  sparks = height > 1 || width === 1 ? [] : Array.from({ length: shown }, (_, k) => make("div", { role: "img", "aria-label": `Channel ${k} of ${name}` }));
  const place = sparks.length ? make("div", { class: "mosaic two" }, ...sparks.map((spark, k) => make("figure", {}, spark, make("figcaption", { text: k }))))
    : height * width === 1 ? make("div", { class: "bars num", role: "img", "aria-label": `Values of ${name}` }, ...bars)
    : make("div", { class: shown > 4 ? "mosaic small" : "mosaic two" }, ...views.map((view, k) => make("figure", {}, view.canvas, make("figcaption", { text: k }))));
  $("board-maps").replaceChildren(place);
}

function showBars({ zeroPoint }, values, scale) {
  bars.forEach((bar, k) => {
    bar.children[1].firstChild.style.width = Math.max(0, values[k] - zeroPoint) / scale * 100 + "%";
    setText(bar.children[2], number(values[k]));
  });
}

// A layer without rows, such as one over a window of samples, is drawn as a line for each channel.
function showSparks({ width, shown, zeroPoint }, values, scale) {
  const round = value => Math.round(value * 10) / 10, y = value => round(32 - value / scale * 28);
  sparks.forEach((spark, k) => setHtml(spark, `<svg class="spark" viewBox="0 0 ${width - 1} 64" preserveAspectRatio="none"><line class="grid" x1="0" x2="${width - 1}" y1="32" y2="32"/><polyline class="axis conv" points="${Array.from({ length: width }, (_, i) => `${i},${y(values[i * shown + k] - zeroPoint)}`).join(" ")}"/></svg>`));
}

function addLine(line) {
  const log = $("board-log");
  if (line === null) return log.replaceChildren();
  log.append(line + "\n");
  while (log.childNodes.length > maxLines) log.firstChild.remove();
  showNewestLine();
}

// The log stays at its end, unless the user has scrolled back.
let readsBack = false;
function showNewestLine() {
  if (!readsBack) $("board-log").scrollTop = $("board-log").scrollHeight;
}
