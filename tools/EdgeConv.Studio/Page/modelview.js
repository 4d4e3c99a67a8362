import { signed } from "./colors.js";
import { $, amount, make, number, setHtml, setText, thousands, times } from "./dom.js";
import { LayerMaps } from "./layermaps.js";
import { MapView } from "./mapview.js";
import { int8 } from "./requests.js";

const maxFilters = 32;

// Shows a model from a file: the graph of its layers, and filters and maps of the chosen layer.
export class ModelView {
  // onPoint(layer, channel, row, column, how) is called for each cell that the user points at, onPick(slice) when another layer or another
  // input channel of its filters is chosen.
  constructor({ onPoint, onPick }) {
    Object.assign(this, { onPoint, onPick, chosen: 0, nodes: [] });
    $("graph").addEventListener("click", event => {
      const node = event.target.closest("[data-layer]");
      if (node) this.choose(Number(node.dataset.layer));
    });
    $("graph").addEventListener("keydown", event => {
      const last = this.nodes.length - 1, next = { ArrowDown: this.chosen + 1, ArrowUp: this.chosen - 1, Home: 0, End: last, PageDown: this.chosen + 5, PageUp: this.chosen - 5 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      this.choose(Math.min(last, Math.max(0, next)));
      this.nodes[this.chosen].focus();
    });
  }

  // Shows the graph of another model. described is the studio's answer without a frame.
  open(described) {
    this.labels = described.labels;
    $("inspector").hidden = false;
    setHtml($("graph"), described.graph);
    this.nodes = [...$("graph").querySelectorAll("[data-layer]")];
    this.nodes.forEach((node, i) => {
      const layer = described.layers[i];
      node.setAttribute("role", "option");
      node.setAttribute("aria-label", `${i}: ${layer.kind.toLowerCase().replaceAll("_", " ")} ${layer.text}, ${layer.name}, output ${times(...layer.output.shape)}`);
    });
    const [engine] = described.engines;
    setText($("model-fits"), [engine ? engine.fits.length ? `Fits ${engine.fits.join(", ")} (weights: ${engine.weights}).` : "With fast weights it fits none of the known boards; see edgeconv inspect." : "", described.refusal ?? "", described.note ?? ""].join(" ").trim());
    this.chosen = 0;
    this.built = -1;
  }

  close() {
    $("inspector").hidden = true;
    $("model-info").textContent = "";
    $("layer").replaceChildren();
    this.nodes = [];
  }

  show(answer) {
    this.answer = answer;
    const ram = answer.engines[0];
    setText($("model-info"), [answer.macs !== null && amount(answer.macs, "MAC"), answer.parameters !== null && amount(answer.parameters, "parameter"), ram && `${thousands(ram.ram)} bytes of RAM`].filter(Boolean).join(" · "));
    this.layer();
  }

  choose(i) {
    this.chosen = i;
    if (!this.answer) return;
    this.layer();
    this.onPick(0);
  }

  layer() {
    const layer = this.answer.layers[this.chosen], isLast = this.chosen === this.answer.layers.length - 1;
    if (this.built !== this.chosen) {
      this.nodes.forEach((node, i) => {
        node.setAttribute("aria-selected", i === this.chosen);
        node.setAttribute("tabindex", i === this.chosen ? 0 : -1);
      });
      this.reveal(this.nodes[this.chosen]);
      this.build(layer);
    }
    if (layer.maps) this.maps.show(layer, this.labels?.length === layer.output.channels && (isLast || layer.kind === "SOFTMAX") ? this.labels : null);
  }

  // Scrolls the box of the graph, and not the page, to a layer.
  reveal(node) {
    const box = $("graph"), place = node.querySelector("rect"), top = Number(place.getAttribute("y")), down = Number(place.getAttribute("height"));
    if (top < box.scrollTop || top + down > box.scrollTop + box.clientHeight) box.scrollTo({ top: top - box.clientHeight / 2 + down / 2 });
  }

  build(layer) {
    const { output } = layer, isMap = output.height * output.width > 1;
    this.built = this.chosen;
    const facts = [["operator", `${layer.kind} ${layer.text}`], ["output", `${times(...output.shape)} ${output.type}`], ["quantization", output.scale === null ? "none" : `scale ${output.scale}, zero point ${number(output.zeroPoint)}`],
      ["cost", `${amount(layer.macs, "MAC")}, ${amount(layer.parameters, "parameter")}, ${amount(layer.liveBytes, "byte")} of activations`]];
    const index = this.chosen;
    this.maps = new LayerMaps({ onPoint: (channel, row, column, how) => this.onPoint(index, channel, row, column, how) });
    $("layer").replaceChildren(
      make("h3", { text: layer.name }),
      make("dl", { class: "facts num" }, ...facts.flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })])),
      ...(layer.maps ? [make("h4", { text: isMap ? "Maps of this frame" : "Values for this frame" }), this.maps.element] : []),
      ...(layer.filters ? this.filters(layer) : []));
  }

  filters(layer) {
    const { shape: [count, rows, columns, depth], shown, data } = layer.filters, weights = int8(data), scale = weights.reduce((max, weight) => Math.max(max, Math.abs(weight)), 1);
    const per = rows * columns * depth, pick = make("input", { type: "range", min: 0, max: depth - 1, value: 0, "aria-label": "Input channel of the filters" }), title = make("h4");
    const isDense = rows * columns === 1, views = Array.from({ length: isDense ? Math.min(1, shown) : Math.min(shown, maxFilters) }, () => new MapView({ describe: (row, column) => this.tapAt?.(row, column) ?? "" }));
    const draw = () => {
      title.textContent = isDense ? `Weights: one output per row, one input per column` : `Filters${depth > 1 ? `, weights for input channel ${pick.value} of ${depth}` : ""}`;
      if (isDense) views[0]?.show(Math.min(shown, 256), depth, i => signed(weights[i], scale), "Weights");
      else views.forEach((view, k) => view.show(rows, columns, i => signed(weights[k * per + i * depth + Number(pick.value)], scale), `Filter ${k}`, i => number(weights[k * per + i * depth + Number(pick.value)])));
    };
    if (isDense) this.tapAt = (row, column) => `output ${row}, input ${column}: ${number(weights[row * depth + column])}`;
    else this.tapAt = null;
    pick.addEventListener("input", () => {
      draw();
      this.onPick(Number(pick.value));
    });
    draw();
    return [title, ...(depth > 1 && !isDense ? [pick] : []), make("div", { class: isDense ? "dense-weights" : "mosaic small" }, ...views.map(view => view.canvas)),
      ...(!isDense && count > views.length ? [make("p", { class: "soft small", text: `the first ${views.length} of ${amount(count, "filter")}` })] : [])];
  }

  valueAt({ channel, row, column }) {
    return this.maps.valueAt(channel, row, column);
  }

  mark(marks, cell) {
    this.maps?.mark(cell.layer === this.chosen ? marks.get(cell.layer) ?? [] : [], cell.channel);
  }
}
