import { $ } from "./dom.js";
import { FilterRows } from "./filterrows.js";
import { resize } from "./network.js";

const maxFilters = 8;

// The first convolution of the network with its activation and pooling: their settings, and the rows of the filters.
export class FilterEditor {
  constructor(named, onChange) {
    Object.assign(this, { named, onChange });
    this.list = new FilterRows({
      place: $("filters"), named, onChange, onCount: () => this.changed(),
      toNamed: (filter, item) => {
        if (this.head.size < 3) this.setSize(3);
        Object.assign(filter, { weights: resize(item.weights, [3, 3], [this.head.size, this.head.size]), divisor: item.divisor });
      },
    });
    $("add-filter").addEventListener("click", () => {
      const { filters, size } = this.head, unused = named.find(item => !filters.some(filter => filter.name === item.name)) ?? named[0];
      filters.push({ name: unused.name, bias: 0, divisor: unused.divisor, weights: resize(unused.weights, [3, 3], [size, size]) });
      this.build();
      this.changed();
      this.list.rows.at(-1).name.focus();
    });
    const bind = (id, change) => $(id).addEventListener("change", () => {
      change($(id).value);
      this.changed();
    });
    bind("filter-size", value => {
      this.setSize(Number(value));
      this.build();
    });
    bind("stride", value => this.head.stride = Number(value));
    bind("padding", value => this.head.padding = value);
    bind("dilation", value => this.head.dilation = Number(value));
    bind("activation", value => this.head.activation = value);
    bind("pool", value => this.head.pool = value);
    bind("pool-window", value => this.head.window = value === "global" ? value : Number(value));
    bind("pool-stride", value => this.head.poolStride = Number(value));
  }

  get rows() {
    return this.list.rows;
  }

  // Shows the head of a network; null if the network has none.
  show(head) {
    this.head = head;
    for (const part of document.querySelectorAll("[data-part=head]")) part.hidden = !head;
    if (!head) return this.list.show([], 1, 1);
    for (const [id, value] of [["filter-size", head.size], ["stride", head.stride], ["padding", head.padding], ["dilation", head.dilation], ["activation", head.activation],
      ["pool", head.pool], ["pool-window", head.window], ["pool-stride", head.poolStride || ""]]) $(id).value = value;
    this.build();
  }

  setSize(size) {
    for (const filter of this.head.filters) {
      filter.weights = resize(filter.weights, [this.head.size, this.head.size], [size, size]);
      if (size < 3) filter.name = "";
    }
    this.head.size = size;
    $("filter-size").value = size;
    Object.assign(this.list, { height: size, width: size });
  }

  build() {
    this.list.show(this.head.filters, this.head.size, this.head.size);
    this.enable();
  }

  enable() {
    $("pool-window").disabled = $("pool-stride").disabled = !this.head.pool;
    $("add-filter").disabled = this.head.filters.length === maxFilters;
  }

  changed() {
    this.enable();
    this.onChange();
  }

  repaint() {
    this.list.repaint();
  }
}
