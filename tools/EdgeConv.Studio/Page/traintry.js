import { bytesOf, drawFrame } from "./collectframe.js";
import { $, make, setText, thousands } from "./dom.js";
import { loadModel } from "./load.js";
import { fromBase64, get, newest, post, toBase64 } from "./requests.js";

// The card that runs the trained model on the frames of the first card, and that saves it or loads it onto the board.
export class Try {
  constructor({ onError }) {
    Object.assign(this, { onError, job: 0, frame: null, bars: [] });
    this.update = newest(() => this.run());
    $("train-load").addEventListener("click", () => this.guarded(async () => {
      const { name, data } = await this.file(".json");
      loadModel({ name, data });
    }));
    $("train-save").addEventListener("click", () => this.guarded(async () => {
      const { folder, files } = await post("/api/train/save", { job: this.job });
      setText($("train-saved"), `Saved ${files.join(", ")} in ${folder}.`);
    }));
    for (const button of $("try-card").querySelectorAll("[data-ending]")) button.addEventListener("click", () => this.guarded(() => this.download(button.dataset.ending)));
  }

  async guarded(work) {
    try {
      this.onError(null);
      await work();
    } catch (failure) {
      this.onError(failure);
    }
  }

  file(ending) {
    return get(`/api/train/file?job=${this.job}&ending=${ending}`);
  }

  async download(ending) {
    const { name, data } = await this.file(ending), link = make("a", { download: name });
    link.href = URL.createObjectURL(new Blob([fromBase64(data)]));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  setModel(job, result) {
    Object.assign(this, { job, shape: result.shape });
    $("try-card").hidden = false;
    setText($("try-info"), result.name);
    setText($("train-saved"), "");
    this.bars = result.classes.map(name => ({ name, fill: make("i"), share: make("span", { class: "num" }) }));
    $("try-bars").replaceChildren(...this.bars.map(bar => bar.element = make("div", { class: "bar" }, make("span", { text: bar.name }), make("div", { class: "track" }, bar.fill), bar.share)));
    this.update();
  }

  take(frame) {
    this.frame = frame;
    if (this.job) this.update();
  }

  async run() {
    const { frame, job, shape } = this;
    if (!job) return;
    const fits = frame && ["height", "width", "channels"].every(key => frame[key] === shape[key]);
    $("try-frame").hidden = !fits;
    setText($("try-teach"), fits ? "The model runs in the studio on each frame of step 1, with the bytes of the board's engine." : `Choose frames of ${shape.height}×${shape.width}${shape.channels > 1 ? "×" + shape.channels : ""} in step 1, and see here what the model makes of them.`);
    if (!fits) return this.show(null);
    try {
      const { shares } = await post("/api/train/try", { job, values: toBase64(bytesOf(frame.values)) });
      if (job !== this.job) return;
      drawFrame($("try-frame"), frame);
      this.show(shares);
    } catch (failure) {
      this.job = 0;
      $("try-card").hidden = true;
      this.onError(failure);
    }
  }

  show(shares) {
    const best = shares && shares.indexOf(Math.max(...shares));
    this.bars.forEach(({ element, fill, share }, i) => {
      fill.style.width = shares ? `${shares[i] * 100}%` : "0";
      setText(share, shares ? `${thousands(shares[i] * 100)} %` : "");
      element.classList.toggle("best", i === best);
    });
  }
}
