using System;

namespace EdgeConv.Kernels
{
    /// <summary>Resizes maps by copying the nearest cells.</summary>
    /// <remarks>The compiler computes the nearest cells on the desktop; for an integer factor f the nearest cell is index / f.</remarks>
    public sealed class ResizeNearest : IKernel
    {
        private readonly int _n, _h, _w, _c;
        private readonly int[] _rows, _columns;

        /// <summary>Prepares a resize of [N, H, W, C] to [N, rows.Length, columns.Length, C]. The arrays are kept.</summary>
        /// <param name="n">N, at least 1.</param>
        /// <param name="h">H, at least 1.</param>
        /// <param name="w">W, at least 1.</param>
        /// <param name="c">C, at least 1.</param>
        /// <param name="rows">The input row of each output row, 0 to H - 1.</param>
        /// <param name="columns">The input column of each output column, 0 to W - 1.</param>
        /// <exception cref="ArgumentException">An extent is below 1, or a row or column is outside the input.</exception>
        public ResizeNearest(int n, int h, int w, int c, int[] rows, int[] columns)
        {
            Argument.Length(new int[] { n, h, w, c });
            Argument.Length(new int[] { n, rows.Length, columns.Length, c });
            for (int i = 0; i < rows.Length; i++)
                if (rows[i] < 0 || rows[i] >= h) throw new ArgumentException("rows[" + i.ToString() + "]: " + rows[i].ToString() + " of "
                    + h.ToString());
            for (int i = 0; i < columns.Length; i++)
                if (columns[i] < 0 || columns[i] >= w) throw new ArgumentException("columns[" + i.ToString() + "]: " + columns[i].ToString()
                    + " of " + w.ToString());
            _n = n;
            _h = h;
            _w = w;
            _c = c;
            _rows = rows;
            _columns = columns;
        }

        /// <summary>Computes y [N, rows.Length, columns.Length, C] from x [N, H, W, C]. The two must not overlap.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int[] rows = _rows, columns = _columns;
            int c = _c, rowLength = columns.Length * c;
            for (int n = 0; n < _n; n++, xOffset += _h * _w * c)
                for (int i = 0; i < rows.Length; i++, yOffset += rowLength)
                {
                    // If two output rows have the same input row, the first one is copied.
                    if (i > 0 && rows[i] == rows[i - 1])
                    {
                        Array.Copy(y, yOffset - rowLength, y, yOffset, rowLength);
                        continue;
                    }
                    int row = xOffset + rows[i] * _w * c, o = yOffset;
                    for (int j = 0; j < columns.Length; j++, o += c) Array.Copy(x, row + columns[j] * c, y, o, c);
                }
        }
    }
}
