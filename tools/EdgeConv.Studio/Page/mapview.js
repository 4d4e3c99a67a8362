import { inkOn, markColor } from "./colors.js";
import { amount, tip } from "./dom.js";

// Shows a map on a canvas: its cells, marks around some of them, and a cell that the user chooses by pointer or arrow keys.
export class MapView {
  // onPoint(row, column, how) is called for every cell that the user points at; describe(row, column) returns its value in words.
  constructor({ onPoint, onPress, describe }) {
    this.canvas = document.createElement("canvas");
    this.canvas.tabIndex = 0;
    this.canvas.className = "map";
    this.canvas.setAttribute("role", "application");
    this.picture = document.createElement("canvas");
    this.marks = [];
    this.row = this.column = 0;
    Object.assign(this, { onPoint, onPress, describe });
    this.canvas.addEventListener("pointermove", event => this.point(event, event.buttons ? "press" : "hover"));
    this.canvas.addEventListener("pointerdown", event => this.point(event, "down"));
    this.canvas.addEventListener("pointerleave", event => tip(event, ""));
    this.canvas.addEventListener("keydown", event => this.key(event));
    // The observer stores the width, because asking for it would make the browser lay out the page at every drawing.
    new ResizeObserver(([{ contentRect }]) => {
      this.across = Math.round(contentRect.width * devicePixelRatio);
      this.draw();
    }).observe(this.canvas);
  }

  // color(i) returns [r, g, b] of cell i. text(i), which is optional, returns the text for a cell that is large enough.
  show(height, width, color, label, text) {
    Object.assign(this, { height, width, color, text });
    this.row = Math.min(this.row, height - 1);
    this.column = Math.min(this.column, width - 1);
    const isNew = this.paint(height, width, color);
    const words = `${label}, ${amount(height, "row")}, ${amount(width, "column")}. Arrow keys move the window.`;
    if (this.words !== words) {
      this.words = words;
      this.canvas.style.aspectRatio = `${width} / ${height}`;
      this.canvas.setAttribute("aria-label", words);
    }
    const written = this.writes ? Array.from({ length: height * width }, (_, i) => text(i)).join() : "";
    if (isNew || written !== this.written) this.draw();
    this.written = written;
  }

  // Colors the picture's cells and returns whether any color changed. A canvas that does not change costs the browser nothing.
  paint(height, width, color) {
    let isNew = this.image?.height !== height || this.image?.width !== width;
    if (isNew) {
      this.picture.width = width;
      this.picture.height = height;
      this.image = this.picture.getContext("2d").createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    for (let i = 0; i < height * width; i++) {
      const rgb = color(i), pixel = (0xff << 24 | rgb[2] << 16 | rgb[1] << 8 | rgb[0]) >>> 0;
      if (this.pixels[i] === pixel) continue;
      this.pixels[i] = pixel;
      isNew = true;
    }
    if (isNew) this.picture.getContext("2d").putImageData(this.image, 0, 0);
    return isNew;
  }

  // Whether the cells are large enough for values.
  get writes() {
    return this.text && this.across / this.width >= 26 * devicePixelRatio;
  }

  // Sets the marks, each { row, column, rows, columns, kind } with the kind "cell", "window" or "faint".
  mark(marks) {
    const key = JSON.stringify(marks);
    if (key === this.markKey) return;
    this.markKey = key;
    this.marks = marks;
    this.draw();
  }

  draw() {
    const { canvas, height, width, across } = this;
    if (!height || !across) return;
    const cell = across / width;
    const down = Math.max(1, Math.round(cell * height));
    if (canvas.width !== across) canvas.width = across;
    if (canvas.height !== down) canvas.height = down;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(this.picture, 0, 0, canvas.width, canvas.height);
    if (this.writes) this.write(context, cell);
    for (const mark of this.marks) this.outline(context, cell, mark);
  }

  write(context, cell) {
    context.font = `${cell * .33}px system-ui, "DejaVu Sans", sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (let i = 0; i < this.height * this.width; i++) {
      context.fillStyle = inkOn(this.color(i));
      context.fillText(this.text(i), (i % this.width + .5) * cell, (Math.floor(i / this.width) + .5) * cell + 1);
    }
  }

  outline(context, cell, { row, column, rows, columns, kind }) {
    const line = (kind === "faint" ? 1.5 : 2.5) * devicePixelRatio;
    const left = column * cell, top = row * cell, across = columns * cell, down = rows * cell;
    context.lineWidth = line + 2 * devicePixelRatio;
    context.strokeStyle = kind === "faint" ? "transparent" : "#fff";
    context.strokeRect(left, top, across, down);
    context.lineWidth = line;
    context.strokeStyle = markColor(kind);
    context.strokeRect(left, top, across, down);
  }

  point(event, how) {
    if (!this.height) return;
    const box = this.canvas.getBoundingClientRect();
    const clamp = (value, extent) => Math.min(extent - 1, Math.max(0, Math.floor(value)));
    this.row = clamp((event.clientY - box.top) / box.height * this.height, this.height);
    this.column = clamp((event.clientX - box.left) / box.width * this.width, this.width);
    tip(event, this.describe?.(this.row, this.column));
    if (how !== "hover" && this.onPress) {
      this.canvas.setPointerCapture(event.pointerId);
      this.onPress(this.row, this.column);
    }
    this.onPoint?.(this.row, this.column, how);
  }

  key(event) {
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if ((event.key === " " || event.key === "Enter") && this.onPress) this.onPress(this.row, this.column, true);
    else if (steps[event.key]) {
      this.row = Math.min(this.height - 1, Math.max(0, this.row + steps[event.key][0]));
      this.column = Math.min(this.width - 1, Math.max(0, this.column + steps[event.key][1]));
    } else return;
    event.preventDefault();
    this.onPoint?.(this.row, this.column, "key");
  }
}
