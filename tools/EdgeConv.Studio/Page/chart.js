import { percent } from "./dom.js";

// Draws readout and duty over time as SVG text.
const left = 52, right = 12, high = 84, gap = 34;

export function chartSvg(run, settings, time, pulled, width) {
  const across = Math.max(100, width - left - right), count = run.frames.length, x = at => left + at / run.end * across, frameX = i => x((i + .5) * run.period);
  const values = run.frames.map(frame => frame.activation), min = Math.min(0, settings.low, ...values), max = Math.max(1, settings.high, ...values), span = max - min || 1;
  const readoutY = value => 16 + high - (value - min) / span * high, top = 16 + high + gap, maxDuty = settings.drive === "servo" ? 1250 : 10000, dutyY = duty => top + high - duty / maxDuty * high;
  const parts = [];
  const region = (from, to, kind) => parts.push(`<rect class="${kind}" x="${x(from)}" y="8" width="${Math.max(1, x(to) - x(from))}" height="${top + high - 8}"/>`);
  run.events.forEach((event, i) => {
    if (event.reason !== "None") region(event.at, run.events[i + 1]?.at ?? run.end, "safe-region");
  });
  if (pulled) {
    region(pulled[0] * run.period, (pulled[1] + 1) * run.period, "pulled-region");
    parts.push(`<text x="${x(pulled[0] * run.period) + 4}" y="${top - 6}">sensor unplugged</text>`);
  }
  const axis = (y, text) => parts.push(`<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`);
  axis(readoutY(min), Math.round(min));
  axis(readoutY(max), Math.round(max));
  axis(dutyY(0), "0 %");
  axis(dutyY(maxDuty), `${maxDuty / 100} %`);
  for (const bound of [settings.low, settings.high]) parts.push(`<line class="threshold" x1="${left}" x2="${width - right}" y1="${readoutY(bound)}" y2="${readoutY(bound)}"/>`);
  parts.push(`<line class="safe-line" x1="${left}" x2="${width - right}" y1="${dutyY(settings.safeDuty)}" y2="${dutyY(settings.safeDuty)}"/>`);
  parts.push(`<text class="strong" x="${left}" y="${readoutY(max) - 5}">readout</text><text class="strong" x="${left}" y="${top - 6}">duty at the pin</text>`);
  parts.push(`<polyline class="readout" points="${values.map((value, i) => `${frameX(i)},${readoutY(value)}`).join(" ")}"/>`);
  let path = "", last = null;
  for (const [at, duty] of run.steps) {
    path += last === null ? `M${x(at)} ${dutyY(duty)}` : `H${x(at)}V${dutyY(duty)}`;
    last = duty;
  }
  if (last !== null) parts.push(`<path class="duty" d="${path}H${x(run.end)}"/>`);
  parts.push(`<line class="now" x1="${frameX(time)}" x2="${frameX(time)}" y1="8" y2="${top + high}"/><circle class="now-readout" cx="${frameX(time)}" cy="${readoutY(values[time])}" r="4"/><circle class="now-duty" cx="${frameX(time)}" cy="${dutyY(run.frames[time].duty)}" r="4"/>`);
  for (let i = 0; i <= count; i += 10) parts.push(`<text x="${x(i * run.period)}" y="${top + high + 16}" text-anchor="middle">${(i * run.period / 1e6).toFixed(0)} s</text>`);
  return { height: top + high + 22, svg: parts.join(""), frameAt: place => Math.min(count - 1, Math.max(0, Math.floor((place - left) / across * count))) };
}

export const deviceWords = (drive, frame) => `${{ led: "LED", servo: "Servo", motor: "Motor" }[drive]} at a duty of ${percent(frame.duty)}`;
