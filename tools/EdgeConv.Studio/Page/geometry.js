// Finds the position of a layer's cell in the layers before and after it. It is used only to draw marks.

// Returns the rectangle of a layer's input from which a rectangle of its output is computed.
export function before(window, { row, column, rows, columns }) {
  if (!window) return { row, column, rows, columns };
  return {
    row: row * window.strideY - window.padTop,
    column: column * window.strideX - window.padLeft,
    rows: (rows - 1) * window.strideY + (window.rows - 1) * window.dilationY + 1,
    columns: (columns - 1) * window.strideX + (window.columns - 1) * window.dilationX + 1,
  };
}

// Returns the rectangle of a layer's output that depends on a rectangle of its input; null if there is none.
export function after(window, place) {
  if (!window) return place;
  const along = (first, count, pad, taps, dilation, stride, outputs) => {
    const from = Math.max(0, Math.ceil((first + pad - (taps - 1) * dilation) / stride)), to = Math.min(outputs - 1, Math.floor((first + count - 1 + pad) / stride));
    return [from, to - from + 1];
  };
  const [row, rows] = along(place.row, place.rows, window.padTop, window.rows, window.dilationY, window.strideY, window.outHeight);
  const [column, columns] = along(place.column, place.columns, window.padLeft, window.columns, window.dilationX, window.strideX, window.outWidth);
  return rows > 0 && columns > 0 ? { row, column, rows, columns } : null;
}

// Returns the output cell whose window is centered on a cell of the input.
export function around(window, { row, column }) {
  if (!window) return { row, column };
  const along = (at, pad, taps, dilation, stride, outputs) => Math.min(outputs - 1, Math.max(0, Math.round((at + pad - (taps - 1) * dilation / 2) / stride)));
  return {
    row: along(row, window.padTop, window.rows, window.dilationY, window.strideY, window.outHeight),
    column: along(column, window.padLeft, window.columns, window.dilationX, window.strideX, window.outWidth),
  };
}
