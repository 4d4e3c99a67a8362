// Loads a model onto the board, for all tabs.
import { live } from "./live.js";
import { post } from "./requests.js";
import { openTab } from "./tabs.js";

let waiting = null;
let onChange = () => {};

// Opens the tab of the board and loads a model: { name, data }, where name is the name of a file with its ending and data its bytes in Base64. If no board is connected, the model waits for one.
export function loadModel(model) {
  openTab("board");
  waiting = model;
  onChange();
  loadWaiting();
}

// The model that waits for a board; null if there is none.
export const waitingModel = () => waiting;

export function forgetWaiting() {
  waiting = null;
  onChange();
}

async function loadWaiting() {
  if (!waiting || !live.connected) return;
  const model = waiting;
  waiting = null;
  onChange();
  try {
    await post("/api/board/load", { model });
  } catch (failure) {
    onFailure(failure);
  }
}

let onFailure = () => {};

// Calls changed() when a model begins or ends to wait, and failed(error) when the studio refuses one.
export function startLoad(changed, failed) {
  [onChange, onFailure] = [changed, failed];
  live.watch("state", loadWaiting);
}
