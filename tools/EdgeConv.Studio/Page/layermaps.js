import { signed } from "./colors.js";
import { amount, fixed, make, number } from "./dom.js";
import { MapView } from "./mapview.js";
import { int8 } from "./requests.js";

const maxMaps = 64, maxBars = 64;

// Shows the output of one layer: a map for each channel, or a bar for each value of a vector.
export class LayerMaps {
  // onPoint(channel, row, column, how) is called for each cell that the user points at. At first, `shown` maps are drawn.
  constructor({ onPoint, shown = maxMaps }) {
    Object.assign(this, { onPoint, shown, views: [], marks: [] });
    this.mosaic = make("div", { class: "mosaic" });
    this.bars = make("div", { class: "bars num" });
    this.note = make("p", { class: "soft small" });
    this.all = make("button", { type: "button", class: "quiet", onclick: () => {
      this.shown = maxMaps;
      this.key = "";
      this.show(this.layer, this.labels);
      this.views[0]?.canvas.focus();
    } });
    this.element = make("div", { class: "layer-maps" }, this.mosaic, this.bars, make("div", { class: "after" }, this.note, this.all));
  }

  // labels are the names of the classes; null if there are none.
  show(layer, labels) {
    Object.assign(this, { layer, labels });
    const { height, width, zeroPoint } = layer.output, { channels, data } = layer.maps ?? { channels: 0, data: "" }, isMap = height * width > 1, values = int8(data);
    const key = [layer.name, isMap, channels].join();
    if (key !== this.key) this.build(key, isMap, channels);
    this.valueAt = (channel, row, column) => values[(row * width + column) * channels + channel] - zeroPoint;
    this.scale = values.reduce((max, value) => Math.max(max, Math.abs(value - zeroPoint)), 1);
    if (isMap) this.views.forEach((view, k) => view.show(height, width, i => signed(values[i * channels + k] - zeroPoint, this.scale), `Channel ${k} of ${layer.name}`));
    else this.drawBars(values);
  }

  build(key, isMap, channels) {
    const count = isMap ? Math.min(channels, this.shown) : 0;
    this.key = key;
    this.views = Array.from({ length: count }, (_, k) => new MapView({
      onPoint: (row, column, how) => this.onPoint(k, row, column, how),
      describe: (row, column) => `channel ${k}, row ${row}, column ${column}: ${number(this.valueAt(k, row, column))}`,
    }));
    this.mosaic.replaceChildren(...this.views.map((view, k) => make("figure", {}, view.canvas, make("figcaption", { class: "num", text: k }))));
    this.bars.replaceChildren();
    this.rows = [];
    const total = this.layer.output.channels, part = isMap ? count : Math.min(channels, maxBars);
    this.note.textContent = total > part && channels ? `the first ${part} of ${amount(total, "channel")}` : "";
    this.all.textContent = `Show ${Math.min(channels, maxMaps)}`;
    this.all.hidden = !isMap || count === Math.min(channels, maxMaps);
  }

  drawBars(values) {
    const { zeroPoint, scale: step } = this.layer.output, shown = values.subarray(0, maxBars), best = shown.length > 1 ? shown.indexOf(shown.reduce((max, value) => Math.max(max, value), -128)) : -1;
    if (this.rows.length !== shown.length) {
      this.rows = Array.from(shown, () => {
        const row = { name: make("span", { class: "bar-name" }), bar: make("i"), value: make("span"), real: make("span", { class: "soft" }) };
        row.element = make("div", { class: "bar" }, row.name, make("span", { class: "track" }, row.bar), row.value, row.real);
        return row;
      });
      this.bars.replaceChildren(...this.rows.map(row => row.element));
    }
    shown.forEach((value, k) => {
      const row = this.rows[k], name = this.labels?.[k] ?? String(k), length = Math.max(0, value - zeroPoint) / this.scale * 100 + "%";
      for (const [element, text] of [[row.name, name], [row.value, number(value)], [row.real, step ? fixed((value - zeroPoint) * step, 3) : ""]]) if (element.textContent !== text) element.textContent = text;
      row.name.title = name;
      if (row.bar.style.width !== length) row.bar.style.width = length;
      row.element.classList.toggle("best", k === best);
    });
  }

  // Marks cells: the chosen channel as they are, the others faintly.
  mark(marks, channel) {
    const faint = marks.map(mark => ({ ...mark, kind: "faint" }));
    this.views.forEach((view, k) => view.mark(k === channel ? marks : faint));
  }
}
