// The tab of the board: connects to it, shows what it does, and changes its settings and its model.
import { startConnect } from "./boardconnect.js";
import { startModel } from "./boardmodel.js";
import { startStrip } from "./boardstrip.js";
import { startTune } from "./boardtune.js";
import { repaintView, startView } from "./boardview.js";
import { startLive } from "./live.js";

export function startBoard() {
  startConnect();
  startView();
  startStrip();
  startTune();
  startModel();
  startLive();
  // The theme's button is the only thing that changes the colors while the page is open.
  new MutationObserver(repaintView).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
}
