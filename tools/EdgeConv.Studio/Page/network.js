// The network that the user builds in the page, as a .json file that every command of edgeconv reads (docs/json-models.md). The page sends this text to the studio.

export function startNetwork(named) {
  const filter = name => ({ name, ...structuredClone(named.find(item => item.name === name)), bias: 0 });
  return {
    size: 3, stride: 1, padding: "same", dilation: 1, activation: "relu", pool: "maxPool", window: 2, poolStride: 0,
    filters: ["sobel-x", "sobel-y", "laplacian", "gaussian"].map(filter),
  };
}

// Puts a filter's weights into the middle of a larger or smaller square.
export function resize(weights, from, to) {
  const shift = Math.trunc((to - from) / 2), result = new Array(to * to).fill(0);
  for (let y = 0; y < to; y++)
    for (let x = 0; x < to; x++) {
      const row = y - shift, column = x - shift;
      if (row >= 0 && row < from && column >= 0 && column < from) result[y * to + x] = weights[row * from + column];
    }
  return result;
}

// With ReLU no value is negative, so all 256 int8 steps are used for positive values. Otherwise half of them are for negative values, and a step is twice as large.
export function networkText(network, name, height, width) {
  const isSigned = network.activation !== "relu";
  const filters = network.filters.map(filter => {
    const rows = Array.from({ length: network.size }, (_, y) => filter.weights.slice(y * network.size, (y + 1) * network.size));
    const item = { filter: rows, divisor: filter.divisor * (isSigned ? 2 : 1) };
    if (filter.bias) item.bias = filter.bias;
    return "        " + spaced(item);
  });
  const convolution = { type: "convolution", name: "features", stride: network.stride, dilation: network.dilation, padding: network.padding };
  if (isSigned) Object.assign(convolution, { scale: 0.007843137, zeroPoint: 0 });
  else convolution.activation = "relu";
  const layers = [`    {\n      ${spaced(convolution).slice(1, -1).trim()},\n      "filters": [\n${filters.join(",\n")}\n      ]\n    }`];
  if (network.activation !== "relu" && network.activation !== "none")
    layers.push("    " + spaced({ type: "activation", name: "activated", function: network.activation, ...(network.activation === "leakyRelu" ? { alpha: 0.1 } : {}) }));
  if (network.pool) {
    const pool = { type: network.pool, name: "pooled", window: network.window };
    if (network.poolStride && network.window !== "global") pool.stride = network.poolStride;
    layers.push("    " + spaced(pool));
  }
  return `{
  "edgeconv": 1,
  "name": ${JSON.stringify(name)},
  "description": "Made in EdgeConv Studio.",
  "input": ${spaced({ name: "frame", shape: [height, width, 1], scale: 0.003921569, zeroPoint: -128 })},
  "layers": [
${layers.join(",\n")}
  ]
}
`;
}

// Writes JSON in one line, with spaces as a person would write it.
function spaced(value) {
  if (Array.isArray(value)) return `[${value.map(spaced).join(", ")}]`;
  if (value && typeof value === "object") return `{ ${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${spaced(item)}`).join(", ")} }`;
  return JSON.stringify(value);
}
