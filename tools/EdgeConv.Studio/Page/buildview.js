import { signed } from "./colors.js";
import { $, amount, make, number, setHtml, setText, thousands, times } from "./dom.js";
import { filterName } from "./filterrows.js";
import { MapView } from "./mapview.js";
import { int8 } from "./requests.js";

const headNames = ["features", "activated", "pooled"];

// Shows the maps of the network that the user builds: those of its head beside their filters, those of the chain in their blocks.
export class BuildView {
  constructor({ editor, chain, onPoint }) {
    Object.assign(this, { editor, chain, onPoint, views: [] });
  }

  // answer is the studio's answer with the layers.
  show(answer, head) {
    this.layers = answer.layers;
    // The layers of the head come first. A layer of the chain may have become part of the last of them.
    this.headCount = head ? Math.max(1, this.layers.filter(layer => headNames.includes(layer.tensor)).length) : 0;
    const shown = this.layers.slice(0, this.headCount), key = `${this.editor.rows.length} ${this.headCount}`;
    if (this.editor.rows.some(row => row.key !== key)) this.build(key, shown);
    const maps = shown.map(layer => int8(layer.maps.data)), names = this.editor.rows.map((_, k) => filterName(head.filters[k], k));
    const scales = shown.map((layer, l) => maps[l].reduce((max, value) => Math.max(max, Math.abs(value - layer.output.zeroPoint)), 1));
    this.names = head ? names : null;
    if (!head) this.views = [];
    this.views.forEach((row, k) => row.forEach((view, l) => {
      const { output: { height, width, channels, zeroPoint } } = shown[l], caption = this.caption(l);
      setText(view.caption, caption);
      view.valueAt = (y, x) => maps[l][(y * width + x) * channels + k] - zeroPoint;
      view.show(height, width, i => signed(maps[l][i * channels + k] - zeroPoint, scales[l]), `${names[k]}, ${caption}`, i => number(maps[l][i * channels + k] - zeroPoint));
    }));
    this.chain.draw(this.layers);
    const cost = answer.engines[0];
    setText($("cost"), `${amount(answer.macs, "multiplication")} per frame` + (cost ? `, ${thousands(cost.ram)} bytes of RAM and a file of ${thousands(cost.file)} bytes on the packed engine` : ""));
    setHtml($("legend"), head ? `0<span class="ramp"></span>${scales[0]}` : "");
  }

  build(key, shown) {
    this.views = this.editor.rows.map((row, k) => {
      row.key = key;
      const made = shown.map((_, l) => {
        const view = new MapView({
          onPoint: (y, x, how) => this.onPoint(l, k, y, x, how),
          describe: (y, x) => `${this.names[k]}, row ${y}, column ${x}: ${number(view.valueAt(y, x))}`,
        });
        view.caption = make("figcaption");
        return view;
      });
      row.maps.replaceChildren(...made.map(view => make("figure", {}, view.canvas, view.caption)));
      return made;
    });
  }

  caption(index) {
    const layer = this.layers[index], extents = times(layer.output.height, layer.output.width);
    if (index === 0) return `feature map ${extents}`;
    return `${$(layer.name === "pooled" ? "pool" : "activation").selectedOptions[0].text} ${extents}`;
  }

  // The name of a cell's channel, e.g. of its filter.
  nameOf({ layer, channel }) {
    return layer < this.headCount ? this.names[channel] : `${this.layers[layer].name}, channel ${channel}`;
  }

  valueAt({ layer, channel, row, column }) {
    return layer < this.headCount ? this.views[channel][layer].valueAt(row, column) : this.chain.blockOf(layer)?.maps.valueAt(channel, row, column);
  }

  // Marks cells: marks holds a list for each layer.
  mark(marks, cell) {
    this.views.forEach((row, k) => row.forEach((view, l) => view.mark((marks.get(l) ?? []).map(item => k === cell.channel || cell.layer >= this.headCount ? item : { ...item, kind: "faint" }))));
    for (const block of this.chain.blocks) block.maps.mark(marks.get(block.index) ?? [], cell.layer === block.index ? cell.channel : -1);
  }
}
