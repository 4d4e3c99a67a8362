// The tab of the board: connects to it, shows what it does, and changes its settings and its model.
import { startConnect } from "./boardconnect.js";
import { startLive } from "./live.js";

export function startBoard() {
  startConnect();
  startLive();
}
