import { drawFrame } from "./collectframe.js";
import { $, amount, make, options, thousands } from "./dom.js";
import { live } from "./live.js";
import { fromBase64, get, post } from "./requests.js";

const perPage = 24, defaultPeriod = 100;

// Shows what a training gave: accuracy, confusion, cost on a board, and the mistakes, which can be put into another class.
export class Result {
  constructor({ onMoved, onError }) {
    Object.assign(this, { onMoved, onError, result: null, connected: null, showConnected: () => {} });
    live.watch("state", state => this.follow(state));
  }

  // Takes the module and the period of the board that is connected now; the user may still compare it with others.
  follow({ connection, board, settings }) {
    const period = settings?.find(setting => setting.key === "period")?.value, connected = connection === "connected" && board?.module ? { board: board.module, period: Number(period) } : null;
    if (JSON.stringify(connected) === JSON.stringify(this.connected)) return;
    this.connected = connected;
    this.showConnected();
  }

  async load(job, project) {
    this.result = await get(`/api/train/result?job=${job}`);
    Object.assign(this, { job, project, from: 0 });
    const { accuracy, testFrames, network, notes, input, mistakes, learned } = this.result, all = mistakes + learned, right = Math.round(accuracy * testFrames);
    this.mistakes = make("div", { class: "shots" });
    this.more = make("button", { type: "button", class: "quiet", hidden: true, text: "Show more mistakes", onclick: () => this.showMistakes() });
    this.cost = make("div");
    $("train-result").replaceChildren(
      make("div", { class: "figures" },
        tile(`${thousands(accuracy * 100, 1)} %`, `${thousands(right)} of ${amount(testFrames, "test frame")} right`), this.cost),
      make("p", { class: "soft small", text: `The network never saw the test frames while it learned. Frames of one moment resemble each other, so try the model on new ones below. Network: ${network}. ${input}` }),
      ...notes.map(note => make("p", { class: "hint", text: note })),
      make("div", { class: "outcome" }, make("div", {}, make("h3", { text: "What it takes for what" }), make("div", { class: "scroll" }, this.confusion())),
        make("div", {}, make("h3", { text: all ? "Mistakes" : "No mistakes" }),
          make("p", { class: "teach", text: all ? `${thousands(mistakes)} on test frames, ${thousands(learned)} on frames that it learned from. If a frame lies in the wrong class, put it where it belongs, and train again.` : "The model is right on every frame." }), this.mistakes, this.more)));
    this.showCost();
    await this.showMistakes();
  }

  confusion() {
    const { classes, confusion } = this.result;
    return make("table", { class: "confusion num" },
      make("thead", {}, make("tr", {}, make("th", { scope: "col", text: "is, taken for" }), ...classes.map(name => make("th", { scope: "col", text: name })))),
      make("tbody", {}, ...confusion.map((row, i) => {
        const sum = Math.max(1, row.reduce((a, b) => a + b));
        return make("tr", {}, make("th", { scope: "row", class: "side", text: classes[i] }), ...row.map((count, j) => {
          const cell = make("td", { class: !count ? "" : i === j ? "right" : "wrong", text: thousands(count) });
          cell.style.setProperty("--share", `${15 + 55 * count / sum}%`);
          return cell;
        }));
      })));
  }

