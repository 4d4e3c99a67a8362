import { $, make, options, setText, thousands } from "./dom.js";
import { get, post, toBase64 } from "./requests.js";

const pollMilliseconds = 400, idleMilliseconds = 2500;
const words = { reading: "Reading the frames", training: "Training", counting: "Counting what the model costs on a board", done: "Done", stopped: "Stopped", failed: "Failed" };

// The card that trains: options, progress and the curve. The training runs in the studio, so a page that was reloaded shows it again.
export class Job {
  // ownNetwork() returns { text, title } of the network of the tab Build a network, or a reason why it cannot be trained.
  constructor({ ownNetwork, onDone, onError }) {
    Object.assign(this, { ownNetwork, onDone, onError, number: 0, state: null, epochs: [], project: null, isShown: false, shown: 0 });
    $("train-start").addEventListener("click", () => this.start());
    $("train-stop").addEventListener("click", () => this.stop());
    $("train-network").addEventListener("focus", () => this.showNetworks());
    new ResizeObserver(() => this.draw()).observe($("train-chart"));
  }

  get isRunning() {
    return ["reading", "training", "counting"].includes(this.state?.state);
  }

  show(isShown) {
    this.isShown = isShown;
    clearTimeout(this.timer);
    if (isShown) this.poll();
  }

  setProject(project) {
    this.project = project;
    this.showButtons();
  }

  showNetworks() {
    const own = this.ownNetwork(), presets = this.state?.presets ?? [];
    options($("train-network"), [["", "by the size of the frames"], ...presets.map(name => [name, name]), ["own", own.title]], $("train-network").value);
  }

  showButtons() {
    const { isRunning } = this, problem = this.project?.problem;
    $("train-start").hidden = isRunning;
    $("train-start").disabled = !this.project || Boolean(problem);
    $("train-stop").hidden = !isRunning;
    $("train-problem").hidden = !problem || isRunning;
    setText($("train-problem"), problem ?? "");
  }

  request() {
    const { shape, areImages, project } = this.project, network = $("train-network").value;
    // Without a shape, training takes images in grey, and only small ones of one size.
    const given = $("train-shape").value.trim(), isSmall = !shape || Math.max(shape.height, shape.width) <= 256;
    const byFrames = areImages && shape ? !isSmall ? `32x32x${shape.channels}` : shape.channels === 3 ? `${shape.height}x${shape.width}x3` : null : null;
    let file = null;
    if (network === "own") {
      const own = this.ownNetwork();
      if (!own.text) throw new Error(own.reason);
      file = toBase64(new TextEncoder().encode(own.text));
    }
    const number = id => $(id).value === "" ? null : Number($(id).value);
    return { project, network: network && network !== "own" ? network : null, file, shape: given || byFrames, epochs: number("train-epochs"), seed: number("train-seed") ?? 1 };
  }

  async start() {
    try {
      this.onError(null);
      await post("/api/train", this.request());
      await this.poll();
      $("train-stop").focus();
    } catch (failure) {
      this.onError(failure);
    }
  }

  async stop() {
    try {
      await post("/api/train/stop", { job: this.number });
      await this.poll();
      $("train-start").focus();
    } catch (failure) {
      this.onError(failure);
    }
  }

  // Asks for the state, and for the epochs that are new.
  async poll() {
    clearTimeout(this.timer);
    const turn = this.turn = (this.turn ?? 0) + 1;
    try {
      let state = await get(`/api/train?since=${this.epochs.length}`);
      if (state.job !== this.number) {
        [this.number, this.epochs] = [state.job, []];
        state = await get("/api/train?since=0");
      }
      if (turn !== this.turn) return;
      this.epochs.push(...state.epochs ?? []);
      const isNew = this.state === null;
      this.state = state;
      if (isNew) this.showNetworks();
      this.display();
    } catch (failure) {
      this.onError(failure);
    }
    if (this.isShown) this.timer = setTimeout(() => this.poll(), this.isRunning ? pollMilliseconds : idleMilliseconds);
  }

  display() {
    const { state, epochs } = this, last = epochs.at(-1);
    this.showButtons();
    if (!this.number) return;
    const isTraining = state.state === "training" && last;
    setText($("train-state"), state.state === "failed" ? "" : isTraining ? `Epoch ${last.number} of ${last.of}${last.isFineTuning ? ", with the rounding of int8" : ""}` : words[state.state]);
    if (state.state === "failed" && this.failed !== this.number) this.onError(new Error(state.failure));
    if (state.state === "failed") this.failed = this.number;
    setText($("train-info"), last ? `loss ${thousands(last.loss, 3)}, ${thousands(last.accuracy * 100)} % right` : "");
    $("train-curve").hidden = !epochs.length;
    const progress = state.state === "done" || state.state === "counting" ? 1 : last ? last.number / last.of : 0;
    $("train-progress").value = progress;
    $("train-progress").hidden = !this.isRunning;
    $("train-command").hidden = false;
    $("train-command").replaceChildren("In a terminal: ", make("code", { text: state.command }));
    this.draw();
    if (state.state === "done" && this.shown !== this.number) {
      this.shown = this.number;
      this.onDone(this.number, state.project);
    }
  }

  draw() {
    const { epochs } = this, svg = $("train-chart"), width = svg.clientWidth;
    if (!epochs.length || !width) return;
    const left = 46, right = 12, top = 8, high = 110, all = Math.max(2, epochs[0].of), most = Math.max(...epochs.map(epoch => epoch.loss), .1);
    const x = epoch => left + (epoch.number - 1) / (all - 1) * (width - left - right), y = share => top + (1 - share) * high;
    const line = (kind, value) => `<polyline class="${kind}" points="${epochs.filter(epoch => value(epoch) !== null).map(epoch => `${x(epoch).toFixed(1)},${y(value(epoch)).toFixed(1)}`).join(" ")}"/>`;
    const tuned = epochs.find(epoch => epoch.isFineTuning), marks = [0, .5, 1].map(share => `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(share)}" y2="${y(share)}"/><text x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${share * 100} %</text>`).join("");
    const hasValidation = epochs.some(epoch => epoch.validation !== null);
    const names = [["conv", "right while training"], ...hasValidation ? [["good-line", "right in validation"]] : [], ["loss-line", "loss"]];
    if ($("train-legend").children.length !== names.length) $("train-legend").replaceChildren(...names.map(([kind, name]) => make("span", {}, make("i", { class: kind }), name)));
    svg.style.height = top + high + 22 + "px";
    svg.innerHTML = marks + (tuned ? `<line class="threshold" x1="${x(tuned)}" x2="${x(tuned)}" y1="${top}" y2="${top + high}"/><text x="${x(tuned) - 6}" y="${top + high + 16}" text-anchor="end">int8</text>` : "")
      + line("duty", epoch => epoch.loss / most) + line("readout", epoch => epoch.accuracy) + (hasValidation ? line("validation", epoch => epoch.validation) : "")
      + `<text x="${left}" y="${top + high + 16}">epoch 1</text><text x="${width - right}" y="${top + high + 16}" text-anchor="end">${all}</text>`;
  }
}
