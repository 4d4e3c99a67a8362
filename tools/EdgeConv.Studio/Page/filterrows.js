import { css, inkOn, signed } from "./colors.js";
import { make, options } from "./dom.js";

// The rows of a layer's filters: each has name, weights, divisor and bias, and an element for its maps.
export class FilterRows {
  // where names the layer in labels, "" for the first. onChange is called after each change of a filter, onCount after one was removed.
  // toNamed(filter, item) puts a named filter in place of the weights.
  constructor({ place, named, where = "", onChange, onCount, toNamed }) {
    Object.assign(this, { place, named, where, onChange, onCount, toNamed, rows: [] });
  }

  // Shows filters of a number of rows and columns.
  show(filters, height, width) {
    Object.assign(this, { filters, height, width });
    this.rows = filters.map((filter, k) => this.row(filter, k));
    this.place.replaceChildren(...this.rows.map(row => row.element));
  }

  row(filter, k) {
    const { width } = this, row = { chosen: Math.floor(this.height * width / 2) }, called = `filter ${k + 1}${this.where}`;
    row.name = make("select", { "aria-label": `Filter ${k + 1}${this.where}`, onchange: () => this.setNamed(filter, row.name.value) });
    options(row.name, [["", "own weights"], ...this.named.map(item => [item.name, item.name])], filter.name);
    const field = (text, min, max, get, set) => make("label", {}, text + " ", make("input", {
      type: "number", min, max, step: 1, value: get(), inputmode: "numeric",
      oninput: event => this.edit(event.target, min, max, set),
    }));
    row.slider = make("input", { type: "range", min: -16, max: 16, step: 1, oninput: () => this.setWeight(filter, row, row.chosen, Number(row.slider.value)) });
    row.sliderName = make("span", { class: "soft small num" });
    row.cells = filter.weights.map((_, i) => make("input", {
      type: "number", min: -127, max: 127, step: 1, inputmode: "numeric", "aria-label": `weight of ${called}, row ${Math.floor(i / width)}, column ${i % width}`,
      onfocus: () => this.choose(filter, row, i),
      oninput: event => this.edit(event.target, -127, 127, value => this.setWeight(filter, row, i, value, false)),
      onkeydown: event => this.move(event, row, i),
    }));
    const matrix = make("div", { class: "matrix", role: "group", "aria-label": `weights of ${called}` }, ...row.cells);
    matrix.style.setProperty("--across", width);
    row.maps = make("div", { class: "maps" });
    row.element = make("div", { class: "filter" },
      make("div", { class: "filter-name" }, make("b", { class: "num", text: k + 1 }), row.name,
        make("button", { type: "button", class: "quiet", "aria-label": `Remove ${called}`, text: "×", disabled: this.filters.length === 1, onclick: () => this.remove(k) })),
      make("div", { class: "filter-weights" }, matrix, make("label", { class: "slider" }, row.sliderName, row.slider),
        make("div", { class: "fields" },
          field("÷", 1, 4096, () => filter.divisor, value => filter.divisor = value),
          field("bias", -32768, 32767, () => filter.bias, value => filter.bias = value))),
      row.maps);
    this.paint(filter, row);
    this.choose(filter, row, row.chosen);
    return row;
  }

  setNamed(filter, name) {
    const item = this.named.find(known => known.name === name), k = this.filters.indexOf(filter);
    if (item) this.toNamed(filter, item);
    filter.name = name;
    this.show(this.filters, this.height, this.width);
    this.rows[k].name.focus();
    this.onChange();
  }

  remove(k) {
    this.filters.splice(k, 1);
    this.show(this.filters, this.height, this.width);
    this.rows[Math.min(k, this.rows.length - 1)].name.focus();
    this.onCount();
  }

  // Uses the typed text if it is an integer within its range; otherwise the field is marked as invalid.
  edit(input, min, max, set) {
    const value = Number(input.value), valid = input.value !== "" && Number.isInteger(value) && value >= min && value <= max;
    input.setAttribute("aria-invalid", !valid);
    if (!valid) return;
    set(value);
    this.onChange();
  }

  setWeight(filter, row, i, value, fromSlider = true) {
    filter.weights[i] = value;
    if (filter.name) filter.name = row.name.value = "";
    this.paint(filter, row, fromSlider ? -1 : i);
    this.choose(filter, row, i);
    if (fromSlider) this.onChange();
  }

  choose(filter, row, i) {
    row.chosen = i;
    const value = filter.weights[i], bound = Math.max(16, Math.min(127, Math.abs(value)));
    if (Number(row.slider.max) !== bound) [row.slider.min, row.slider.max] = [-bound, bound];
    row.slider.value = value;
    const name = `row ${Math.floor(i / this.width)}, column ${i % this.width}`;
    if (row.sliderName.textContent !== name) row.sliderName.textContent = name;
    row.cells.forEach((cell, c) => cell.classList.toggle("chosen", c === i));
  }

  // Colors the weights by their strength; only cells whose color or value changed are touched.
  paint(filter, row, except = -1) {
    const scale = Math.max(1, ...filter.weights.map(Math.abs));
    row.cells.forEach((cell, i) => {
      const rgb = signed(filter.weights[i], scale);
      if (cell.rgb !== rgb) {
        cell.rgb = rgb;
        cell.style.background = css(rgb);
        cell.style.color = inkOn(rgb);
      }
      if (i !== except && cell.value !== String(filter.weights[i])) cell.value = filter.weights[i];
    });
  }

  repaint() {
    this.rows.forEach((row, k) => this.paint(this.filters[k], row));
  }

  // Alt with an arrow key moves from weight to weight; without Alt the arrow keys change the number, as in any number field.
  move(event, row, i) {
    const step = { ArrowUp: -this.width, ArrowDown: this.width, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || !step || !row.cells[i + step]) return;
    row.cells[i + step].focus();
    event.preventDefault();
  }
}

export const filterName = (filter, k) => filter.name || `filter ${k + 1}`;
