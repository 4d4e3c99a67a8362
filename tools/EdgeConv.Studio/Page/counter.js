import { post } from "./requests.js";
import { showNoVerdict, showVerdict } from "./verdict.js";

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
      if (key === this.key) showNoVerdict(failure.message);
    }
  }

  show(answer) {
    this.answer = answer;
    showVerdict(answer);
  }
}
