// Colours of values: zero is the paper, so that only what is active stands out. Positive is cool, negative warm.
const ramps = {
  light: { zero: [250, 248, 243], cool: [[79, 147, 201], [11, 42, 82]], warm: [[226, 140, 80], [122, 46, 11]] },
  dark: { zero: [28, 35, 44], cool: [[47, 115, 176], [186, 226, 255]], warm: [[184, 96, 44], [255, 211, 170]] },
};

export const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function color(kind, t) {
  const ramp = isDark() ? ramps.dark : ramps.light, stops = [ramp.zero, ...ramp[kind]];
  const x = Math.min(1, Math.max(0, t)) * 2, i = x < 1 ? 0 : 1;
  return stops[i].map((from, c) => Math.round(from + (stops[i + 1][c] - from) * (x - i)));
}

export const signed = (value, scale) => value < 0 ? color("warm", -value / scale) : color("cool", value / scale);

// Lines around cells: the chosen cell, the window it is made from or goes into, and the same place in the other maps.
export const markColor = kind => ({ cell: ["#d6336c", "#ff5c93"], window: ["#e8590c", "#ff9a4d"], faint: ["#e8590c99", "#ff9a4d99"] })[kind][isDark() ? 1 : 0];

export const grey = value => [value, value, value];

export const css = rgb => `rgb(${rgb})`;

export const inkOn = rgb => rgb[0] * .299 + rgb[1] * .587 + rgb[2] * .114 > 140 ? "#14181d" : "#f6f8fa";
