// The card that changes the settings of a running board. The board itself refuses what is not safe; its reason is shown at the control.
import { $, make, options, setText } from "./dom.js";
import { live } from "./live.js";
import { newest, post } from "./requests.js";

const readouts = [["auto", "automatic"], ["class", "class with the highest score"], ["score", "one value of the output"], ["mean", "mean of a channel"], ["max", "maximum of a channel"], ["x", "column of a channel's center"], ["y", "row of a channel's center"], ["off", "distance of that column from the middle"]];
const indexNames = { class: "Margin to the class before", score: "Value", mean: "Channel", max: "Channel", x: "Channel", y: "Channel", off: "Channel" };
const kinds = [["none", "none"], ["led", "an LED"], ["servo", "a servo"], ["motor", "a motor"]];
// Settings that have controls of their own elsewhere, or that the page must not change.
const elsewhere = ["stream", "model", "link.key", "wifi.password"];
const atControl = {
  readout: "readout", "output1.map": "map", "output1.safe": "safe", "output2.readout": "readout", "output2.map": "map", "output2.safe": "safe",
  "output2.kind": "second", "output2.pin": "second", deadline: "time", period: "time", found: "time",
};

let state = null, values = {}, gesture = 0, sliders = {}, rows = new Map(), mapKind = "", output = 1;

// The setting of the output that the controls tune, and what it amounts to.
const keyOf = name => name === "readout" && output === 1 ? name : `output${output}.${name}`;
const effective = () => output === 1 ? state.effective : state.effective.second;

export function startTune() {
  options($("tune-readout"), readouts, "auto");
  $("tune-readout").addEventListener("change", () => {
    const kind = $("tune-readout").value;
    const index = kind === "class" ? 64 : 0;
    send({ [keyOf("readout")]: kind === "auto" ? "auto" : `${kind}:${index}` });
  });
  options($("tune-second"), kinds, "none");
  $("tune-second").addEventListener("change", () => send({ "output2.kind": $("tune-second").value }));
  options($("tune-output"), [[1, "the first output"], [2, "the second output"]], 1);
  $("tune-output").addEventListener("change", () => {
    output = Number($("tune-output").value);
    forgetRefusals();
    showControls();
  });
  $("tune-index").addEventListener("input", () => isInteger($("tune-index")) && send({ [keyOf("readout")]: `${$("tune-readout").value}:${$("tune-index").value}` }, "index"));
  $("auto-map").addEventListener("change", () => send({ [keyOf("map")]: $("auto-map").checked ? "auto" : effective().map }));
  $("auto-safe").addEventListener("change", () => send({ [keyOf("safe")]: $("auto-safe").checked ? "auto" : String(effective().safe) }));
  slider("safe", "Safe duty, 0 to 10,000", 0, 10000, 10, $("safe-sliders"), () => send({ [keyOf("safe")]: sliders.safe.value }, "safe"));
  slider("deadline", "Deadline in ms: safe if no good frame came for so long", 2, 2000, 1, $("time-sliders"), () => send({ deadline: sliders.deadline.value }, "deadline"));
  slider("period", "Period in ms, from frame to frame", 1, 1000, 1, $("time-sliders"), () => send({ period: sliders.period.value }, "period"));
  slider("found", "Steps above zero that the model's output must reach; 0: no limit", 0, 255, 1, $("time-sliders"), () => send({ found: sliders.found.value }, "found"));
  // What was typed and refused gives way to what the board has.
  $("tune-fields").addEventListener("focusout", showControls);
  for (const what of ["save", "undo", "revert"]) $(what).addEventListener("click", () => act(what));
  live.watch("state", show);
}

