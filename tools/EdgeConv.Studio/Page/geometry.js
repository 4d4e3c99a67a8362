// Where a cell of one layer lies in the layers before and after it: for marks alone, nothing is computed with it.

// The rectangle of a layer's input that a rectangle of its output is made of.
export function before(window, { row, column, rows, columns }) {
  if (!window) return { row, column, rows, columns };
  return {
    row: row * window.strideY - window.padTop,
    column: column * window.strideX - window.padLeft,
    rows: (rows - 1) * window.strideY + (window.rows - 1) * window.dilationY + 1,
    columns: (columns - 1) * window.strideX + (window.columns - 1) * window.dilationX + 1,
  };
}

// The rectangle of a layer's output that a cell of its input has a part in; null for none.
export function after(window, { row, column }) {
  if (!window) return { row, column, rows: 1, columns: 1 };
  const along = (place, pad, taps, dilation, stride, outputs) => {
    const first = Math.max(0, Math.ceil((place + pad - (taps - 1) * dilation) / stride)), last = Math.min(outputs - 1, Math.floor((place + pad) / stride));
    return [first, last - first + 1];
  };
  const [top, rows] = along(row, window.padTop, window.rows, window.dilationY, window.strideY, window.outHeight);
  const [left, columns] = along(column, window.padLeft, window.columns, window.dilationX, window.strideX, window.outWidth);
  return rows > 0 && columns > 0 ? { row: top, column: left, rows, columns } : null;
}

// The output cell whose window lies around a cell of the input.
export function around(window, { row, column }) {
  if (!window) return { row, column };
  const along = (place, pad, taps, dilation, stride, outputs) => Math.min(outputs - 1, Math.max(0, Math.round((place + pad - (taps - 1) * dilation / 2) / stride)));
  return {
    row: along(row, window.padTop, window.rows, window.dilationY, window.strideY, window.outHeight),
    column: along(column, window.padLeft, window.columns, window.dilationX, window.strideX, window.outWidth),
  };
}
