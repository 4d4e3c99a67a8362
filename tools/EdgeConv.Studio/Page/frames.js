import { cameraRuns, startCamera, stopCamera } from "./camera.js";
import { grey } from "./colors.js";
import { $, make, options, setText, times } from "./dom.js";
import { isRecording } from "./drop.js";
import { MapView } from "./mapview.js";
import { toFrame } from "./picture.js";
import { fromBase64, get, post, toBase64 } from "./requests.js";
import { hasForm } from "./state.js";

const thumb = 34, thumbGap = 4;
const maxFrames = 20, maxKept = 400_000, sources = ["sample", "draw", "image", "camera"];
const teach = {
  sample: "A frame is a grid of numbers. Subtracting 128 turns each into an int8, and the network computes with these.",
  draw: "Draw with the pointer, or with the arrow keys and space.",
  image: "The browser shrinks pictures to the size of the network's input. A recording is a .csv with one frame per row, or a .npy.",
  camera: "The browser shrinks the camera's pictures; they do not leave this computer.",
};

// The card with the frames for the network, from any source.
export class FrameCard {
  // kept is what keep() returned at the last visit, or undefined. onShape is called with the shape of a recording when any shape is welcome.
  constructor(samples, target, kept, { onFrames, onPoint, onError, onShape }) {
    Object.assign(this, { onFrames, onError, onShape, target, pictures: [], frames: [], files: [], index: 0, source: "sample", takesAnyShape: true });
    this.view = new MapView({ onPoint, describe: (row, column) => `row ${row}, column ${column}: ${this.valueAt(row, column)}` });
    this.view.canvas.id = "frame";
    $("frame-place").append(this.view.canvas);
    options($("sample"), samples.map(sample => [sample.name, sample.title]));
    $("sample").addEventListener("change", () => this.load());
    $("camera").addEventListener("click", () => this.guarded(() => this.toggleCamera()));
    $("clear").addEventListener("click", () => this.setPictures([this.blank()]));
    $("image").addEventListener("change", () => this.open([...$("image").files]));
    for (const radio of document.getElementsByName("source")) radio.addEventListener("change", () => this.choose(radio.value));
    this.choose(this.restore(samples, kept));
  }

  // What a reload keeps: the source, and the frames of a drawing or of files if they are small. Pictures of the camera are not kept.
  keep() {
    const pictures = this.source === "draw" || this.source === "image" ? this.pictures.map((picture, i) => {
      const { height, width, channels } = this.target, grey = picture.data ? picture : { data: channels === 1 ? this.frames[i] : this.frames[i].filter((_, at) => at % channels === 0), height, width };
      return { label: picture.label, height: grey.height, width: grey.width, data: toBase64(grey.data) };
    }) : [];
    const isSmall = pictures.reduce((sum, picture) => sum + picture.data.length, 0) <= maxKept;
    return { source: this.source, sample: $("sample").value, pictures: isSmall ? pictures : [] };
  }

  // Takes what was kept, if it is undamaged; returns the source to begin with.
  restore(samples, kept) {
    if (!hasForm(kept, { source: "", sample: "", pictures: [] }) || !sources.includes(kept.source)) return "sample";
    if (samples.some(sample => sample.name === kept.sample)) $("sample").value = kept.sample;
    try {
      this.pictures = Array.from(kept.pictures).slice(0, maxFrames).map(({ label, height, width, data }) => ({ label: String(label).slice(0, 100), height, width, data: fromBase64(data) }));
      if (this.pictures.some(({ height, width, data }) => !(height > 0 && width > 0) || data.length !== height * width)) this.pictures = [];
    } catch {
      this.pictures = [];
    }
    const source = this.pictures.length || kept.source !== "image" ? kept.source : "sample";
    for (const radio of document.getElementsByName("source")) radio.checked = radio.value === source;
    return source;
  }

