import { thousands } from "./page.js";

// Draws three periods of the PWM signal as SVG text. ticks is the high time and period the length of a period, both in units of 10 ns.
export function waveSvg(ticks, period, width) {
  const share = ticks / period, periods = 3, step = (width - 2) / periods, top = 32, bottom = 78, on = step * share;
  const microseconds = value => `${thousands(value / 100, value < 10000 ? 2 : 1)} µs`;
  let path = `M1 ${bottom}`;
  for (let i = 0; i < periods; i++) {
    const x = 1 + i * step;
    if (on > 0) path += `L${x} ${bottom}L${x} ${top}L${x + on} ${top}`;
    if (on < step) path += `L${x + on} ${bottom}`;
    path += `L${x + step} ${on < step ? bottom : top}`;
  }
  const ruler = (from, to, y, text) => `<path class="ruler" d="M${from} ${y - 4}v8M${to} ${y - 4}v8M${from} ${y}H${to}"/><text x="${Math.max(34, (from + to) / 2)}" y="${y < 50 ? y - 8 : y + 16}" text-anchor="middle">${text}</text>`;
  return `<path class="wave-fill" d="${path}V${bottom}H1Z"/><path class="wave" d="${path}"/>` + (ticks > 0 ? ruler(1, 1 + on, 20, microseconds(ticks)) : "") + ruler(1 + step, 1 + 2 * step, 88, microseconds(period));
}

// Draws the actuator at the pin, a servo, a motor, a fan or an LED, at a duty of 0 to 10000.
export function deviceSvg(drive, duty, ticks) {
  if (drive === "servo") {
    const angle = Math.max(-90, Math.min(90, (ticks / 100 - 1500) / 500 * 45));
    return `<circle class="case" cx="50" cy="56" r="30"/><g transform="rotate(${angle} 50 56)"><rect class="horn" x="44" y="10" width="12" height="52" rx="6"/><circle class="axle" cx="50" cy="56" r="9"/></g>`;
  }
  const seen = Math.pow(duty / 10000, drive === "led" ? 1 / 2.2 : 1);
  if (drive === "motor") return `<circle class="case" cx="50" cy="50" r="34"/><path class="horn-line" d="M50 50V22" transform="rotate(${seen * 270 - 135} 50 50)"/><path class="gauge" pathLength="100" stroke-dasharray="${seen * 75} 100" d="M22.4 77.6A39 39 0 1 1 77.6 77.6"/>`;
  if (drive === "fan") {
    // The blades turn as fast as the duty says, and the arc shows the duty where nothing may move. A negative delay goes on where the last drawing stood.
    const turn = seen > 0 ? .4 / seen : 0, blade = '<path class="horn" d="M50 50C44 40 40 26 50 19C60 20 61 34 50 50Z"/>';
    const blades = [0, 72, 144, 216, 288].map(angle => `<g transform="rotate(${angle} 50 50)">${blade}</g>`).join("");
    return `<circle class="case" cx="50" cy="50" r="36"/><g class="blades" style="animation-duration: ${turn}s; animation-delay: -${turn && performance.now() / 1000 % turn}s">${blades}</g><circle class="axle" cx="50" cy="50" r="6"/>` +
      `<path class="gauge" pathLength="100" stroke-dasharray="${seen * 100} 100" d="M50 7A43 43 0 1 1 49.9 7"/>`;
  }
  // The eye is about as non-linear as the gamma of LedMap, so equal steps of this opacity look equal.
  return `<defs><radialGradient id="glow"><stop offset="0" stop-color="#ffb53d" stop-opacity="${seen}"/><stop offset=".45" stop-color="#ff8c1a" stop-opacity="${seen * .5}"/><stop offset="1" stop-color="#ff8c1a" stop-opacity="0"/></radialGradient></defs>` +
    `<circle cx="50" cy="50" r="50" fill="url(#glow)"/><circle class="case" cx="50" cy="50" r="17"/><circle cx="50" cy="50" r="17" fill="#ffc44d" opacity="${seen}"/>`;
}
