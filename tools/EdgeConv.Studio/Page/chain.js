import { $, amount, make, options, setText, times } from "./dom.js";
import { FilterRows } from "./filterrows.js";
import { LayerMaps } from "./layermaps.js";
import { hasOwnFilters, lengthOf, newLayer, pair, randomWeights, refusalOf, titles } from "./layers.js";
import { resize } from "./network.js";

const sizes = ["1x1", "2x2", "3x3", "4x4", "5x5", "6x6", "7x7", "1x3", "1x5", "1x7", "3x1", "5x1", "7x1"], strides = ["1x1", "2x2", "3x3", "4x4", "1x2", "2x1"], windows = ["2x2", "3x3", "4x4", "1x2", "2x1", "global"];
const pools = [["maxPool", "maximum"], ["averagePool", "average"], ["minPool", "minimum"]], paddings = [["same", "same"], ["valid", "valid"]];
const functions = [["relu", "ReLU"], ["relu6", "ReLU6"], ["leakyRelu", "leaky ReLU"], ["sigmoid", "sigmoid"], ["tanh", "tanh"], ["hardSwish", "hard swish"]], fused = [["relu", "ReLU"], ["none", "none"]];
const shownMaps = 16, maxFilters = 64, maxOwnFilters = 16, maxOutputs = 1000, maxTyped = 20_000, maxLayers = 60;
const extents = list => list.map(text => [text, text === "global" ? "whole map" : text.replace("x", "×")]);

// The layers after the first convolution and its pooling: a block for each, with its settings and its maps.
export class Chain {
  // onChange is called after a setting changed, onMove(list) with a new order of all layers, onPoint(layer, channel, row, column, how) for
  // a cell that the user points at. layers() returns all layers of the network, those before the chain too.
  constructor({ named, onChange, onMove, onPoint, layers, inHead }) {
    Object.assign(this, { named, onChange, onMove, onPoint, layers, inHead, blocks: [] });
    options($("add-type"), Object.entries(titles));
    $("add-layer").addEventListener("click", () => {
      const layer = newLayer($("add-type").value), list = this.layers();
      onMove([...list, layer]);
      const added = this.blocks.at(-1)?.element;
      (added?.querySelector(".fields :is(select, input)") ?? added?.querySelector("button:not(:disabled)"))?.focus();
    });
  }

  show(network, described) {
    this.network = network;
    this.described = described;
    const old = new Map(this.blocks.map(block => [block.layer.id, block]));
    this.blocks = network.more.map((layer, i) => {
      const info = described.find(item => item.id === layer.id), kept = old.get(layer.id);
      const block = kept?.layer === layer && kept.name === info.name ? kept : this.block(layer, info.name);
      block.up.disabled = i === 0 && !network.head;
      block.down.disabled = i === network.more.length - 1;
      block.remove.disabled = network.more.length === 1 && !network.head;
      return block;
    });
    this.place();
    $("add-layer").disabled = network.more.length >= maxLayers;
    this.refresh(described);
  }

  // Puts the blocks into their order; a block that stays where it is keeps its focus.
  place() {
    const place = $("chain"), elements = this.blocks.map(block => block.element);
    if ([...place.children].some((child, i) => child !== elements[i]) || place.children.length !== elements.length) place.replaceChildren(...elements);
  }

  // Shows what follows from the layers before: shapes, and reasons why a layer cannot be computed.
  refresh(described) {
    this.described = described;
    for (const block of this.blocks) {
      const info = described.find(item => item.id === block.layer.id);
      block.info = info;
      setText(block.shape, `→ ${times(...(info.shape.isVector ? [info.shape.channels] : [info.shape.height, info.shape.width, info.shape.channels]))}`);
      if (block.layer.type === "fullyConnected" && block.layer.weights === "own") setText(block.refusal, refusalOf(block.layer.text, block.layer.outputs, lengthOf(info.from)));
      if (block.layer.type === "add") this.offerSources(block);
    }
  }

  // Draws the maps. layers are the studio's; a layer that runs in one step with the next has none of its own.
  draw(layers) {
    for (const block of this.blocks) {
      block.index = layers.findIndex(layer => layer.tensor === block.name);
      const layer = layers[block.index];
      block.maps.element.hidden = !layer;
      setText(block.note, layer ? `${layer.macs ? amount(layer.macs, "multiplication") : ""}` : "Computed in one step with the layer below.");
      if (layer) block.maps.show(layer, null);
    }
  }

  repaint() {
    for (const block of this.blocks) block.list?.repaint();
  }

  blockOf(index) {
    return this.blocks.find(block => block.index === index);
  }

