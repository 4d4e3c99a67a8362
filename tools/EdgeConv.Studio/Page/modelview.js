import { signed } from "./colors.js";
import { $, amount, fixed, make, number, thousands, times } from "./dom.js";
import { MapView } from "./mapview.js";
import { int8 } from "./requests.js";

const maxMaps = 64, maxFilters = 32;

// Shows the layers of a model from a file: a table of all layers, and filters and maps of the chosen layer.
export class ModelView {
  constructor({ onPoint, onPick }) {
    Object.assign(this, { onPoint, onPick, chosen: 0, views: [], slice: 0 });
  }

  show(answer, name) {
    const isNew = this.name !== name || this.answer?.layers.length !== answer.layers.length;
    this.answer = answer;
    this.name = name;
    const ram = answer.engines[0];
    $("model-info").textContent = [answer.macs !== null && amount(answer.macs, "MAC"), answer.parameters !== null && amount(answer.parameters, "parameter"), ram && `${thousands(ram.ram)} bytes of RAM`].filter(Boolean).join(" · ");
    if (isNew) {
      this.chosen = 0;
      this.table();
    }
    this.layer(isNew);
  }

  table() {
    const head = ["", "layer", "operator", "output", "MACs", "RAM"], rows = this.answer.layers.map((layer, i) => make("tr", {},
      make("td", { class: "num", text: i }),
      make("td", {}, make("button", { type: "button", class: "row", text: layer.name, onclick: () => this.choose(i) })),
      make("td", { class: "soft", text: `${layer.kind.toLowerCase().replaceAll("_", " ")} ${layer.text}` }),
      make("td", { class: "num", text: times(...layer.output.shape) }),
      make("td", { class: "num", text: layer.macs ? thousands(layer.macs) : "" }),
      make("td", { class: "num", text: layer.liveBytes ? thousands(layer.liveBytes) : "" })));
    $("layers").replaceChildren(
      make("div", { class: "scroll" }, make("table", { class: "layers" }, make("thead", {}, make("tr", {}, ...head.map((text, i) => make("th", { text, class: [0, 3, 4, 5].includes(i) ? "num" : "", scope: "col" })))), make("tbody", {}, ...rows))),
      ...this.answer.engines.slice(0, 1).map(engine => make("p", { class: "soft small", text: engine.fits.length ? `Fits ${engine.fits.join(", ")} (weights: ${engine.weights}).` : "With fast weights it fits none of the known boards; see edgeconv inspect." })),
      ...(this.answer.refusal ? [make("p", { class: "soft small", text: this.answer.refusal })] : []));
  }

  choose(i) {
    this.chosen = i;
    this.slice = 0;
    this.layer(true);
    this.onPick();
  }

  layer(rebuild) {
    const layer = this.answer.layers[this.chosen];
    [...$("layers").querySelectorAll(".row")].forEach((button, i) => button.setAttribute("aria-current", i === this.chosen));
    if (rebuild) this.build(layer);
    if (!layer.maps) return;
    const values = int8(layer.maps.data), { channels } = layer.maps, { zeroPoint, height, width } = layer.output;
    const scale = values.reduce((max, value) => Math.max(max, Math.abs(value - zeroPoint)), 1);
    this.valueAt = (channel, row, column) => values[(row * width + column) * channels + channel] - zeroPoint;
    if (height * width === 1) this.bars(layer, values, scale);
    this.views.forEach((view, k) => view.show(height, width, i => signed(values[i * channels + k] - zeroPoint, scale), `Channel ${k} of ${layer.name}`));
  }

  build(layer) {
    const { output } = layer, isMap = output.height * output.width > 1, shown = Math.min(layer.maps?.channels ?? 0, maxMaps);
    const facts = [["operator", `${layer.kind} ${layer.text}`], ["output", `${times(...output.shape)} ${output.type}`], ["quantization", output.scale === null ? "none" : `scale ${output.scale}, zero point ${number(output.zeroPoint)}`],
      ["cost", `${amount(layer.macs, "MAC")}, ${amount(layer.parameters, "parameter")}, ${amount(layer.liveBytes, "byte")} of activations`]];
    this.views = isMap ? Array.from({ length: shown }, (_, k) => new MapView({
      onPoint: (row, column, how) => this.onPoint(this.chosen, k, row, column, how),
      describe: (row, column) => `channel ${k}, row ${row}, column ${column}: ${number(this.valueAt(k, row, column))}`,
    })) : [];
    this.barPlace = make("div", { class: "bars num" });
    $("layer").replaceChildren(
      make("h3", { text: layer.name }),
      make("dl", { class: "facts num" }, ...facts.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })])),
      ...(layer.filters ? this.filters(layer) : []),
      make("h4", { text: isMap ? "Maps of this frame" : "Values for this frame" }),
      make("div", { class: "mosaic" }, ...this.views.map((view, k) => make("figure", {}, view.canvas, make("figcaption", { text: k })))), this.barPlace,
      ...(output.channels > shown && layer.maps ? [make("p", { class: "soft small", text: `the first ${shown} of ${amount(output.channels, "channel")}` })] : []));
  }

  filters(layer) {
    const { shape: [count, rows, columns, depth], shown, data } = layer.filters, weights = int8(data), scale = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 1);
    const per = rows * columns * depth, pick = make("input", { type: "range", min: 0, max: depth - 1, value: 0, "aria-label": "Input channel" }), title = make("h4");
    const isDense = rows * columns === 1, views = Array.from({ length: isDense ? Math.min(1, shown) : Math.min(shown, maxFilters) }, () => new MapView({ describe: (row, column) => this.tapAt?.(row, column) ?? "" }));
    const draw = () => {
      title.textContent = isDense ? `Weights: one output per row, one input per column` : `Filters${depth > 1 ? `, weights for input channel ${pick.value} of ${depth}` : ""}`;
      if (isDense) views[0]?.show(Math.min(shown, 256), depth, i => signed(weights[i], scale), "Weights");
      else views.forEach((view, k) => view.show(rows, columns, i => signed(weights[k * per + i * depth + Number(pick.value)], scale), `Filter ${k}`, i => number(weights[k * per + i * depth + Number(pick.value)])));
    };
    if (isDense) this.tapAt = (row, column) => `output ${row}, input ${column}: ${number(weights[row * depth + column])}`;
    else this.tapAt = null;
    pick.addEventListener("input", () => {
      this.slice = Number(pick.value);
      draw();
      this.onPick();
    });
    draw();
    return [title, ...(depth > 1 && !isDense ? [pick] : []), make("div", { class: isDense ? "dense-weights" : "mosaic small" }, ...views.map(view => view.canvas)),
      ...(!isDense && count > views.length ? [make("p", { class: "soft small", text: `the first ${views.length} of ${amount(count, "filter")}` })] : [])];
  }

  bars(layer, values, scale) {
    const { zeroPoint, scale: step } = layer.output;
    this.barPlace.replaceChildren(...Array.from(values.subarray(0, maxMaps), (value, k) => {
      const bar = make("i");
      bar.style.width = Math.max(0, value - zeroPoint) / scale * 100 + "%";
      return make("div", { class: "bar" }, make("span", { text: k }), make("span", { class: "track" }, bar), make("span", { text: number(value) }), make("span", { class: "soft", text: step ? fixed((value - zeroPoint) * step, 3) : "" }));
    }));
  }
}
