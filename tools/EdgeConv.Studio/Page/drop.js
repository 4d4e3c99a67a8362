import { $ } from "./dom.js";

// Takes files that are dropped anywhere on the page, and shows a target while they are dragged over it.
const takers = new Map();
let openTab = () => "";

// A tab that takes files itself: take(files) returns whether it did. All other files go to takeDrops' own handler.
export const takeDropsIn = (tab, take) => takers.set(tab, take);

// currentTab() returns the name of the open tab; take(files) gets what no tab took.
export function takeDrops(currentTab, take) {
  openTab = currentTab;
  let depth = 0;
  const hasFiles = event => [...event.dataTransfer?.types ?? []].includes("Files");
  const show = shown => $("drop").hidden = !shown;
  addEventListener("dragenter", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth++;
    show(true);
  });
  addEventListener("dragover", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  addEventListener("dragleave", event => {
    if (hasFiles(event) && --depth <= 0) show(false);
  });
  addEventListener("drop", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    show(false);
    const files = [...event.dataTransfer.files];
    if (files.length && !takers.get(openTab())?.(files)) take(files);
  });
}

export const isModel = name => /\.(tflite|onnx|json|ecm)$/i.test(name);
export const isLabels = name => /\.labels\.txt$/i.test(name);
export const isRecording = name => /\.(csv|csv\.gz|npy)$/i.test(name);