  block(layer, name) {
    const block = { layer, name, index: -1 };
    block.shape = make("span", { class: "soft num" });
    block.note = make("span", { class: "soft small num layer-note" });
    block.refusal = make("p", { class: "bad small", role: "status" });
    const tool = (text, label, onclick) => make("button", { type: "button", class: "quiet", "aria-label": `${label} ${name}`, title: label, text, onclick });
    block.up = tool("↑", "Move up", () => this.move(block, -1));
    block.down = tool("↓", "Move down", () => this.move(block, 1));
    block.remove = tool("×", "Remove", () => this.delete(block));
    block.fields = make("div", { class: "fields" });
    block.filters = make("div", { class: "own-filters" });
    block.maps = new LayerMaps({ shown: shownMaps, onPoint: (channel, row, column, how) => this.onPoint(block.index, channel, row, column, how) });
    block.element = make("section", { class: "layer-block", "aria-label": `Layer ${name}` },
      make("div", { class: "layer-head" }, make("b", { text: titles[layer.type] }), make("span", { class: "soft", text: name }), block.shape, block.note, make("span", { class: "layer-tools" }, block.up, block.down, block.remove)),
      block.fields, block.refusal, block.filters, block.maps.element);
    this.settings(block);
    return block;
  }

  // The fields of a layer. A change that adds or removes fields builds them again.
  settings(block) {
    const { layer, name } = block, fields = [], id = what => `${name}-${what}`;
    const changed = rebuild => {
      if (rebuild) {
        const focused = document.activeElement?.id;
        this.settings(block);
        $(focused)?.focus();
      }
      this.onChange();
    };
    const choice = (what, title, items, rebuild = false, set = value => layer[what] = value) => {
      const select = make("select", { id: id(what), onchange: () => { set(select.value); changed(rebuild); } }), value = String(layer[what]);
      options(select, items.some(([item]) => item === value) ? items : [...items, [value, value.replace("x", "×")]], value);
      fields.push(make("label", {}, title + " ", select));
    };
    const count = (what, title, min, max) => fields.push(make("label", {}, title + " ", make("input", {
      id: id(what), type: "number", min, max, step: 1, value: layer[what], inputmode: "numeric",
      oninput: ({ target }) => {
        const value = Number(target.value), valid = target.value !== "" && Number.isInteger(value) && value >= min && value <= max;
        target.setAttribute("aria-invalid", !valid);
        if (!valid) return;
        layer[what] = value;
        changed(false);
      },
    })));
    const weights = items => choice("weights", "Weights", items, true, value => this.setWeights(block, value));
    const own = hasOwnFilters(layer);
    switch (layer.type) {
      case "convolution": case "depthwise":
        if (layer.type === "convolution" && !own) count("filters", "Filters", 1, maxFilters);
        choice("size", "Filter size", extents(sizes), own, value => this.setSize(layer, value));
        choice("stride", "Stride", extents(strides));
        choice("padding", "Padding", paddings);
        choice("dilation", "Dilation", [["1", "1"], ["2", "2"], ["3", "3"]], false, value => layer.dilation = Number(value));
        choice("activation", "Activation", fused);
        weights([["random", "random"], ["own", layer.type === "depthwise" ? "named or own filter" : "named or own filters"]]);
        if (!own) count("seed", "Seed", 0, 1_000_000);
        break;
      case "pool":
        choice("kind", "Pooling", pools);
        choice("window", "Window", extents(windows), true);
        if (layer.window !== "global") {
          choice("stride", "Stride", [["", "as the window"], ...extents(strides)]);
          choice("padding", "Padding", paddings.toReversed());
        }
        break;
      case "activation":
        choice("function", "Function", functions);
        break;
      case "fullyConnected":
        count("outputs", "Outputs", 1, maxOutputs);
        choice("activation", "Activation", fused);
        weights([["random", "random"], ["own", "own"]]);
        if (layer.weights === "random") count("seed", "Seed", 0, 1_000_000);
        else {
          count("divisor", "÷", 1, 16384);
          const text = make("textarea", { id: id("text"), rows: 6, spellcheck: false, "aria-label": `Weights of ${name}: a line per output, a number per input`, oninput: () => {
            const refusal = refusalOf(text.value, layer.outputs, lengthOf(block.info.from));
            setText(block.refusal, refusal);
            text.setAttribute("aria-invalid", refusal !== "");
            if (refusal) return;
            layer.text = text.value;
            changed(false);
          } });
          text.value = layer.text;
          fields.push(make("label", { class: "wide" }, "Weights: a line per output, a number per input ", text));
        }
        break;
      case "add":
        choice("with", "Adds", [["", ""]]);
        break;
    }
    block.fields.hidden = !fields.length;
    block.fields.replaceChildren(...fields);
    block.refusal.textContent = "";
    this.ownFilters(block);
  }

