import { css, grey, inkOn, signed } from "./colors.js";
import { $, make, number, setText } from "./dom.js";

// Shows how one cell is computed: the values under the window, each product, the sum, and the steps from the sum to int8.
// Elements are kept as long as the window has the same form, because the browser lays out each new one.
let shown = { key: "" };

// slice is the input channel whose values are shown; onSlice(slice) is called when the user chooses another.
export function showWindow(answer, where, slice, onSlice) {
  const depth = answer.depth ?? 1, chosen = Math.min(slice, depth - 1), key = [answer.kind, answer.rows, answer.columns, depth, answer.activation].join();
  setText($("window-info"), where);
  if (key !== shown.key) shown = { key, ...(answer.kind === "sum" ? summed(answer, onSlice) : pooled(answer)) };
  if (!shown.parts[0].isConnected) $("window").replaceChildren(...shown.parts);
  shown.fill(answer, chosen);
}

export function showNoWindow(text) {
  setText($("window-info"), "");
  shown = { key: "" };
  $("window").replaceChildren(make("p", { class: "teach", text }));
}

function summed({ rows, columns, depth }, onSlice) {
  const cells = rows * columns, input = block("input", rows, columns), filter = block("filter", rows, columns), products = block("products", rows, columns);
  const picture = make("div", { class: "product", "aria-hidden": "true" }, input.element, make("span", { class: "sign", text: "×" }), filter.element, make("span", { class: "sign", text: "=" }), products.element);
  const pick = make("input", { type: "range", min: 0, max: depth - 1, step: 1, "aria-label": "Input channel", oninput: () => onSlice(Number(pick.value)) }), picked = make("span", { class: "soft small num" });
  const table = steps(["sum of all products", "+ bias", "× multiplier", "shift right", "+ zero point", "clamp"]), teach = make("p", { class: "teach" });
  const parts = [picture, ...(depth > 1 ? [make("label", { class: "slider slices" }, picked, pick)] : []), table.element, teach];
  const fill = (answer, slice) => {
    const { inside, zeroPoint, weights } = answer, of = values => Array.from({ length: cells }, (_, i) => values[i * depth + slice]);
    const max = values => Math.max(1, ...values.map(Math.abs));
    const taken = of(answer.inputs).map(value => value - zeroPoint), own = of(weights), made = of(answer.products), strong = [max(taken), max(own), max(made)];
    input.fill(i => inside[i] ? [taken[i], depth === 1 && zeroPoint === -128 ? grey(taken[i]) : signed(taken[i], strong[0])] : null);
    filter.fill(i => [own[i], signed(own[i], strong[1])]);
    products.fill(i => inside[i] ? [made[i], signed(made[i], strong[2])] : null);
    // Products of five digits need wider cells, which fit only below the two factors.
    picture.classList.toggle("wide", columns > 3 || strong[2] >= 1000);
    if (Number(pick.value) !== slice) pick.value = slice;
    setText(picked, `input channel ${slice} of ${depth}; the sum is over all`);
    table.fill([
      [answer.sum], [answer.accumulator, number(answer.bias)],
      [answer.multiplied, `${number(answer.multiplier)} / 2³¹${answer.shift > 0 ? `, after × 2^${answer.shift}` : ""}`],
      [answer.scaled, answer.shift < 0 ? `÷ ${2 ** -answer.shift}, rounded` : "none"],
      [answer.scaled + answer.outputZeroPoint, number(answer.outputZeroPoint)],
      [answer.result, `${number(answer.minimum)} to ${number(answer.maximum)}${answer.activation === "None" ? "" : ", " + answer.activation.toUpperCase().replace("RELU", "ReLU")}`],
    ]);
    setText(teach, `The sum is far larger than an int8. As on the board, it is scaled with integers only: one multiplication and one shift, each rounded. ${number(answer.result)} means ${number(answer.result - answer.outputZeroPoint)} steps above the zero point.`);
  };
  return { parts, fill };
}

function pooled({ rows, columns, kind }) {
  const under = block("window", rows, columns), result = block(kind, 1, 1), teach = make("p", { class: "teach" });
  const words = { maximum: "the maximum of", minimum: "the minimum of", average: "the mean, rounded, of" };
  const fill = answer => {
    const { inside, inputs, zeroPoint } = answer, values = inputs.map(value => value - zeroPoint), scale = Math.max(1, ...values.map(Math.abs)), count = inside.filter(Boolean).length;
    const winner = kind === "average" ? -1 : inputs.findIndex((value, i) => inside[i] && value === answer.result), made = answer.result - zeroPoint;
    under.fill(i => inside[i] ? [values[i], signed(values[i], scale), i === winner] : null);
    result.fill(() => [made, signed(made, scale)]);
    setText(teach, `${number(made)} is ${words[kind]} ${count === 1 ? "this one value" : `these ${count} values`}.`);
  };
  return { parts: [make("div", { class: "product", "aria-hidden": "true" }, under.element, make("span", { class: "sign", text: "→" }), result.element), teach], fill };
}

// Makes a grid of numbers. fill(at) fills it: at(i) returns [value, color, whether the cell is highlighted], or null for a cell outside the map.
function block(title, rows, columns) {
  const grid = make("div", { class: "numbers" }), cells = Array.from({ length: rows * columns }, () => make("i")), last = [];
  grid.style.setProperty("--across", columns);
  grid.append(...cells);
  const fill = at => cells.forEach((cell, i) => {
    const [value, rgb, stands] = at(i) ?? [null], look = rgb ? css([...rgb]) : "", name = value === null ? "outside" : stands ? "stands" : "";
    setText(cell, value === null ? "" : number(value));
    if (cell.className !== name) cell.className = name;
    if (last[i] === look) return;
    last[i] = look;
    cell.style.background = look;
    cell.style.color = rgb ? inkOn(rgb) : "";
  });
  return { element: make("figure", { class: columns > 4 ? "many" : "" }, make("figcaption", { text: title }), grid), fill };
}

function steps(names) {
  const rows = names.map(name => ({ note: make("td", { class: "soft" }), value: make("td"), name }));
  return {
    element: make("table", { class: "steps num" }, make("tbody", {}, ...rows.map(row => make("tr", {}, make("th", { scope: "row", text: row.name }), row.note, row.value)))),
    fill: values => values.forEach(([value, note = ""], i) => {
      setText(rows[i].value, number(value));
      setText(rows[i].note, note);
    }),
  };
}
