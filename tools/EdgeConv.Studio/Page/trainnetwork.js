import { times } from "./dom.js";

const activations = { none: "none", relu: "relu" };

// Returns the network of the tab Build a network as one that learns its own filters: { title, text }, or { title, reason } if training lacks its activation.
export function trainableNetwork({ size, stride, padding, dilation, activation, pool, window, poolStride, filters }) {
  const title = `that of Build a network: ${filters.length} filters ${times(size, size)}`;
  if (!(activation in activations)) return { title, reason: "the network of the tab Build a network has an activation that cannot be trained; choose ReLU or none there" };
  const layers = [{ type: "convolution", name: "features", filters: filters.length, size, stride, dilation, padding, activation: activations[activation] }];
  if (pool) layers.push({ type: pool, name: "pooled", window, ...poolStride && window !== "global" ? { stride: poolStride } : {} });
  layers.push({ type: "fullyConnected", name: "scores", outputs: "classes" }, { type: "softmax" });
  return { title, text: JSON.stringify({ edgeconv: 1, layers }, null, 2) + "\n" };
}
