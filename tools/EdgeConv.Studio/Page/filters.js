import { css, inkOn, signed } from "./colors.js";
import { $, make, number, options } from "./dom.js";
import { resize } from "./network.js";

const maxFilters = 8;

// The rows of the filters: each has name, weights, divisor and bias, and an element for its maps.
export class FilterEditor {
  constructor(network, named, onChange) {
    Object.assign(this, { network, named, onChange, rows: [] });
    $("add-filter").addEventListener("click", () => {
      const unused = named.find(item => !network.filters.some(filter => filter.name === item.name)) ?? named[0];
      network.filters.push({ name: unused.name, bias: 0, divisor: unused.divisor, weights: resize(unused.weights, 3, network.size) });
      this.build();
      onChange();
      this.rows.at(-1).name.focus();
    });
    const bind = (id, change) => $(id).addEventListener("change", () => {
      change($(id).value);
      onChange();
    });
    bind("filter-size", value => this.setSize(Number(value)));
    bind("stride", value => network.stride = Number(value));
    bind("padding", value => network.padding = value);
    bind("dilation", value => network.dilation = Number(value));
    bind("activation", value => network.activation = value);
    bind("pool", value => {
      network.pool = value;
      $("pool-window").disabled = $("pool-stride").disabled = !value;
    });
    bind("pool-window", value => network.window = value === "global" ? value : Number(value));
    bind("pool-stride", value => network.poolStride = Number(value));
    this.build();
  }

  setSize(size) {
    for (const filter of this.network.filters) {
      filter.weights = resize(filter.weights, this.network.size, size);
      if (size < 3) filter.name = "";
    }
    this.network.size = size;
    $("filter-size").value = size;
    this.build();
  }

  build() {
    this.rows = this.network.filters.map((filter, k) => this.row(filter, k));
    $("filters").replaceChildren(...this.rows.map(row => row.element));
    $("add-filter").disabled = this.rows.length === maxFilters;
  }

  row(filter, k) {
    const { size } = this.network, row = { chosen: Math.floor(size * size / 2) };
    row.name = make("select", { "aria-label": `Filter ${k + 1}`, onchange: () => this.setNamed(filter, row.name.value) });
    options(row.name, [["", "own weights"], ...this.named.map(item => [item.name, item.name])], filter.name);
    const field = (text, min, max, get, set) => make("label", {}, text + " ", make("input", {
      type: "number", min, max, step: 1, value: get(), inputmode: "numeric",
      oninput: event => this.edit(event.target, min, max, set),
    }));
    row.slider = make("input", { type: "range", min: -16, max: 16, step: 1, oninput: () => this.setWeight(filter, row, row.chosen, Number(row.slider.value)) });
    row.sliderName = make("span", { class: "soft small num" });
    row.cells = filter.weights.map((_, i) => make("input", {
      type: "number", min: -127, max: 127, step: 1, inputmode: "numeric", "aria-label": `weight of filter ${k + 1}, row ${Math.floor(i / size)}, column ${i % size}`,
      onfocus: () => this.choose(filter, row, i),
      oninput: event => this.edit(event.target, -127, 127, value => this.setWeight(filter, row, i, value, false)),
      onkeydown: event => this.move(event, row, i),
    }));
    const matrix = make("div", { class: "matrix", role: "group", "aria-label": `weights of filter ${k + 1}` }, ...row.cells);
    matrix.style.setProperty("--across", size);
    row.maps = make("div", { class: "maps" });
    row.element = make("div", { class: "filter" },
      make("div", { class: "filter-name" }, make("b", { class: "num", text: k + 1 }), row.name,
        make("button", { type: "button", class: "quiet", "aria-label": `Remove filter ${k + 1}`, text: "×", disabled: this.network.filters.length === 1, onclick: () => this.remove(k) })),
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
    const item = this.named.find(known => known.name === name);
    if (item && this.network.size < 3) this.setSize(3);
    if (item) Object.assign(filter, { weights: resize(item.weights, 3, this.network.size), divisor: item.divisor });
    filter.name = name;
    const k = this.network.filters.indexOf(filter);
    this.build();
    this.rows[k].name.focus();
    this.onChange();
  }

  remove(k) {
    this.network.filters.splice(k, 1);
    this.build();
    this.rows[Math.min(k, this.rows.length - 1)].name.focus();
    this.onChange();
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
    filter.name = row.name.value = "";
    this.paint(filter, row, fromSlider ? -1 : i);
    this.choose(filter, row, i);
    if (fromSlider) this.onChange();
  }

  choose(filter, row, i) {
    row.chosen = i;
    const value = filter.weights[i], bound = Math.max(16, Math.min(127, Math.abs(value)));
    row.slider.min = -bound;
    row.slider.max = bound;
    row.slider.value = value;
    row.sliderName.textContent = `row ${Math.floor(i / this.network.size)}, column ${i % this.network.size}`;
    row.cells.forEach((cell, c) => cell.classList.toggle("chosen", c === i));
  }

  paint(filter, row, except = -1) {
    const scale = Math.max(1, ...filter.weights.map(Math.abs));
    row.cells.forEach((cell, i) => {
      const rgb = signed(filter.weights[i], scale);
      cell.style.background = css(rgb);
      cell.style.color = inkOn(rgb);
      if (i !== except) cell.value = filter.weights[i];
    });
  }

  repaint() {
    this.rows.forEach((row, k) => this.paint(this.network.filters[k], row));
  }

  // Alt with an arrow key moves from weight to weight; without Alt the arrow keys change the number, as in any number field.
  move(event, row, i) {
    const { size } = this.network, step = { ArrowUp: -size, ArrowDown: size, ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!event.altKey || !step || !row.cells[i + step]) return;
    row.cells[i + step].focus();
    event.preventDefault();
  }
}

export const filterName = (filter, k) => filter.name || `filter ${k + 1}`;
