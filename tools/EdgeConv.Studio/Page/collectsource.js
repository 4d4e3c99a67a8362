import { cameraRuns, startCamera, stopCamera } from "./camera.js";
import { colors, drawLines, isWindow } from "./collectframe.js";
import { $, options, setText, times } from "./dom.js";
import { live } from "./live.js";
import { MapView } from "./mapview.js";
import { toFrame } from "./picture.js";
import { fromBase64, get } from "./requests.js";
import { openTab } from "./tabs.js";

const sampleMilliseconds = 100, maxFiles = 500;
const teach = {
  board: "The frames are the sensor's own values, as the model on the board gets them.",
  camera: "The browser shrinks the camera's pictures; they do not leave this computer.",
  draw: "Draw with the pointer, or with the arrow keys and space. Hold the class's button while you draw to record every stroke.",
  files: "The browser shrinks pictures to the size below; the button of a class adds all of them.",
  sample: "Frames of a simulated sensor, ten each second.",
};

// The card that shows what would be recorded now: frames of the board, the camera, a drawing, files or a sample.
export class Source {
  // onFrame(frame) is called for each new frame; onChange() when another source was chosen.
  constructor(samples, { onFrame, onChange, onError }) {
    Object.assign(this, { onFrame, onChange, onError, name: "draw", frame: null, files: [], shape: null, isShown: false });
    this.view = new MapView({ describe: (row, column) => this.describe(row, column) });
    $("collect-frame").prepend(this.view.canvas);
    options($("collect-sample"), samples.map(sample => [sample.name, sample.title]), "synthetic:hand");
    for (const radio of document.getElementsByName("collect-source")) radio.addEventListener("change", () => this.choose(radio.value));
    for (const id of ["collect-size", "collect-color"]) $(id).addEventListener("change", () => this.start());
    $("collect-sample").addEventListener("change", () => this.start());
    $("collect-clear").addEventListener("click", () => this.blank());
    $("collect-files").addEventListener("change", () => this.start());
    $("collect-camera").addEventListener("click", () => this.toggleCamera());
    $("collect-to-board").addEventListener("click", () => openTab("board"));
    this.step = step => this.name === "board" && this.isShown && step.status === "Ready" && this.take({ ...step, values: step.frame });
    // The state comes often; only another board, or none, matters here.
    live.watch("state", () => {
      const key = JSON.stringify([live.connected, live.description]);
      if (key === this.boardKey) return;
      this.boardKey = key;
      if (this.isShown && this.name === "board") this.start();
    });
  }

  // Starts when the tab is shown, and stops when it is left.
  show(isShown) {
    if (isShown === this.isShown) return;
    this.isShown = isShown;
    isShown ? this.start() : this.stop();
  }

  choose(name) {
    for (const radio of document.getElementsByName("collect-source")) radio.checked = radio.value === name;
    this.name = name;
    this.start();
    this.onChange();
  }

  // The frames of a project have one shape; null if it has none yet.
  setShape(shape) {
    const before = JSON.stringify(this.target);
    this.shape = shape;
    this.showFields();
    if (this.isShown && ["draw", "files", "sample"].includes(this.name) && JSON.stringify(this.target) !== before) this.start();
  }

  showFields() {
    const isOwnSize = this.name !== "board" && !this.shape;
    for (const field of document.querySelectorAll("[data-collect]")) field.hidden = field.dataset.collect !== this.name;
    $("collect-size-field").hidden = !isOwnSize;
    $("collect-color-field").hidden = !isOwnSize || !["camera", "files"].includes(this.name);
  }

  // Drawings and samples are grey, unless the project's frames have colors.
  get target() {
    const size = Number($("collect-size").value), hasColors = ["camera", "files"].includes(this.name);
    return this.shape ?? { height: size, width: size, channels: hasColors ? Number($("collect-color").value) : 1 };
  }

  stop() {
    clearInterval(this.timer);
    live.off(this.step);
    if (this.ownsCamera) stopCamera();
    this.ownsCamera = false;
    $("collect-camera").textContent = "Start the camera";
  }

