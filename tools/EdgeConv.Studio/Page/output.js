import { chartSvg, deviceWords } from "./chart.js";
import { $, fixed, make, options, percent, setHtml, setText } from "./dom.js";
import { deviceSvg, waveSvg } from "./pin.js";
import { ask, toBase64 } from "./requests.js";
import { hasForm } from "./state.js";

const drives = {
  led: { kind: "led", from: 0, to: 0, frequencyHz: 1000, safeDuty: 0 },
  servo: { kind: "servo", from: 1000, to: 2000, frequencyHz: 50, safeDuty: 750 },
  motor: { kind: "motor", from: 2000, to: 0, frequencyHz: 20000, safeDuty: 0 },
};
const readouts = { mean: "mean", maximum: "maximum", centroidX: "column of the center", centroidY: "row of the center", score: "value", argMax: "index of the maximum" };
const minFrames = 20, frameMilliseconds = 100;

const isSettings = (value, defaults, boards) => hasForm(value, defaults) && value.kind in readouts && value.drive in drives && boards.includes(value.board);

// The card with readout, duty map, guard and signal. The device's own loop computes all of it in the studio.
export class OutputCard {
  // kept are the settings of the last visit, or undefined.
  constructor(boards, kept, { onSettings, onTime }) {
    Object.assign(this, { onSettings, onTime, time: 0, run: null, timer: 0, isSeen: true });
    const defaults = { kind: "mean", index: 0, low: 10, high: 90, hysteresis: 0, safeDuty: 0, deadline: 250, drive: "led", board: boards[0] };
    this.settings = isSettings(kept, defaults, boards) ? kept : defaults;
    options($("board"), boards.map(board => [board, board]), this.settings.board);
    $("drive").value = this.settings.drive;
    const bind = (id, name) => $(id).addEventListener("change", () => {
      this.settings[name] = name === "index" ? Number($(id).value) : $(id).value;
      if (name === "drive") this.setSlider("safeDuty", drives[this.settings.drive].safeDuty);
      if (name === "kind") this.fitThresholds();
      this.onSettings();
    });
    bind("readout", "kind");
    bind("readout-index", "index");
    bind("drive", "drive");
    bind("board", "board");
    $("pulled").addEventListener("change", () => {
      this.isJustPulled = $("pulled").checked;
      this.onSettings();
    });
    this.sliders = {};
    $("sliders").append(
      this.slider("low", "Lower threshold of the readout", 0, 255, 1), this.slider("high", "Upper threshold of the readout", 0, 255, 1), this.slider("hysteresis", "Hysteresis: minimum change of the duty", 0, 3000, 10),
      this.slider("deadline", "Guard: deadline in ms", 150, 1000, 10), this.slider("safeDuty", "Guard: safe duty", 0, 10000, 10));
    $("time").addEventListener("input", () => this.setTime(Number($("time").value)));
    $("back").addEventListener("click", () => this.setTime(this.time - 1));
    $("next").addEventListener("click", () => this.setTime(this.time + 1));
    $("play").addEventListener("click", () => this.timer ? this.stop() : this.play(this.time >= this.count - 1 ? 0 : this.time));
    $("chart").addEventListener("pointerdown", event => this.frameAt && this.setTime(this.frameAt(event.clientX - $("chart").getBoundingClientRect().left)));
    // The observer stores the widths, because asking for them would make the browser lay out the page at every drawing.
    this.widths = { chart: 600, wave: 280 };
    const observer = new ResizeObserver(entries => {
      for (const { target, contentRect } of entries) this.widths[target.id] = contentRect.width;
      this.draw();
    });
    for (const id of ["chart", "wave"]) observer.observe($(id));
    // What is scrolled out of view is drawn only when it comes near.
    new IntersectionObserver(([{ isIntersecting }]) => {
      this.isSeen = isIntersecting;
      this.draw();
    }, { rootMargin: "200px" }).observe($("output"));
  }

  slider(name, title, min, max, step) {
    const range = make("input", { type: "range", min, max, step, value: this.settings[name], "aria-label": title, id: "slide-" + name });
    const field = make("input", { type: "number", min, max, step, value: this.settings[name], "aria-label": title + ", as a number" });
    const set = input => {
      const value = Number(input.value), bound = Number(field.max);
      if (input.value === "" || !Number.isInteger(value) || value < Number(field.min) || value > bound) return field.setAttribute("aria-invalid", true);
      this.setSlider(name, value, input);
      this.onSettings();
    };
    range.addEventListener("input", () => set(range));
    field.addEventListener("input", () => set(field));
    this.sliders[name] = { range, field };
    return make("div", { class: "slide" }, make("span", { text: title }), range, field);
  }

  setSlider(name, value, except) {
    this.settings[name] = value;
    const { range, field } = this.sliders[name];
    field.setAttribute("aria-invalid", false);
    for (const input of [range, field]) if (input !== except) input.value = value;
  }

  // Offers the readouts and channels that the network's output allows.
  setOutput(output, names) {
    const key = JSON.stringify([output.height * output.width > 1, output.channels, names]);
    this.output = output;
    if (key === this.key) return;
    this.key = key;
    const isMap = output.height * output.width > 1, kinds = isMap ? ["mean", "maximum", "centroidX", "centroidY"] : ["score", "argMax"];
    const changed = !kinds.includes(this.settings.kind);
    if (changed) this.settings.kind = kinds[0];
    this.fitSliders();
    this.settings.index = Math.min(this.settings.index, output.channels - 1);
    options($("readout"), kinds.map(kind => [kind, readouts[kind]]), this.settings.kind);
    options($("readout-index"), Array.from({ length: Math.min(output.channels, 1000) }, (_, i) => [i, names?.[i] ?? `channel ${i}`]), this.settings.index);
    if (changed) this.fitThresholds();
  }