// A slider with a number beside it; both show and change one value.
function slider(name, title, min, max, step, place, onChange) {
  const range = make("input", { type: "range", min, max, step, "aria-label": title });
  const field = make("input", { type: "number", min, max, step: 1, "aria-label": title + ", as a number" });
  const made = {
    range, field, value: "",
    set(value) {
      made.value = String(value);
      // Setting an equal value would lose the selection of a field that is about to get the focus.
      for (const input of [range, field]) if (input !== document.activeElement && input.value !== made.value) input.value = value;
      if (field !== document.activeElement) field.setAttribute("aria-invalid", false);
    },
  };
  const change = input => {
    if (!isInteger(input)) return field.setAttribute("aria-invalid", true);
    made.value = input.value;
    for (const other of [range, field]) if (other !== input) other.value = input.value;
    onChange();
  };
  range.addEventListener("input", () => change(range));
  field.addEventListener("input", () => change(field));
  // A change of focus, or a new grip of the slider, begins a new step of Undo.
  for (const input of [range, field]) for (const event of ["focus", "pointerdown"]) input.addEventListener(event, () => gesture++);
  sliders[name] = made;
  place.append(make("div", { class: "slide" }, make("span", { text: title }), range, field));
}

const isInteger = input => input.value !== "" && Number.isInteger(Number(input.value));

// The newest values that were not sent yet. While a slider moves, the board gets as many as it can take.
let pending = null, pendingGesture = null, isSending = false, confirmed = 0;
const sendPending = newest(async () => {
  isSending = true;
  while (pending) {
    const settings = pending, which = pendingGesture;
    pending = null;
    try {
      confirmed = (await post("/api/board/set", { settings, gesture: which })).revision;
      forgetRefusals();
    } catch (failure) {
      for (const key of Object.keys(settings)) refuse(key, failure.message);
    }
  }
  isSending = false;
  showControls();
});

function send(settings, name) {
  if (pending && !Object.keys(settings).every(key => key in pending)) pending = { ...pending, ...settings };
  else pending = settings;
  pendingGesture = name ? `${name} ${gesture}` : null;
  sendPending();
}

// The reason of a refusal, at the control that it is about: the board names the setting first.
function refuse(key, message) {
  const reason = message?.replace(/^.*the board refuses: /, "");
  const named = Object.keys(atControl).find(other => reason?.startsWith(other + ":")) ?? key;
  const row = rows.get(key);
  for (const place of new Set([atControl[key], atControl[named]].filter(Boolean))) {
    const text = $("refusal-" + place), isHere = reason && place === (atControl[named] ?? atControl[key]);
    text.hidden = !isHere;
    setText(text, isHere ? sentence(reason) : "");
  }
  if (row) {
    row.refusal.hidden = !reason;
    setText(row.refusal, reason ? sentence(reason) : "");
  }
}

const sentence = text => text + (/[.?!]$/.test(text) ? "" : ".");

function forgetRefusals() {
  for (const key of rows.keys()) refuse(key, null);
}

async function act(what) {
  $("refusal-save").hidden = true;
  try {
    await post("/api/board/" + what, {});
    forgetRefusals();
  } catch (failure) {
    $("refusal-save").hidden = false;
    setText($("refusal-save"), failure.message);
  }
}

function show(next) {
  state = next;
  if (!state.board) return;
  const isConnected = state.connection === "connected";
  values = Object.fromEntries(state.settings.map(({ key, value }) => [key, value]));
  const unsaved = state.settings.filter(({ value, saved }) => value !== saved);
  $("tune-fields").disabled = !isConnected || !state.effective;
  $("save").disabled = $("revert").disabled = !isConnected || !unsaved.length;
  $("undo").disabled = !isConnected || !state.undo;
  setText($("unsaved"), unsaved.length ? `${unsaved.length === 1 ? "1 change is" : unsaved.length + " changes are"} not saved` : "all settings are saved");
  $("waiting").hidden = !state.waiting.length;
  setText($("waiting"), `${state.waiting.join(", ")} ${state.waiting.length === 1 ? "takes" : "take"} effect after a restart of the board.`);
  showControls();
  showAll();
}

