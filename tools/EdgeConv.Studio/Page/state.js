// Keeps what the user does over a reload of the page, in the browser's storage for this address. What is damaged or too large is left out.
const key = "edgeconv-studio", version = 1, maxCharacters = 2_000_000, delayMilliseconds = 400;

// Returns what was kept: an object with the parts that were saved; {} if there is nothing or it is damaged. Each part is still to be checked.
export function loadState() {
  try {
    const state = JSON.parse(localStorage.getItem(key));
    return state?.version === version && typeof state.parts === "object" && state.parts ? state.parts : {};
  } catch {
    return {};
  }
}

let timer = 0, read = () => ({});

// Saves after each change: saveState() asks for the parts and writes them, once for many changes in a row.
export function keepState(readParts) {
  read = readParts;
  addEventListener("pagehide", write);
}

export function saveState() {
  clearTimeout(timer);
  timer = setTimeout(write, delayMilliseconds);
}

// If everything together is too large for the storage, the largest part is left out.
function write() {
  clearTimeout(timer);
  const parts = Object.entries(read()).map(([name, part]) => [name, JSON.stringify(part ?? null)]).sort(([, a], [, b]) => a.length - b.length);
  for (; parts.length; parts.pop()) {
    const text = `{"version":${version},"parts":{${parts.map(([name, part]) => `${JSON.stringify(name)}:${part}`)}}}`;
    if (text.length > maxCharacters) continue;
    try {
      return localStorage.setItem(key, text);
    } catch {
      // The storage is full or not allowed: try with less.
    }
  }
}

// Whether a value has the form of a sample: the same type; for an object, the same form of each of the sample's fields.
export function hasForm(value, sample) {
  if (sample === null || typeof sample !== "object") return typeof value === typeof sample && (typeof value !== "number" || Number.isFinite(value));
  return typeof value === "object" && value !== null && Object.keys(sample).every(name => hasForm(value[name], sample[name]));
}
