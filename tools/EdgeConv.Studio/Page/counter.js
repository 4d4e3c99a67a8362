import { $, setText, thousands } from "./dom.js";
import { post } from "./requests.js";

const quiet = 700;

// How many instructions an inference takes. Counting needs a compiler on the studio's side, so it waits until the network has stayed
// the same for a while; until then the last count of a network of the same shape stands in.
export class Counter {
  constructor(onCount) {
    Object.assign(this, { onCount, key: "", shape: "", answer: null, timer: 0 });
  }

  // What /api/loop takes as its count; null as long as nothing is known.
  of(model, shape) {
    const key = model.name + model.data;
    if (shape !== this.shape) this.show(null);
    if (key !== this.key) {
      [this.key, this.shape] = [key, shape];
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(model, key), quiet);
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
    const boards = cost.fits.length ? `It would start on ${cost.fits.join(", ")}.` : "None of the boards known has room for it.";
    setText($("verdict"), `On the ${engine} engine a program with it takes ${thousands(cost.needed)} bytes of heap in all. ${boards}`);
  }
}
