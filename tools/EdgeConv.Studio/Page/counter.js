import { $, setText, thousands } from "./dom.js";
import { post } from "./requests.js";

const delayMilliseconds = 700;

// Gets the number of IL instructions of an inference. Counting runs a compiler in the studio, so the page asks only after the network has
// not changed for a while. Until then it uses the last count of a network of the same shape.
export class Counter {
  constructor(onCount) {
    Object.assign(this, { onCount, key: "", shape: "", answer: null, timer: 0 });
  }

  // Returns the count for /api/loop; null as long as it is not known.
  of(model, shape) {
    const key = model.name + model.data;
    if (shape !== this.shape) this.show(null);
    if (key !== this.key) {
      [this.key, this.shape] = [key, shape];
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(model, key), delayMilliseconds);
    }
    return this.answer && { engine: this.answer.engine, instructions: this.answer.instructions };
  }

  async ask(model, key) {
    try {
      const answer = await post("/api/count", { model });
      if (key !== this.key) return;
      const changed = answer.instructions !== this.answer?.instructions;
      this.show(answer);
      if (changed) this.onCount();
    } catch (failure) {
      if (key === this.key) setText($("verdict"), failure.message);
    }
  }

  show(answer) {
    this.answer = answer;
    if (!answer) return setText($("verdict"), "");
    const { cost, engine } = answer;
    const boards = cost.fits.length ? `It would start on ${cost.fits.join(", ")}.` : "No known board has enough memory for it.";
    setText($("verdict"), `On the ${engine} engine, a program with this network needs ${thousands(cost.needed)} bytes of heap in all. ${boards}`);
  }
}
