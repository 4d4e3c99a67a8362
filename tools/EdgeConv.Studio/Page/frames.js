import { cameraRuns, startCamera, stopCamera } from "./camera.js";
import { grey } from "./colors.js";
import { $, make, options, times } from "./dom.js";
import { MapView } from "./mapview.js";
import { toFrame } from "./picture.js";
import { fromBase64, get, post, toBase64 } from "./requests.js";

const maxFrames = 20;
const teach = {
  sample: "A frame is a grid of numbers. Subtracting 128 turns each into an int8, and the network computes with these.",
  draw: "Draw with the pointer, or with the arrow keys and space.",
  image: "The browser shrinks pictures to the size of the network's input. A recording is a .csv with one frame per row, or a .npy.",
  camera: "The browser shrinks the camera's pictures; they do not leave this computer.",
};

// The card with the frames for the network, from any source.
export class FrameCard {
  constructor(samples, { onFrames, onPoint, onError }) {
    Object.assign(this, { onFrames, onError, pictures: [], frames: [], index: 0, source: "sample" });
    this.target = { height: 8, width: 8, channels: 1 };
    this.view = new MapView({ onPoint, describe: (row, column) => `row ${row}, column ${column}: ${this.valueAt(row, column)}` });
    this.view.canvas.id = "frame";
    $("frame-place").append(this.view.canvas);
    options($("sample"), samples.map(sample => [sample.name, sample.title]));
    $("sample").addEventListener("change", () => this.load());
    $("image").addEventListener("change", () => this.guarded(() => this.openImages($("image").files)));
    $("camera").addEventListener("click", () => this.guarded(() => this.toggleCamera()));
    $("clear").addEventListener("click", () => this.setPictures([this.blank()]));
    for (const radio of document.getElementsByName("source")) radio.addEventListener("change", () => this.choose(radio.value));
    this.choose("sample");
  }

  async guarded(work) {
    try {
      await work();
    } catch (failure) {
      this.onError(failure);
    }
  }

  choose(source) {
    this.source = source;
    stopCamera();
    $("camera").textContent = "Start the camera";
    for (const field of document.querySelectorAll("[data-source]")) field.hidden = field.dataset.source !== source;
    $("frame-teach").textContent = teach[source];
    $("attribution").textContent = "";
    this.view.onPress = source === "draw" ? (row, column, toggles) => this.paint(row, column, toggles) : undefined;
    $("frame").classList.toggle("draws", source === "draw");
    if (source === "sample") this.load();
    if (source === "image") this.guarded(() => this.openImages($("image").files));
    if (source === "draw") this.setPictures([this.pictures.length ? { ...this.small(), data: toFrame(this.pictures[this.index], this.small()).slice(), label: "drawing" } : this.blank()]);
  }

  // Sets the shape of the network's input and converts the frames to it.
  setTarget(target) {
    if (Object.keys(target).every(key => target[key] === this.target[key])) return;
    this.target = target;
    if (!this.pictures.length) return;
    this.setPictures(this.source === "draw" ? [{ ...this.small(), data: toFrame(this.pictures[0], this.small()).slice(), label: "drawing" }] : this.pictures.map(({ frame, ...picture }) => picture));
    // If a recording's numbers do not fit the new size, the page keeps showing its pictures, resized.
    if (this.source === "image" && this.recording) this.read === this.recording ? this.readRecording().catch(() => {}) : this.guarded(() => this.readRecording());
    // The studio makes synthetic frames of any size; the digits have one fixed size.
    if (this.source === "sample" && $("sample").value.startsWith("synthetic:")) this.load();
  }

  small() {
    return { height: this.target.height, width: this.target.width, channels: 1 };
  }

  blank() {
    return { ...this.small(), data: new Uint8Array(this.target.height * this.target.width), label: "drawing" };
  }

  load() {
    return this.guarded(async () => {
      const { height, width } = this.target, name = $("sample").value, bound = extent => Math.min(extent, 256);
      const sample = await get(`/api/samples?name=${encodeURIComponent(name)}&height=${bound(height)}&width=${bound(width)}`);
      if (this.source !== "sample" || name !== $("sample").value) return;
      $("attribution").textContent = sample.attribution ? `Digits: ${sample.attribution}.` : "";
      this.setPictures(sample.frames.map(frame => ({ ...frame, data: fromBase64(frame.data), height: sample.height, width: sample.width })));
    });
  }

