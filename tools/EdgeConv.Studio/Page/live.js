// The board as the studio sees it, for all tabs: its steps as they come, and its state.
import { fromBase64 } from "./requests.js";

// Those of a tab that works with the steps, such as one that records them; all others only show what comes.
const workers = new Set();
const listeners = { step: new Set(), state: new Set(), status: new Set(), maps: new Set(), log: new Set() };
const newest = {};

export const live = {
  // Whether the board answers now.
  connected: false,
  // { name, address, model, height, width, channels, min, max } of the board and its frames; null if it is not known, or no loop runs.
  description: null,
  // Calls listener(step) for each step of the board's loop: { number, frame, min, max, height, width, channels, activation, proposed,
  // actual, reason, state, status, microseconds, output }. frame is an Int16Array in the sensor's units, HWC; output is an Int8Array;
  // proposed and actual are duties of 0 to 10000; reason is None, or why the output is at its safe duty; status is Ready if the frame is new.
  on(listener) {
    workers.add(listener);
    follow();
  },
  off(listener) {
    workers.delete(listener);
  },
  // Calls listener(value) with the newest state, status or maps, now and after each change, or with each step or line of the log. Unlike
  // on, it lets the stream end while nobody sees the page.
  watch(name, listener) {
    listeners[name].add(listener);
    if (newest[name]) listener(newest[name]);
  },
};

const tell = (name, value) => {
  for (const listener of [...listeners[name]]) listener(value);
};

function take({ state, status, maps, steps, log }) {
  if (state) setState(state);
  for (const [name, value] of Object.entries({ status, maps })) {
    if (!value) continue;
    newest[name] = value;
    tell(name, value);
  }
  for (const line of log ?? []) tell("log", line);
  for (const one of steps ?? []) {
    const step = live.description && decoded(one);
    // A step from before a restart may have another shape.
    if (!step || step.frame.length !== step.height * step.width * step.channels) continue;
    tell("step", step);
    for (const worker of [...workers]) worker(step);
  }
}

function setState(state) {
  const { board } = state, frames = board?.frames;
  newest.state = state;
  if (state.connection === "none") delete newest.status, delete newest.maps;
  live.connected = state.connection === "connected";
  live.description = frames ? { name: board.name, address: state.address, model: board.model, height: frames.height, width: frames.width, channels: frames.channels, min: frames.minimum, max: frames.maximum } : null;
  tell("state", state);
}

function decoded(step) {
  const bytes = fromBase64(step.frame), { height, width, channels, min, max } = live.description;
  return { ...step, frame: new Int16Array(bytes.buffer), output: new Int8Array(fromBase64(step.output).buffer), height, width, channels, min, max };
}

// A page that nobody sees lets go of the board, unless a tab works with its steps. One stream serves the whole page.
const isNeeded = () => document.visibilityState === "visible" || workers.size > 0;

let isFollowing = false, stop = null;

async function follow() {
  if (isFollowing || !isNeeded()) return;
  isFollowing = true;
  while (isNeeded()) {
    stop = new AbortController();
    try {
      const response = await fetch("/api/board/stream", { method: "POST", headers: { "Content-Type": "application/json" }, body: "{}", signal: stop.signal });
      // The studio sends the newest lines of the log again.
      tell("log", null);
      if (response.ok) await readLines(response.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      // The studio has ended, or the page goes.
    }
    if (isNeeded()) {
      setState({ ...newest.state, connection: "gone", message: "the studio does not answer any more; start it again with: edgeconv studio" });
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  }
  isFollowing = false;
}

async function readLines(reader) {
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) take(JSON.parse(line));
  }
}

export function startLive() {
  document.addEventListener("visibilitychange", () => isNeeded() ? follow() : stop?.abort());
  follow();
}
