import { css, grey, inkOn, signed } from "./colors.js";
import { $, make, number } from "./dom.js";

// Shows how one cell is computed: the values under the window, each product, the sum, and the steps from the sum to int8.
export function showWindow(answer, where, slice = 0) {
  $("window-info").textContent = where;
  $("window").replaceChildren(...(answer.kind === "sum" ? summed(answer, slice) : pooled(answer)));
}

export function showNoWindow(text) {
  $("window-info").textContent = "";
  $("window").replaceChildren(make("p", { class: "teach", text }));
}

function summed(answer, slice) {
  const { rows, columns, depth, inside, inputs, zeroPoint, weights, products } = answer, cells = rows * columns;
  const pick = values => Array.from({ length: cells }, (_, i) => values[i * depth + slice]);
  const max = values => Math.max(1, ...values.map(Math.abs));
  const taken = pick(inputs).map(value => value - zeroPoint), ownWeights = pick(weights), ownProducts = pick(products);
  const parts = [
    make("div", { class: "product", "aria-hidden": "true" },
      block("input", rows, columns, i => inside[i] ? [taken[i], depth === 1 && zeroPoint === -128 ? grey(taken[i]) : signed(taken[i], max(taken))] : null),
      make("span", { class: "sign", text: "×" }),
      block("filter", rows, columns, i => [ownWeights[i], signed(ownWeights[i], max(ownWeights))]),
      make("span", { class: "sign", text: "=" }),
      block("products", rows, columns, i => inside[i] ? [ownProducts[i], signed(ownProducts[i], max(ownProducts))] : null)),
  ];
  if (depth > 1) parts.push(make("p", { class: "soft small", text: `slice ${slice} of ${depth} input channels; the sum is over all` }));
  parts.push(steps([
    ["sum of all products", answer.sum],
    ["+ bias", answer.accumulator, number(answer.bias)],
    ["× multiplier", answer.multiplied, `${number(answer.multiplier)} / 2³¹${answer.shift > 0 ? `, after × 2^${answer.shift}` : ""}`],
    ["shift right", answer.scaled, answer.shift < 0 ? `÷ ${2 ** -answer.shift}, rounded` : "none"],
    ["+ zero point", answer.scaled + answer.outputZeroPoint, number(answer.outputZeroPoint)],
    ["clamp", answer.result, `${number(answer.minimum)} to ${number(answer.maximum)}${answer.activation === "None" ? "" : ", " + answer.activation.toUpperCase().replace("RELU", "ReLU")}`],
  ]));
  parts.push(make("p", { class: "teach", text: `The sum is far larger than an int8. As on the board, it is scaled with integers only: one multiplication and one shift, each rounded. ${number(answer.result)} means ${number(answer.result - answer.outputZeroPoint)} steps above the zero point.` }));
  return parts;
}

function pooled(answer) {
  const { rows, columns, inside, inputs, zeroPoint, result, kind } = answer, values = inputs.map(value => value - zeroPoint), scale = Math.max(1, ...values.map(Math.abs));
  const words = { maximum: "the maximum of", minimum: "the minimum of", average: "the mean, rounded, of" };
  const count = inside.filter(Boolean).length;
  const winner = kind === "average" ? -1 : inputs.findIndex((value, i) => inside[i] && value === result);
  return [
    make("div", { class: "product", "aria-hidden": "true" },
      block("window", rows, columns, i => inside[i] ? [values[i], signed(values[i], scale), i === winner] : null),
      make("span", { class: "sign", text: "→" }),
      block(kind, 1, 1, () => [result - zeroPoint, signed(result - zeroPoint, scale)])),
    make("p", { class: "teach", text: `${number(result - zeroPoint)} is ${words[kind]} ${count === 1 ? "this one value" : `these ${count} values`}.` }),
  ];
}

// Makes a grid of numbers. at(i) returns [value, color, whether the cell is highlighted], or null for a cell outside the map.
function block(title, rows, columns, at) {
  const grid = make("div", { class: "numbers" });
  grid.style.setProperty("--across", columns);
  grid.classList.toggle("dense", columns > 3);
  for (let i = 0; i < rows * columns; i++) {
    const [value, rgb, stands] = at(i) ?? [null];
    const cell = make("i", { text: value === null ? "" : number(value), class: value === null ? "outside" : stands ? "stands" : "" });
    if (rgb) {
      cell.style.background = css([...rgb]);
      cell.style.color = inkOn(rgb);
    }
    grid.append(cell);
  }
  return make("figure", {}, make("figcaption", { text: title }), grid);
}

const steps = rows => make("table", { class: "steps num" }, make("tbody", {}, ...rows.map(([name, value, note = ""]) =>
  make("tr", {}, make("th", { scope: "row", text: name }), make("td", { class: "soft", text: note }), make("td", { text: number(value) })))));