  async openImages(files) {
    const recording = [...files].find(file => /\.(csv|csv\.gz|npy)$/i.test(file.name));
    this.recording = recording ? { name: recording.name, data: toBase64(new Uint8Array(await recording.arrayBuffer())) } : null;
    if (recording) return this.readRecording();
    const pictures = [];
    for (const file of [...files].slice(0, maxFrames)) {
      const image = await createImageBitmap(file).catch(() => { throw new Error(`${file.name} is not an image that this browser can read`); });
      pictures.push({ image, label: file.name });
    }
    if (pictures.length && this.source === "image") this.setPictures(pictures);
  }

  // The studio reads a recording's numbers in the same way as `simulate --frames`, again for each new size.
  async readRecording() {
    const { recording, target } = this, read = await post("/api/frames", { ...recording, ...target });
    if (this.source !== "image" || recording !== this.recording || target !== this.target) return;
    this.onError(null);
    this.read = recording;
    this.setPictures(read.frames.map(({ label, data }) => {
      const values = fromBase64(data), cells = target.height * target.width;
      return { label, height: target.height, width: target.width, data: target.channels === 1 ? values : Uint8Array.from({ length: cells }, (_, i) => values[i * target.channels]), frame: values };
    }));
  }

  async toggleCamera() {
    if (cameraRuns()) {
      stopCamera();
      $("camera").textContent = "Start the camera";
      return;
    }
    const taken = [];
    await startCamera(picture => {
      taken.push({ data: toFrame(picture, this.small()), ...this.small(), label: "camera" });
      if (this.target.channels === 3) taken[taken.length - 1].frame = toFrame(picture, this.target);
      this.setPictures(taken.slice(-maxFrames), true);
    });
    $("camera").textContent = "Stop the camera";
  }

  setPictures(pictures, last = false) {
    this.pictures = pictures;
    this.frames = pictures.map(picture => picture.frame ?? toFrame(picture, this.target));
    this.index = last ? pictures.length - 1 : Math.min(this.index, pictures.length - 1);
    this.drawStrip();
    this.show();
    this.onFrames();
  }

  paint(row, column, toggles) {
    const picture = this.pictures[0], i = row * picture.width + column, pen = Number($("pen").value);
    picture.data[i] = toggles && picture.data[i] === pen ? 0 : pen;
    this.frames = [toFrame(picture, this.target).slice()];
    this.show();
    this.onFrames();
  }

  select(index) {
    this.index = index;
    this.show();
    for (const [i, button] of [...$("strip").children].entries()) {
      button.setAttribute("aria-current", i === index);
      if (i === index) button.parentElement.scrollTo({ left: button.offsetLeft - button.parentElement.clientWidth / 2 });
    }
  }

  get frame() {
    return this.frames[this.index];
  }

  color(frame) {
    const { channels } = this.target;
    return channels === 3 ? i => frame.subarray(i * 3, i * 3 + 3) : i => grey(frame[i * channels]);
  }

  valueAt(row, column) {
    const { width, channels } = this.target, i = (row * width + column) * channels;
    return [...this.frame.subarray(i, i + Math.min(channels, 3))].join(", ");
  }

  show() {
    const { height, width, channels } = this.target, { frame } = this;
    if (!frame) return;
    this.view.show(height, width, this.color(frame), "Frame", channels === 1 ? i => frame[i] : undefined);
    $("frame-info").textContent = `${times(height, width)}${channels > 1 ? "×" + channels : ""}, 0 to 255`;
  }

  drawStrip() {
    const { height, width } = this.target, strip = $("strip");
    strip.hidden = this.pictures.length < 2;
    if (strip.hidden) strip.replaceChildren();
    if (strip.hidden || (this.source === "camera" && strip.children.length === this.pictures.length)) return;
    strip.replaceChildren(...this.frames.map((frame, i) => {
      const canvas = make("canvas", { width, height }), context = canvas.getContext("2d"), image = context.createImageData(width, height), color = this.color(frame);
      for (let p = 0; p < height * width; p++) image.data.set([...color(p), 255], p * 4);
      context.putImageData(image, 0, 0);
      const label = this.pictures[i].label;
      return make("button", { type: "button", "aria-label": `frame ${i}, ${label}`, "aria-current": String(i === this.index), onclick: () => this.onSelect(i) }, canvas, make("span", { text: label.length < 5 ? label : i }));
    }));
  }
}
