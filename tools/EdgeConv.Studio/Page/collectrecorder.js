import { bytesOf } from "./collectframe.js";
import { post, toBase64 } from "./requests.js";

const maxWaiting = 1000, maxBytes = 4 << 20, maxFrames = 32;

// Records frames while a class is held. What the studio has answered is on the disk; frames that wait are sent when the page goes.
export class Recorder {
  // onSaved(name, files, frames, total) follows each request; onError(error) ends the recording.
  constructor(source, { onSaved, onError, onHold }) {
    Object.assign(this, { source, onSaved, onError, onHold, held: null, project: "", waiting: [], isSending: false, last: null });
    addEventListener("pagehide", () => this.flush());
    addEventListener("blur", () => this.release());
  }

  hold(name) {
    if (this.held === name) return;
    [this.held, this.last] = [name, null];
    this.onHold(name);
    if (this.source.files.length) {
      for (const frame of this.source.files) this.add(frame);
    } else if (this.source.frame) this.add(this.source.frame);
    else {
      this.release();
      this.onError(new Error("there is no frame to record yet; choose what to record first"));
    }
  }

  release() {
    if (this.held === null) return;
    this.held = null;
    this.onHold(null);
  }

  // Takes a frame of the source. A drawing is recorded only when it has changed.
  take(frame) {
    if (this.held !== null && !this.source.files.length) this.add(frame);
  }

  add(frame) {
    if (this.source.name === "draw" && this.last && frame.values.every((value, i) => value === this.last.values[i])) return;
    this.last = frame;
    if (this.waiting.length >= maxWaiting) {
      this.release();
      return this.onError(new Error("the disk is slower than the frames come; wait until the frames so far are written"));
    }
    this.waiting.push({ project: this.project, name: this.held, frame });
    this.send();
  }

  // Returns the frames of one request: those of one class and one shape.
  next() {
    const first = this.waiting[0], isLike = ({ project, name, frame }) => project === first.project && name === first.name
      && ["height", "width", "channels", "min", "max"].every(key => frame[key] === first.frame[key]);
    const most = Math.max(1, Math.min(maxFrames, Math.floor(maxBytes / (2 * first.frame.values.length))));
    const end = this.waiting.findIndex((item, i) => i >= most || !isLike(item));
    return this.waiting.slice(0, end < 0 ? this.waiting.length : end);
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.waiting.length) {
        const items = this.next();
        const { files, total } = await post("/api/data/add", request(items));
        this.waiting.splice(0, items.length);
        this.onSaved(items[0].name, files, items.map(item => item.frame), total);
      }
    } catch (failure) {
      this.waiting = [];
      this.release();
      this.onError(failure);
    } finally {
      this.isSending = false;
    }
  }

  // The request under way may have been written already, so only those behind it are sent.
  flush() {
    if (this.isSending) this.waiting.splice(0, this.next().length);
    while (this.waiting.length) {
      const items = this.next();
      this.waiting.splice(0, items.length);
      fetch("/api/data/add", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request(items)), keepalive: true }).catch(() => {});
    }
  }
}

function request(items) {
  const { project, name, frame: { height, width, channels, min, max } } = items[0];
  const values = new Uint8Array(items.length * 2 * height * width * channels);
  items.forEach(({ frame }, i) => values.set(bytesOf(frame.values), i * 2 * height * width * channels));
  return { project, class: name, height, width, channels, min, max, values: toBase64(values) };
}
