import { percent } from "./dom.js";

// Pictures of the output as SVG text: readout and duty over time, the PWM signal, and what is at the pin.
const left = 52, right = 12, high = 84, gap = 34;

export function chartSvg(run, settings, time, pulled, width) {
  const across = Math.max(100, width - left - right), count = run.frames.length, x = at => left + at / run.end * across, frameX = i => x((i + .5) * run.period);
  const values = run.frames.map(frame => frame.activation), least = Math.min(0, settings.low, ...values), most = Math.max(1, settings.high, ...values), span = most - least || 1;
  const readoutY = value => 16 + high - (value - least) / span * high, top = 16 + high + gap, dutyMost = settings.drive === "servo" ? 1250 : 10000, dutyY = duty => top + high - duty / dutyMost * high;
  const parts = [];
  const region = (from, to, kind) => parts.push(`<rect class="${kind}" x="${x(from)}" y="8" width="${Math.max(1, x(to) - x(from))}" height="${top + high - 8}"/>`);
  run.events.forEach((event, i) => {
    if (event.reason !== "None") region(event.at, run.events[i + 1]?.at ?? run.end, "safe-region");
  });
  if (pulled) {
    region(pulled[0] * run.period, (pulled[1] + 1) * run.period, "pulled-region");
    parts.push(`<text x="${x(pulled[0] * run.period) + 4}" y="${top - 6}">sensor pulled</text>`);
  }
  const axis = (y, text) => parts.push(`<line class="grid" x1="${left}" x2="${width - right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${text}</text>`);
  axis(readoutY(least), Math.round(least));
  axis(readoutY(most), Math.round(most));
  axis(dutyY(0), "0 %");
  axis(dutyY(dutyMost), `${dutyMost / 100} %`);
  for (const bound of [settings.low, settings.high]) parts.push(`<line class="threshold" x1="${left}" x2="${width - right}" y1="${readoutY(bound)}" y2="${readoutY(bound)}"/>`);
  parts.push(`<line class="safe-line" x1="${left}" x2="${width - right}" y1="${dutyY(settings.safeDuty)}" y2="${dutyY(settings.safeDuty)}"/>`);
  parts.push(`<text class="strong" x="${left}" y="${readoutY(most) - 5}">readout</text><text class="strong" x="${left}" y="${top - 6}">duty at the pin</text>`);
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

export function waveSvg(pwm, time, width) {
  const ticks = pwm.high[time], share = ticks / pwm.ticks, periods = 3, step = (width - 2) / periods, top = 32, bottom = 78, on = step * share;
  const microseconds = value => `${(value / 100).toFixed(value < 10000 ? 2 : 0)} µs`;
  let path = `M1 ${bottom}`;
  for (let i = 0; i < periods; i++) {
    const x = 1 + i * step;
    if (on > 0) path += `L${x} ${bottom}L${x} ${top}L${x + on} ${top}`;
    if (on < step) path += `L${x + on} ${bottom}`;
    path += `L${x + step} ${on < step ? bottom : top}`;
  }
  const ruler = (from, to, y, text) => `<path class="ruler" d="M${from} ${y - 4}v8M${to} ${y - 4}v8M${from} ${y}H${to}"/><text x="${Math.max(34, (from + to) / 2)}" y="${y < 50 ? y - 8 : y + 16}" text-anchor="middle">${text}</text>`;
  return `<path class="wave-fill" d="${path}V${bottom}H1Z"/><path class="wave" d="${path}"/>` + (ticks > 0 ? ruler(1, 1 + on, 20, microseconds(ticks)) : "") + ruler(1 + step, 1 + 2 * step, 88, microseconds(pwm.ticks));
}

export function deviceSvg(drive, frame, pwm, time) {
  if (drive === "servo") {
    const angle = Math.max(-90, Math.min(90, (pwm.high[time] / 100 - 1500) / 500 * 45));
    return `<circle class="case" cx="50" cy="56" r="30"/><g transform="rotate(${angle} 50 56)"><rect class="horn" x="44" y="10" width="12" height="52" rx="6"/><circle class="axle" cx="50" cy="56" r="9"/></g>`;
  }
  const seen = Math.pow(frame.duty / 10000, drive === "led" ? 1 / 2.2 : 1);
  if (drive === "motor") return `<circle class="case" cx="50" cy="50" r="34"/><path class="horn-line" d="M50 50V22" transform="rotate(${seen * 270 - 135} 50 50)"/><path class="gauge" pathLength="100" stroke-dasharray="${seen * 75} 100" d="M22.4 77.6A39 39 0 1 1 77.6 77.6"/>`;
  // The eye is about as non-linear as the gamma of the map: equal steps of this opacity look equal.
  return `<defs><radialGradient id="glow"><stop offset="0" stop-color="#ffb53d" stop-opacity="${seen}"/><stop offset=".45" stop-color="#ff8c1a" stop-opacity="${seen * .5}"/><stop offset="1" stop-color="#ff8c1a" stop-opacity="0"/></radialGradient></defs>` +
    `<circle cx="50" cy="50" r="50" fill="url(#glow)"/><circle class="case" cx="50" cy="50" r="17"/><circle cx="50" cy="50" r="17" fill="#ffc44d" opacity="${seen}"/>`;
}

export const deviceWords = (drive, frame) => `${{ led: "LED", servo: "Servo", motor: "Motor" }[drive]} at a duty of ${percent(frame.duty)}`;
