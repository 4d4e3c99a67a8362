import { currentNetwork, currentTitle } from "./network.js";

// Returns the network of the tab Build a network as one that learns its own weights: { title, text }, or { title, reason } if it cannot be trained.
export function trainableNetwork() {
  const title = `that of Build a network: ${currentTitle()}`;
  try {
    return { title, text: currentNetwork() };
  } catch (failure) {
    return { title, reason: `the network of the tab Build a network cannot be trained: ${failure.message}` };
  }
}
