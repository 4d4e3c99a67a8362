// Colors of values: zero has the color of the page, so that only active cells stand out; positive is blue, negative brown.
const ramps = {
  light: { zero: [250, 248, 243], cool: [[79, 147, 201], [11, 42, 82]], warm: [[226, 140, 80], [122, 46, 11]], ink: [[128, 128, 128], [20, 20, 20]] },
  dark: { zero: [28, 35, 44], cool: [[47, 115, 176], [186, 226, 255]], warm: [[184, 96, 44], [255, 211, 170]], ink: [[125, 128, 132], [250, 250, 250]] },
};

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

export const isDark = () => (document.documentElement.dataset.theme ?? (systemIsDark.matches ? "dark" : "light")) === "dark";

function color(ramp, kind, t) {
  const stops = [ramp.zero, ...ramp[kind]], x = t * 2, i = x < 1 ? 0 : 1;
  return stops[i].map((from, c) => Math.round(from + (stops[i + 1][c] - from) * (x - i)));
}

// All colors from zero to the strongest are computed once, because maps need thousands of them at every change.
const steps = 255;
const table = (ramp, kind) => Array.from({ length: steps + 1 }, (_, i) => color(ramp, kind, i / steps));
const tables = Object.fromEntries(Object.entries(ramps).map(([name, ramp]) => [name, { cool: table(ramp, "cool"), warm: table(ramp, "warm"), ink: table(ramp, "ink") }]));

let current;

// Uses the colors of the scheme, light or dark, that is shown now.
export const useScheme = () => current = isDark() ? tables.dark : tables.light;
useScheme();

export function signed(value, scale) {
  const strength = Math.min(steps, Math.round(Math.abs(value) / scale * steps));
  return value < 0 ? current.warm[strength] : current.cool[strength];
}

// Shade of grey: 0 has the color of the page, 1 is the darkest on a light page and the lightest on a dark one.
export const ink = strength => current.ink[Math.round(Math.min(1, Math.max(0, strength)) * steps)];

// Colors of the lines around cells: the chosen cell, the window that is computed from it or for it, and the same position in other maps.
export const markColor = kind => ({ cell: ["#d6336c", "#ff5c93"], window: ["#e8590c", "#ff9a4d"], faint: ["#e8590c99", "#ff9a4d99"] })[kind][isDark() ? 1 : 0];

export const grey = value => [value, value, value];

export const css = rgb => `rgb(${rgb})`;

export const inkOn = rgb => rgb[0] * .299 + rgb[1] * .587 + rgb[2] * .114 > 140 ? "#14181d" : "#f6f8fa";
