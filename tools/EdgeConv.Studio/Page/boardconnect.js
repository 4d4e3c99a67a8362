// The card that connects to a board.
import { $, make, options, setText } from "./dom.js";
import { live } from "./live.js";
import { post } from "./requests.js";

const seen = {
  amg88xx: [["hand", "a warm hand that circles"], ["bar", "a bar that moves"], ["blink", "a light that blinks"]],
  mpu6050: [["gesture", "still, shaken, still, waved"]],
  mlx90640: [["warmth", "a warm hand that circles"]],
  "arducam-mega": [["bar", "a bar that moves"], ["hand", "a gray spot that circles"], ["blink", "a light that blinks"]],
  digits: [],
};

const words = {
  connecting: "connecting",
  connected: "connected",
  busy: "busy",
  lost: "not connected; the studio tries again",
  gone: "the studio has ended",
};

let way = "serial", isConnecting = false;

export function startConnect() {
  for (const radio of document.getElementsByName("way")) radio.addEventListener("change", () => showWay(radio.value));
  $("connect").addEventListener("submit", event => {
    event.preventDefault();
    connect();
  });
  $("virtual-sensor").addEventListener("change", showSensor);
  $("port").addEventListener("focus", listPorts);
  $("disconnect").addEventListener("click", () => ask("disconnect", {}));
  $("restart").addEventListener("click", () => ask("restart", {}));
  $("unplug").addEventListener("change", () => ask("unplug", { unplugged: $("unplug").checked }));
  showSensor();
  live.watch("state", show);
}

function showWay(next) {
  way = next;
  for (const field of document.querySelectorAll("[data-way]")) field.hidden = field.dataset.way !== way;
  if (way === "virtual") showSensor();
  if (way === "serial") listPorts();
  showError(null);
}

function showSensor() {
  const patterns = seen[$("virtual-sensor").value];
  options($("virtual-frames"), patterns, patterns[0]?.[0]);
  $("virtual-frames-field").hidden = way !== "virtual" || patterns.length < 2;
}

async function listPorts() {
  try {
    const { ports } = await post("/api/board/ports", {});
    $("ports").replaceChildren(...ports.map(value => make("option", { value })));
    if (!$("port").value && ports.length) $("port").value = ports[0];
  } catch (failure) {
    showError(failure);
  }
}

function request() {
  if (way === "virtual") return { address: "virtual", sensor: $("virtual-sensor").value, frames: $("virtual-frames").value || null };
  if (way === "network") return { address: $("address").value.trim(), key: $("key").value.trim() || null, remember: $("remember").checked };
  return { address: $("port").value.trim(), baud: Number($("baud").value) };
}

async function connect() {
  if (isConnecting) return;
  isConnecting = true;
  showError(null);
  // A disabled button would lose the focus.
  setText($("connect-button"), "Connecting");
  await ask("connect", request());
  // A key is posted once, and nobody can read it from the page afterwards.
  $("key").value = "";
  isConnecting = false;
  setText($("connect-button"), "Connect");
}

async function ask(what, body) {
  try {
    showError(null);
    await post("/api/board/" + what, body);
  } catch (failure) {
    showError(failure);
  }
}

function showError(failure) {
  $("connect-error").hidden = !failure;
  setText($("connect-error"), failure ? failure.message : "");
}

function show(state) {
  const isThere = !["none", "connecting"].includes(state.connection) || state.board;
  const hadFocus = $(isThere ? "connect" : "connected").contains(document.activeElement);
  $("connect").hidden = isThere;
  $("connect-teach").hidden = isThere;
  $("connected").hidden = !isThere;
  $("live-board").hidden = !state.board;
  setText($("board-name"), state.board ? [state.board.name, state.board.chip, `firmware ${state.board.firmware}`].filter(Boolean).join(" · ") : "");
  $("connection").className = "light " + ({ connected: "good", busy: "wait", connecting: "wait" }[state.connection] ?? "bad");
  setText($("connection"), isThere ? `${state.address ? state.address + ": " : ""}${words[state.connection]}${state.message ? ". " + sentence(state.message) : ""}` : "");
  $("unplug-field").hidden = state.unplugged === null || state.unplugged === undefined;
  $("unplug").checked = Boolean(state.unplugged);
  $("restart").disabled = state.connection !== "connected";
  // What had the focus may be gone, so the focus goes on to what replaces it.
  if (hadFocus) $(isThere ? "disconnect" : "connect-button").focus();
}

const sentence = text => text[0].toUpperCase() + text.slice(1) + (/[.?!]$/.test(text) ? "" : ".");