  ownFilters(block) {
    const { layer, name } = block;
    block.list = null;
    block.filters.replaceChildren();
    if (!hasOwnFilters(layer)) return;
    const rows = make("div", { class: "filter-columns" }), [height, width] = pair(layer.size);
    const add = make("button", { type: "button", text: "Add a filter", onclick: () => {
      layer.own.push(this.newFilter(layer, layer.own.length));
      block.list.show(layer.own, height, width);
      block.list.rows.at(-1).name.focus();
      counted();
    } });
    const counted = () => {
      add.disabled = layer.own.length >= maxOwnFilters;
      this.onChange();
    };
    block.list = new FilterRows({
      place: rows, named: height === width && height >= 3 ? this.named : [], where: ` of ${name}`, onChange: () => this.onChange(), onCount: counted,
      toNamed: (filter, item) => Object.assign(filter, { weights: resize(item.weights, [3, 3], [height, width]), divisor: item.divisor }),
    });
    block.list.show(layer.own, height, width);
    add.disabled = layer.own.length >= maxOwnFilters;
    block.filters.replaceChildren(make("p", { class: "teach", text: layer.type === "depthwise" ? "Every channel is filtered alone, all with this filter." : "Each filter adds up all channels of its input, with the same weights for each." }), rows, ...(layer.type === "convolution" ? [add] : []));
  }

  newFilter(layer, k) {
    const size = pair(layer.size), item = this.named[k % this.named.length];
    if (size[0] === size[1] && size[0] >= 3) return { name: item.name, bias: 0, divisor: item.divisor, weights: resize(item.weights, [3, 3], size) };
    return { name: "", bias: 0, divisor: 1, weights: resize([1], [1, 1], size) };
  }

  setWeights(block, value) {
    const { layer } = block;
    if (value === "own" && layer.type === "fullyConnected") {
      const inputs = lengthOf(block.info.from), values = randomWeights(layer.seed, layer.outputs * inputs, 64);
      if (values.length > maxTyped) return;
      layer.text = Array.from({ length: layer.outputs }, (_, k) => values.subarray(k * inputs, (k + 1) * inputs).join(", ")).join("\n");
    } else if (value === "own") layer.own = Array.from({ length: layer.type === "depthwise" ? 1 : Math.min(layer.filters, maxOwnFilters) }, (_, k) => this.newFilter(layer, k));
    else if (layer.type === "convolution") layer.filters = layer.own.length;
    layer.weights = value;
  }

  setSize(layer, value) {
    if (hasOwnFilters(layer)) for (const filter of layer.own) {
      filter.weights = resize(filter.weights, pair(layer.size), pair(value));
      filter.name = "";
    }
    layer.size = value;
  }

  // An addition offers the layers before it whose output has the shape of its own input.
  offerSources(block) {
    const select = block.fields.querySelector("select"), shape = ({ height, width, channels }) => [height, width, channels].join();
    const before = this.described.slice(0, this.described.findIndex(item => item.id === block.layer.id)).slice(0, -1).filter(item => shape(item.shape) === shape(block.info.from));
    const items = before.map(item => [item.id ?? item.name, item.name]);
    if (select.dataset.items !== JSON.stringify(items)) {
      select.dataset.items = JSON.stringify(items);
      if (!items.some(([value]) => value === block.layer.with)) block.layer.with = items.at(-1)?.[0] ?? "";
      options(select, items, block.layer.with);
    }
    setText(block.refusal, items.length ? "" : `No layer before has an output of ${times(block.info.from.height, block.info.from.width, block.info.from.channels)}, the shape that this layer reads.`);
  }

  move(block, step) {
    const list = [...this.layers()], at = list.findIndex(layer => layer.id === block.layer.id);
    list.splice(at + step, 0, ...list.splice(at, 1));
    this.onMove(list);
    const moved = this.blocks.find(other => other.layer.id === block.layer.id), button = step < 0 ? moved?.up : moved?.down;
    (button?.disabled ? (step < 0 ? moved.down : moved.up) : button)?.focus();
  }

  delete(block) {
    const at = this.blocks.indexOf(block);
    this.onMove(this.layers().filter(layer => layer.id !== block.layer.id));
    (this.blocks[Math.min(at, this.blocks.length - 1)]?.remove ?? $("add-layer")).focus();
  }
}
