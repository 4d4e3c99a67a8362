// The card with the models of the board: loads one, and goes back to another.
import { $, amount, make, setText, thousands } from "./dom.js";
import { live } from "./live.js";
import { forgetWaiting, loadModel, startLoad, waitingModel } from "./load.js";
import { post, toBase64 } from "./requests.js";

const phases = [["packing", "pack"], ["sending", "send"], ["restarting", "restart"], ["testing", "self-test"], ["running", "running"]];
let state = null;

export function startModel() {
  $("load-file").addEventListener("change", async () => {
    const [file] = $("load-file").files;
    if (!file) return;
    loadModel({ name: file.name, data: toBase64(new Uint8Array(await file.arrayBuffer())) });
    $("load-file").value = "";
  });
  $("before").addEventListener("click", () => run(state.before));
  startLoad(showWaiting, showError);
  live.watch("state", show);
}

function showError(failure) {
  $("load-error").hidden = !failure;
  setText($("load-error"), failure ? failure.message : "");
}

function showWaiting() {
  const model = waitingModel(), isWaiting = model && !live.connected;
  if (model) showError(null);
  $("model-waiting").hidden = !isWaiting;
  $("model-waiting").replaceChildren(...(isWaiting ? [`${model.name} waits for a board: connect to one, and it is loaded. `, make("button", { type: "button", text: "Do not load it", onclick: forgetWaiting })] : []));
}

async function run(model) {
  showError(null);
  try {
    await post("/api/board/run", { model });
  } catch (failure) {
    showError(failure);
  }
}

const words = name => name === "builtin" ? "the built-in model" : `${state.slots.find(slot => slot.name === name)?.model ?? ""} in slot ${name}`;

function show(next) {
  state = next;
  showWaiting();
  if (!state.board) return;
  const isConnected = state.connection === "connected", isLoading = state.load && !["running", "failed"].includes(state.load.phase);
  const runsSlot = state.slots.some(slot => slot.running);
  $("load-file").disabled = !isConnected || Boolean(isLoading);
  $("before").hidden = !state.before || (state.before === "builtin" ? !runsSlot : !state.slots.find(slot => slot.name === state.before)?.usable || state.slots.find(slot => slot.name === state.before)?.running);
  $("before").disabled = !isConnected;
  if (!$("before").hidden) setText($("before"), `Back to the model before: ${words(state.before)}`);
  setText($("load-info"), state.board.model ? `${state.board.model} runs` : "");
  showSlots(runsSlot, isConnected);
  showLoad(state.load);
  if (state.fault && !state.load) showFault(state.fault);
}

function showFault(text) {
  $("load-text").hidden = false;
  $("load-text").className = "state safe";
  setText($("load-text"), text);
}

let slotsKey = "";
function showSlots(runsSlot, isConnected) {
  const rows = [...state.slots.filter(slot => slot.state !== "empty").map(slot => ({ name: slot.name, model: slot.model, where: `slot ${slot.name}`, text: slot.state, bytes: thousands(slot.bytes), running: slot.running, usable: slot.usable })),
    { name: "builtin", model: runsSlot ? "the firmware's own" : state.board.model, where: "built-in", text: "", bytes: "", running: !runsSlot, usable: true }];
  const key = JSON.stringify([rows, isConnected]);
  if (key === slotsKey) return;
  slotsKey = key;
  $("slots").replaceChildren(...rows.map(row => make("tr", {}, make("th", { text: row.model, scope: "row" }), make("td", { text: row.where }),
    make("td", {}, row.running ? make("span", { class: "light good", text: ["running", row.text].filter(Boolean).join(", ") }) : row.text), make("td", { class: "num", text: row.bytes }),
    make("td", {}, ...(row.running || !row.usable ? [] : [make("button", { type: "button", text: "Run", "aria-label": `Run ${row.model}, ${row.where}`, disabled: !isConnected, onclick: () => run(row.name) })])))));
}

function showLoad(load) {
  for (const id of ["phases", "load-text"]) $(id).hidden = !load;
  $("load-progress").hidden = !load || ["running", "failed"].includes(load.phase);
  if (!load) return;
  const failed = load.phase === "failed", at = phases.findIndex(([phase]) => phase === load.phase);
  if (failed) lastAt = Math.max(0, lastAt);
  else lastAt = at;
  $("phases").replaceChildren(...phases.map(([, name], i) => make("li", { text: name, class: i < lastAt || load.phase === "running" ? "done" : i === lastAt ? failed ? "failed" : "current" : "", "aria-current": i === lastAt && !failed ? "step" : null })));
  if (load.total) $("load-progress").value = load.done / load.total;
  else $("load-progress").removeAttribute("value");
  $("load-text").className = failed ? "state safe" : "state";
  setText($("load-text"), `${load.name}: ${text(load)}`);
}

let lastAt = -1;
function text({ phase, total, text }) {
  if (phase === "failed") return text;
  if (phase === "running") return `runs on the board. ${text}`;
  if (phase === "packing") return "is packed for the memory of this board, with a self-test.";
  if (phase === "sending") return `${amount(total, "byte")} go to the board; its loop goes on.`;
  if (phase === "testing") return `the board runs the self-test of ${amount(total, "step")}; its output is safe.`;
  return "the board restarts; its output is safe.";
}