  // Opens pictures or a recording that the user chose or dropped.
  open(files) {
    this.files = files;
    for (const radio of document.getElementsByName("source")) radio.checked = radio.value === "image";
    this.choose("image");
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
    if (source === "image" && this.files.length) this.guarded(() => this.openImages(this.files));
    else if (source === "image" || source === "camera") this.setPictures(this.pictures.length ? this.pictures : [{ ...this.blank(), label: "no frame yet" }]);
    if (source === "draw") this.setPictures([this.pictures.length ? { ...this.small(), data: toFrame(this.pictures[Math.min(this.index, this.pictures.length - 1)], this.small()).slice(), label: "drawing" } : this.blank()]);
  }

  // Sets the shape of the network's input and converts the frames to it.
  setTarget(target) {
    if (Object.keys(target).every(key => target[key] === this.target[key])) return;
    this.target = target;
    if (!this.pictures.length) return;
    this.setPictures(this.source === "draw" ? [{ ...this.small(), data: toFrame(this.pictures[0], this.small()).slice(), label: "drawing" }] : this.pictures.map(({ frame, ...picture }) => picture));
    if (this.source === "image" && this.recording) this.guarded(() => this.readRecording());
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
    const recording = files.find(file => isRecording(file.name));
    this.recording = recording ? { name: recording.name, data: toBase64(new Uint8Array(await recording.arrayBuffer())) } : null;
    if (recording) return this.readRecording();
    const pictures = [];
    for (const file of files.slice(0, maxFrames)) {
      const image = await createImageBitmap(file).catch(() => { throw new Error(`${file.name} is not an image that this browser can read`); });
      pictures.push({ image, label: file.name });
    }
    if (pictures.length && this.source === "image") this.setPictures(pictures);
  }

  // The studio reads a recording's numbers in the same way as `simulate --frames`. A network that takes any shape takes that of the recording.
  // For another shape the recording is read again for that shape; if its numbers do not fit it, its frames are resized as pictures are.
  async readRecording() {
    const { recording, target } = this, asRecorded = this.takesAnyShape && this.read !== recording;
    const read = await post("/api/frames", asRecorded ? recording : { ...recording, ...target, orRecorded: true });
    if (this.source !== "image" || recording !== this.recording || target !== this.target) return;
    this.onError(null);
    this.read = recording;
    const { height, width, channels } = read, fits = asRecorded || height === target.height && width === target.width && channels === target.channels;
    if (asRecorded) {
      this.target = { height, width, channels };
      this.onShape(this.target);
    }
    this.setPictures(read.frames.map(({ label, data }) => {
      const values = fromBase64(data), cells = height * width;
      return { label, height, width, data: channels === 1 ? values : Uint8Array.from({ length: cells }, (_, i) => values[i * channels]), ...(fits ? { frame: values } : {}) };
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
    for (const [i, button] of $("strip").querySelectorAll("button").entries()) {
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
    setText($("frame-info"), `${times(height, width)}${channels > 1 ? "×" + channels : ""}, 0 to 255`);
  }

  // Draws all small pictures on one canvas behind the buttons: a browser composes every canvas at each of its frames.
  drawStrip() {
    const { height, width } = this.target, strip = $("strip"), count = this.frames.length;
    strip.hidden = this.pictures.length < 2;
    if (strip.hidden) return strip.replaceChildren();
    const canvas = make("canvas", { "aria-hidden": "true" }), one = make("canvas", { width, height }), context = one.getContext("2d"), image = context.createImageData(width, height);
    const size = Math.round(thumb * devicePixelRatio), step = Math.round((thumb + thumbGap) * devicePixelRatio);
    canvas.width = step * count;
    canvas.height = size;
    canvas.style.width = `${(thumb + thumbGap) * count}px`;
    const drawing = canvas.getContext("2d");
    drawing.imageSmoothingEnabled = false;
    this.frames.forEach((frame, i) => {
      const color = this.color(frame);
      for (let p = 0; p < height * width; p++) image.data.set([...color(p), 255], p * 4);
      context.putImageData(image, 0, 0);
      drawing.drawImage(one, i * step, 0, size, size);
    });
    strip.replaceChildren(canvas, ...this.pictures.map(({ label }, i) =>
      make("button", { type: "button", "aria-label": `frame ${i}, ${label}`, "aria-current": String(i === this.index), onclick: () => this.onSelect(i) }, make("i"), make("span", { text: label.length < 5 ? label : i }))));
  }
}