  // Fits the sliders of the thresholds to the range of the readout, which is returned.
  fitSliders() {
    const { kind } = this.settings, { output } = this;
    const [min, max] = kind === "argMax" ? [0, output.channels - 1] : kind === "centroidX" ? [0, output.width - 1] : kind === "centroidY" ? [0, output.height - 1] : [-128 - output.zeroPoint, 127 - output.zeroPoint];
    for (const name of ["low", "high"]) for (const input of Object.values(this.sliders[name])) [input.min, input.max, input.value] = [min, Math.max(1, max), this.settings[name]];
    return [min, max];
  }

  // Sets the thresholds as the readout needs them.
  fitThresholds() {
    const { kind } = this.settings, [min, max] = this.fitSliders();
    const isSteps = !["argMax", "centroidX", "centroidY"].includes(kind);
    this.setSlider("low", isSteps ? Math.round(Math.max(0, min) + max * .04) : min);
    this.setSlider("high", Math.max(1, isSteps && kind === "mean" ? Math.round(max * .35) : max));
  }

  get count() {
    return this.run?.frames.length ?? 1;
  }

  // Returns the frames in the order of the loop: all frames of a recording, or a still picture repeated.
  sequence(frames) {
    let count = Math.max(frames.length, minFrames), pulled = null;
    if ($("pulled").checked) {
      const first = Math.floor(count * .3);
      count = Math.max(count, first + Math.ceil(this.settings.deadline / frameMilliseconds) + 8);
      pulled = [first, count - 1];
    }
    // Most changes do not affect the frames, so their text is reused.
    if (this.sent?.frames !== frames || this.sent.count !== count) {
      const bytes = new Uint8Array(count * frames[0].length);
      for (let i = 0; i < count; i++) bytes.set(frames[i % frames.length], i * frames[0].length);
      this.sent = { frames, count, text: toBase64(bytes) };
    }
    return { pulled, text: this.sent.text };
  }

  // outputs is the number of the network's channels. If a filter was just removed, settings.index may still be above it.
  async update(model, count, frames, { height, width, channels }, outputs) {
    const { settings } = this, { pulled, text } = this.sequence(frames);
    $("readout-index-field").hidden = settings.kind === "argMax";
    try {
      const { kind, from, to, frequencyHz } = drives[settings.drive];
      this.run = await ask("loop", {
        model, count, height, width, channels, frames: text, pulled, board: settings.board,
        readout: { kind: settings.kind, index: Math.min(settings.index, outputs - 1) },
        map: { kind, low: settings.low, high: settings.high, from, to, frequencyHz, hysteresis: settings.hysteresis },
        guard: { safeDuty: settings.safeDuty, deadlineMilliseconds: settings.deadline },
      });
      this.pulled = pulled;
      this.time = Math.min(this.time, this.count - 1);
      this.draw();
      if (this.isJustPulled) this.play(Math.max(0, pulled[0] - 4));
      this.isJustPulled = false;
    } catch (failure) {
      this.run = null;
      $("state").className = "state safe";
      $("state").textContent = failure.message;
    }
  }

  setTime(time) {
    this.time = Math.min(this.count - 1, Math.max(0, time));
    this.draw();
    this.onTime(this.time);
  }

  play(from) {
    this.stop();
    this.setTime(from);
    $("play").textContent = "❚❚";
    $("play").setAttribute("aria-label", "Pause");
    this.timer = setInterval(() => this.time < this.count - 1 ? this.setTime(this.time + 1) : this.stop(), frameMilliseconds);
  }

  stop() {
    clearInterval(this.timer);
    this.timer = 0;
    $("play").textContent = "▶";
    $("play").setAttribute("aria-label", "Play");
  }

  draw() {
    const { run } = this;
    if (!run) return;
    $("time").max = this.count - 1;
    $("time").value = this.time;
    setText($("output-info"), percent(run.frames[this.time].duty));
    const frame = run.frames[this.time];
    setHtml($("numbers"), [["readout", fixed(frame.activation, 2)], ["duty", percent(frame.duty)], ["PWM", `${+run.pwm.hz.toFixed(1)} Hz, ${run.pwm.bits} bits`]].map(([name, value]) => `<dt>${name}</dt><dd>${value}</dd>`).join(""));
    setText($("when"), `${(this.time * run.period / 1e6).toFixed(1)} s`);
    $("state").className = frame.reason === "None" ? "state" : "state safe";
    setText($("state"), "Guard: " + frame.state);
    $("pace").className = run.keepsUp ? "soft small num" : "state safe";
    setText($("pace"), `An inference: ${run.inference}; ${run.late}.${frame.skipped ? " The loop was busy when this frame came and skipped it." : ""}`);
    if (this.isSeen) this.drawPictures(frame);
  }

  // Draws the chart, the signal and the device.
  drawPictures(frame) {
    const { run, settings } = this;
    const ticks = run.pwm.high[this.time], chart = chartSvg(run, settings, this.time, this.pulled, this.widths.chart);
    this.frameAt = chart.frameAt;
    $("chart").setAttribute("viewBox", `0 0 ${this.widths.chart} ${chart.height}`);
    $("chart").style.height = chart.height + "px";
    setHtml($("chart"), chart.svg);
    $("wave").setAttribute("viewBox", `0 0 ${this.widths.wave} 108`);
    setHtml($("wave"), waveSvg(ticks, run.pwm.ticks, this.widths.wave));
    setHtml($("device"), deviceSvg(settings.drive, frame.duty, ticks));
    $("device").setAttribute("aria-label", deviceWords(settings.drive, frame));
  }
}