  // The cost on the board that was chosen, against the period of its loop.
  showCost() {
    const { cost } = this.result;
    if (!cost) return this.cost.replaceWith(make("p", { class: "hint", text: "No engine for boards runs this network." }));
    const board = make("select", { id: "train-board", onchange: () => update() }), period = make("input", { type: "number", id: "train-period", min: 1, max: 60000, step: 1, value: localStorage.getItem("period") ?? defaultPeriod, oninput: () => update() });
    const kept = localStorage.getItem("train-board");
    options(board, cost.boards.map(item => [item.board, item.board]), cost.boards.some(item => item.board === kept) ? kept : cost.boards[0].board);
    const time = make("div", { class: "tile" }), memory = make("div", { class: "tile" }), verdict = make("p", { class: "verdict", "aria-live": "polite" });
    const update = () => {
      const chosen = cost.boards.find(item => item.board === board.value), limit = Number(period.value), range = chosen.min === chosen.max ? milliseconds(chosen.max) : `${milliseconds(chosen.min)} to ${milliseconds(chosen.max)}`;
      const isConnected = this.connected?.board === board.value;
      if (!isConnected) localStorage.setItem("train-board", board.value);
      if (limit > 0 && !isConnected) localStorage.setItem("period", limit);
      fill(time, range, `per frame on ${board.value}${isConnected ? ", which is connected" : ""}${chosen.measured ? "" : ", estimated"}`);
      fill(memory, `${thousands(cost.needed / 1024, 1)} kB`, `of RAM, ${thousands(cost.flash / 1024, 1)} kB of flash (${cost.engine})`);
      const isLate = chosen.min > limit, isClose = !isLate && chosen.max > limit;
      verdict.textContent = !(limit > 0) ? "Give the period of the loop." : `${chosen.fits ? "It fits the board's memory" : `It does not fit: ${chosen.verdict}`}${isLate ? `, but it is slower than a period of ${thousands(limit)} ms. Take a smaller network or a longer period.` : isClose ? `, and may be slower than a period of ${thousands(limit)} ms.` : `${chosen.fits ? ", and" : ", but"} keeps a period of ${thousands(limit)} ms.`}`;
      verdict.className = `verdict ${!chosen.fits || isLate ? "bad" : isClose ? "" : "good"}`;
    };
    this.showConnected = () => {
      if (this.connected) [board.value, period.value] = [this.connected.board, this.connected.period];
      update();
    };
    this.cost.className = "cost";
    this.cost.replaceChildren(time, memory, make("div", { class: "fields" }, make("label", { text: "Board " }, board), make("label", { text: "Period in ms " }, period)), verdict);
    this.showConnected();
  }

  async showMistakes() {
    const page = await get(`/api/train/mistakes?job=${this.job}&from=${this.from}&count=${perPage}`);
    this.from += page.mistakes.length;
    this.mistakes.append(...page.mistakes.map(mistake => this.mistake(mistake)));
    this.more.hidden = this.from >= page.total;
  }

  mistake({ file, label, predicted, isTest, picture }) {
    const { classes } = this.result, canvas = make("canvas", { width: 1, height: 1, role: "img", "aria-label": `frame ${file}` });
    if (picture) drawFrame(canvas, { ...picture, values: fromBase64(picture.data), min: 0, max: 255 });
    const choice = make("select", { "aria-label": `Class of the frame ${file}`, disabled: !picture, onchange: () => move() });
    options(choice, classes.map((name, i) => [i, name]), label);
    const caption = make("figcaption", {}, make("b", { text: classes[label] }), `, taken for ${classes[predicted]}${isTest ? "" : " (learned)"}`), state = make("span", { class: "soft small", "aria-live": "polite", text: picture ? "" : "moved or deleted since" });
    const figure = make("figure", {}, canvas, caption, make("label", { class: "belongs", text: "Belongs to " }, choice), state);
    let now = label;
    const move = async () => {
      const to = Number(choice.value);
      try {
        await post("/api/data/move", { project: this.project, class: classes[now], files: [file], to: classes[to] });
        now = to;
        state.textContent = `now in ${classes[to]}`;
        figure.classList.add("moved");
        this.onError(null);
        this.onMoved();
      } catch (failure) {
        choice.value = now;
        this.onError(failure);
      }
    };
    return figure;
  }
}

const milliseconds = value => value < 10 ? `${thousands(value, 1)} ms` : `${thousands(value)} ms`;

function tile(number, text) {
  const element = make("div", { class: "tile" });
  fill(element, number, text);
  return element;
}

const fill = (element, number, text) => element.replaceChildren(make("b", { class: "num", text: number }), text);
