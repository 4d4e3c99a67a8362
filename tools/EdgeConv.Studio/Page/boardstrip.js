// The strip chart of the board: activation, proposed and actual duty over the last half minute; and the duties of a second output.
import { $, fixed, percent, setHtml } from "./dom.js";
import { live } from "./live.js";
import { isShown } from "./boardview.js";

const span = 30_000, pause = 1500, left = 52, right = 12, high = 84, gap = 34, top = 16 + high + gap, bottom = top + high;
const points = [], round = value => Math.round(value * 10) / 10;
let width = 600, effective = null;

export function startStrip() {
  new ResizeObserver(([{ contentRect }]) => {
    width = contentRect.width;
    draw();
  }).observe($("strip-chart"));
  live.watch("state", state => {
    effective = state.effective;
    if (state.connection === "none") points.length = 0;
    draw();
  });
  live.watch("step", ({ activation, proposed, actual, reason, second }) => {
    const now = performance.now();
    points.push({ at: now, activation, proposed, actual, second, isSafe: reason !== "None" });
    while (points[0].at < now - span) points.shift();
    if (isShown()) draw();
  });
}

// Values of the map that the chart draws as thresholds.
const thresholds = () => effective ? effective.map.split(":").slice(0, 2).map(Number) : [];

const maxDutyOf = (kind, duties) => kind === "servo" ? Math.max(1250, ...duties) : 10000;

function draw() {
  const hasSecond = Boolean(points.at(-1)?.second), below = hasSecond ? high + gap : 0, end2 = bottom + below;
  $("strip-chart").style.height = end2 + 22 + "px";
  const chart = $("strip-chart"), across = Math.max(100, width - left - right), end = points.at(-1)?.at ?? 0;
  const x = at => round(left + (1 - (end - at) / span) * across), values = points.map(point => point.activation), bounds = thresholds();
  const min = Math.min(0, ...bounds, ...values), max = Math.max(1, ...bounds, ...values), maxDuty = maxDutyOf(effective?.kind, points.map(point => point.actual));
  const readoutY = value => round(16 + high - (value - min) / (max - min || 1) * high), dutyY = duty => round(bottom - duty / maxDuty * high);
  const parts = [...regions(x, end2)];
  const axis = (y, text) => parts.push(`<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`);
  axis(readoutY(min), Math.round(min));
  axis(readoutY(max), Math.round(max));
  axis(dutyY(0), "0 %");
  axis(dutyY(maxDuty), `${maxDuty / 100} %`);
  for (const bound of bounds) parts.push(`<line class="threshold" x1="${left}" x2="${width - right}" y1="${readoutY(bound)}" y2="${readoutY(bound)}"/>`);
  if (effective) parts.push(`<line class="safe-line" x1="${left}" x2="${width - right}" y1="${dutyY(effective.safe)}" y2="${dutyY(effective.safe)}"/>`);
  const pieces = connected(), line = (kind, y) => pieces.forEach(piece => parts.push(`<polyline class="${kind}" points="${piece.map(point => `${x(point.at)},${y(point)}`).join(" ")}"/>`));
  line("readout", point => readoutY(point.activation));
  line("proposed", point => dutyY(point.proposed));
  line("duty", point => dutyY(point.actual));
  const last = points.at(-1);
  if (hasSecond) {
    const maxSecond = maxDutyOf(effective?.second?.kind, points.map(point => point.second?.actual ?? 0)), secondY = duty => round(end2 - duty / maxSecond * high);
    axis(secondY(0), "0 %");
    axis(secondY(maxSecond), `${maxSecond / 100} %`);
    if (effective?.second) parts.push(`<line class="safe-line" x1="${left}" x2="${width - right}" y1="${secondY(effective.second.safe)}" y2="${secondY(effective.second.safe)}"/>`);
    const both = pieces.map(piece => piece.filter(point => point.second)).filter(piece => piece.length), lineOf = (kind, value) => both.forEach(piece => parts.push(`<polyline class="${kind}" points="${piece.map(point => `${x(point.at)},${secondY(value(point.second))}`).join(" ")}"/>`));
    lineOf("proposed", second => second.proposed);
    lineOf("duty", second => second.actual);
    parts.push(`<text class="strong" x="${left}" y="${bottom + gap - 6}">second output ${percent(last.second.actual)}, proposed ${percent(last.second.proposed)}</text>`);
  }
  parts.push(`<text class="strong" x="${left}" y="${readoutY(max) - 5}">activation${last ? ` ${fixed(last.activation, 2)}` : ""}</text>`);
  parts.push(`<text class="strong" x="${left}" y="${top - 6}">duty${last ? ` ${percent(last.actual)}, proposed ${percent(last.proposed)}` : ""}</text>`);
  for (let seconds = 0; seconds <= 30; seconds += 10) parts.push(`<text x="${left + (1 - seconds / 30) * across}" y="${end2 + 16}" text-anchor="middle">${seconds ? `−${seconds} s` : "now"}</text>`);
  chart.setAttribute("viewBox", `0 0 ${width} ${end2 + 22}`);
  setHtml(chart, parts.join(""));
}

// Points that follow each other without a pause, such as that of a restart.
function connected() {
  const pieces = [];
  points.forEach((point, i) => i && point.at - points[i - 1].at < pause ? pieces.at(-1).push(point) : pieces.push([point]));
  return pieces;
}

// Times at which the output is at its safe duty.
function* regions(x, to) {
  for (let i = 0; i < points.length; i++) {
    if (!points[i].isSafe) continue;
    const from = points[i].at;
    while (i + 1 < points.length && points[i].isSafe) i++;
    yield `<rect class="safe-region" x="${x(from)}" y="8" width="${round(Math.max(1, x(points[i].at) - x(from)))}" height="${to - 8}"/>`;
  }
}