// While a change is on its way, the controls show it, and not a state from before it.
function showControls() {
  if (!state?.effective || isSending || state.revision < confirmed) return;
  $("tune-second").value = values["output2.kind"] ?? "none";
  $("tune-second").disabled = !("output2.kind" in values);
  $("tune-output-field").hidden = !state.effective.second;
  if (!state.effective.second) output = 1;
  $("tune-output").value = output;
  const { readout, map, safe, kind } = effective();
  const isAuto = values[keyOf("readout")] === "auto", [name, index] = readout.split(":");
  $("tune-readout").value = isAuto ? "auto" : name;
  setText($("tune-readout").options[0], isAuto ? `automatic: ${readout}` : "automatic");
  $("tune-index-field").hidden = isAuto;
  setText($("tune-index-name"), indexNames[name] ?? "Index");
  if ($("tune-index") !== document.activeElement) $("tune-index").value = index;
  const parts = map.split(":");
  buildMap(kind, parts.length);
  $("auto-map").checked = values[keyOf("map")] === "auto";
  setMap(kind, parts);
  $("auto-safe").checked = values[keyOf("safe")] === "auto";
  sliders.safe.set(safe);
  sliders.deadline.set(values.deadline);
  sliders.period.set(values.period);
  sliders.found.set(values.found ?? 0);
}

// The parts of the map depend on what is at the output.
function buildMap(kind, parts) {
  const hasDuties = kind !== "servo" && parts === 4;
  if (mapKind === kind + hasDuties) return;
  mapKind = kind + hasDuties;
  // A removed slider loses the focus, which shows the controls again: there must be none then.
  mapNames.length = 0;
  $("map-sliders").replaceChildren();
  const change = () => send({ [keyOf("map")]: mapNames.map(name => sliders[name].value).join(":") }, "map");
  const ends = { led: ["the LED is off", "it is as bright as it gets"], servo: ["the servo is at its first end", "it is at its last end"], motor: ["the motor stands still", "it runs at full speed"] }[kind];
  const add = (name, title, min, max) => {
    mapNames.push(name);
    slider(name, title, min, max, 1, $("map-sliders"), change);
  };
  add("low", hasDuties ? "Lower threshold" : `Lower threshold: at this activation ${ends[0]}`, -255, 255);
  add("high", hasDuties ? "Upper threshold" : `Upper threshold: at this activation ${ends[1]}`, -255, 255);
  if (hasDuties) {
    add("from", "Duty at the lower threshold", 0, 10000);
    add("to", "Duty at the upper threshold", 0, 10000);
    return;
  }
  if (kind === "servo") {
    add("from", "Pulse at the lower threshold, in µs", 400, 2600);
    add("to", "Pulse at the upper threshold, in µs", 400, 2600);
  }
  if (kind === "motor") add("from", "Smallest duty at which the motor turns", 0, 10000);
}

// The parts that a map may leave out have these values.
const mapNames = [], mapDefaults = { servo: [0, 0, 1000, 2000], motor: [0, 0, 0], led: [0, 0] };
function setMap(kind, parts) {
  mapNames.forEach((name, i) => sliders[name].set(parts[i] ?? mapDefaults[kind][i]));
}

function showAll() {
  for (const { key, value, saved } of state.settings) {
    if (!rows.has(key)) addRow(key);
    const row = rows.get(key);
    if (row.input && row.input !== document.activeElement) row.input.value = value;
    if (row.text) setText(row.text, value);
    setText(row.saved, value === saved ? "" : saved || "empty");
  }
}

function addRow(key) {
  const row = { saved: make("td", { class: "soft" }), refusal: make("p", { class: "refusal", hidden: true }) };
  const cell = make("td");
  if (elsewhere.includes(key)) cell.append(row.text = make("span", { class: "soft" }));
  else {
    row.input = make("input", { "aria-label": key, maxlength: 64, spellcheck: "false", autocomplete: "off" });
    row.input.addEventListener("change", () => send({ [key]: row.input.value.trim() }));
    cell.append(row.input, row.refusal);
  }
  rows.set(key, row);
  $("all-settings").append(make("tr", {}, make("th", { text: key, scope: "row" }), cell, row.saved));
}
