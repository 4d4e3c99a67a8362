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

// Returns the rectangle of a layer's output that depends on a cell of its input; null if there is none.
export function after(window, { row, column }) {
  if (!window) return { row, column, rows: 1, columns: 1 };
  const along = (at, pad, taps, dilation, stride, outputs) => {
    const first = Math.max(0, Math.ceil((at + pad - (taps - 1) * dilation) / stride)), last = Math.min(outputs - 1, Math.floor((at + pad) / stride));
    return [first, last - first + 1];
  };
  const [top, rows] = along(row, window.padTop, window.rows, window.dilationY, window.strideY, window.outHeight);
  const [left, columns] = along(column, window.padLeft, window.columns, window.dilationX, window.strideX, window.outWidth);
  return rows > 0 && columns > 0 ? { row: top, column: left, rows, columns } : null;
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
