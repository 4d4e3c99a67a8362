import { after, before } from "./geometry.js";

// Returns the marks around the chosen cell and, in the other layers, around what it is computed from and what depends on it: a map from
// the index of a layer, -1 for the frame, to a list of rectangles.
export function marksOf(layers, cell) {
  const chain = chainTo(layers, cell.layer), here = { row: cell.row, column: cell.column, rows: 1, columns: 1 }, marks = new Map([[cell.layer, [{ ...here, kind: "cell" }]]]);
  let box = here;
  for (const index of chain.toReversed()) {
    const { window, output: { height, width } } = layers[index], previous = chain[chain.indexOf(index) - 1];
    box = window || height * width > 1 ? before(window, box) : null;
    if (!box) break;
    marks.set(previous ?? -1, [{ ...box, kind: "window" }]);
  }
  for (let at = cell.layer, place = here; place;) {
    at = layers.findIndex(layer => layer.inputs[0] === layers[at].tensor);
    if (at < 0 || !layers[at].window && layers[at].output.height * layers[at].output.width === 1) break;
    place = after(layers[at].window, place);
    if (place) marks.set(at, [{ ...place, kind: "window" }]);
  }
  return marks;
}

// Returns the layers from the frame to one layer, each the input of the next.
function chainTo(layers, index) {
  const chain = [];
  for (let i = index; i >= 0; i = layers.findIndex(layer => layer.tensor === layers[i].inputs[0])) {
    if (chain.includes(i)) break;
    chain.unshift(i);
  }
  return chain;
}