  async start() {
    this.stop();
    if (!this.isShown) return;
    const { name } = this, hasBoard = live.connected && live.description;
    this.showFields();
    $("collect-to-board").hidden = name !== "board" || hasBoard;
    setText($("collect-teach"), name === "board" && !hasBoard ? "No board is connected. Connect one in the tab Board; a virtual one needs no hardware." : teach[name]);
    this.view.onPress = name === "draw" ? (row, column, toggles) => this.paint(row, column, toggles) : undefined;
    this.view.canvas.classList.toggle("draws", name === "draw");
    if (name !== "files") this.files = [];
    try {
      if (name === "board") {
        this.clearFrame();
        if (hasBoard) live.on(this.step);
      } else if (name === "draw") this.drawing();
      else if (name === "camera") this.clearFrame();
      else if (name === "files") await this.openFiles();
      else await this.playSample();
    } catch (failure) {
      this.onError(failure);
    }
  }

  clearFrame() {
    this.frame = null;
    this.view.canvas.hidden = true;
    $("collect-lines").hidden = true;
    setText($("collect-info"), "");
  }

  // Shows a frame and passes it on.
  take(frame) {
    const { height, width, channels, min, max } = frame;
    this.frame = frame;
    this.view.canvas.hidden = isWindow(frame);
    $("collect-lines").hidden = !isWindow(frame);
    if (isWindow(frame)) drawLines($("collect-lines"), frame);
    else this.view.show(height, width, colors(frame), "Frame to record", channels === 1 && min === 0 && max === 255 ? i => frame.values[i] : undefined);
    setText($("collect-info"), `${times(height, width)}${channels > 1 ? "×" + channels : ""}, ${min} to ${max}`);
    this.onFrame(frame);
  }

  describe(row, column) {
    const { values, width, channels } = this.frame, i = (row * width + column) * channels;
    return `row ${row}, column ${column}: ${[...values.slice(i, i + channels)].join(", ")}`;
  }

  picture(values) {
    return { values, ...this.target, min: 0, max: 255 };
  }

  // Keeps the drawing if the size stays, and shrinks or enlarges it otherwise.
  drawing() {
    const { height, width, channels } = this.target, small = { height, width, channels: 1 };
    this.drawn = { ...small, data: this.drawn ? toFrame(this.drawn, small).slice() : new Uint8Array(height * width) };
    this.take(this.picture(channels === 1 ? this.drawn.data.slice() : toFrame(this.drawn, this.target).slice()));
  }

  blank() {
    this.drawn = null;
    this.drawing();
  }

  paint(row, column, toggles) {
    const { data, width } = this.drawn, i = row * width + column, pen = Number($("collect-pen").value), value = toggles && data[i] === pen ? 0 : pen;
    if (data[i] === value) return;
    data[i] = value;
    this.drawing();
  }

  async toggleCamera() {
    if (this.ownsCamera) return this.stop();
    if (cameraRuns()) stopCamera(); // that of another tab
    try {
      this.ownsCamera = true;
      $("collect-camera").textContent = "Stop the camera";
      await startCamera(picture => this.take(this.picture(toFrame(picture, this.target).slice())));
      if (!this.ownsCamera || this.name !== "camera") stopCamera();
    } catch (failure) {
      this.stop();
      this.onError(failure);
    }
  }

  async openFiles() {
    const { target } = this, chosen = [...$("collect-files").files];
    this.files = [];
    this.clearFrame();
    for (const file of chosen.slice(0, maxFiles)) {
      const image = await createImageBitmap(file).catch(() => { throw new Error(`${file.name} is not an image that this browser can read`); });
      this.files.push(this.picture(toFrame({ image }, target).slice()));
      image.close();
    }
    if (this.name !== "files") return;
    if (this.files.length) this.take(this.files[0]);
    this.onChange();
    if (chosen.length > maxFiles) throw new Error(`${chosen.length} pictures are too many at once; the first ${maxFiles} were opened`);
  }

  async playSample() {
    const name = $("collect-sample").value, { height, width } = this.target;
    const sample = await get(`/api/samples?name=${encodeURIComponent(name)}&height=${height}&width=${width}`);
    if (this.name !== "sample" || name !== $("collect-sample").value || !this.isShown) return;
    const target = this.target, own = { height: sample.height, width: sample.width, channels: 1 };
    const frames = sample.frames.map(({ data }) => toFrame({ ...own, data: fromBase64(data) }, target).slice());
    let next = 0;
    const play = () => this.take(this.picture(frames[next++ % frames.length]));
    clearInterval(this.timer);
    this.timer = setInterval(play, sampleMilliseconds);
    play();
  }
}
