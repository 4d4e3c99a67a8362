using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Resizes maps bilinearly: an output is the weighted mean of the four nearest input cells, whose weights are in units of 1/1024.
    /// </summary>
    /// <remarks>Source: TensorFlow Lite's int8 ResizeBilinearInteger (reference/resize_bilinear.h).</remarks>
    public sealed class ResizeBilinear : IKernel
    {
        private const int MaxExtent = 1 << 20;      // rows and columns: a cell's position in 1/1024 then fits an int

        private readonly int _n, _h, _w, _c, _outHeight, _outWidth;
        private readonly int _stepY, _stepX;    // from one output cell to the next, in 1/1024 of an input cell
        private readonly bool _isCentered;

        /// <summary>Prepares a resize of [N, H, W, C] to [N, outHeight, outWidth, C].</summary>
        /// <param name="n">N, at least 1.</param>
        /// <param name="h">H, 1 to 2^20.</param>
        /// <param name="w">W, 1 to 2^20.</param>
        /// <param name="c">C, at least 1.</param>
        /// <param name="outHeight">Output rows, 1 to 2^20.</param>
        /// <param name="outWidth">Output columns, 1 to 2^20.</param>
        /// <param name="alignsCorners">True if the corner cells of input and output coincide (TensorFlow's align_corners).</param>
        /// <param name="isCentered">True if positions refer to the centers of cells (TensorFlow's half_pixel_centers).</param>
        /// <exception cref="ArgumentException">An extent is below 1 or above 2^20, or input and output differ by too large a
        /// factor.</exception>
        public ResizeBilinear(int n, int h, int w, int c, int outHeight, int outWidth, bool alignsCorners, bool isCentered)
        {
            Argument.Length(new int[] { n, h, w, c });
            Argument.Length(new int[] { n, outHeight, outWidth, c });
            _n = n;
            _h = h;
            _w = w;
            _c = c;
            _outHeight = outHeight;
            _outWidth = outWidth;
            _isCentered = isCentered;
            _stepY = Step(h, outHeight, alignsCorners, isCentered);
            _stepX = Step(w, outWidth, alignsCorners, isCentered);
        }

        /// <summary>Computes y [N, outHeight, outWidth, C] from x [N, H, W, C]. The two must not overlap.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int c = _c, rowLength = _w * c, stepX = _stepX, lastRow = _h - 1, lastColumn = _w - 1;
            int startY = _isCentered ? _stepY / 2 - 512 : 0, startX = _isCentered ? stepX / 2 - 512 : 0;
            for (int batch = 0; batch < _n; batch++, xOffset += _h * rowLength)
                for (int row = 0; row < _outHeight; row++)
                {
                    // Both divisions round toward zero.
                    int down = row * _stepY + startY, above = down / 1024, below = (down + 1023) / 1024;
                    if (below > lastRow) below = lastRow;
                    down -= above * 1024;
                    int up = 1024 - down;
                    above *= rowLength;
                    below *= rowLength;
                    for (int column = 0; column < _outWidth; column++)
                    {
                        int along = column * stepX + startX, left = along / 1024, right = (along + 1023) / 1024;
                        if (right > lastColumn) right = lastColumn;
                        along -= left * 1024;
                        left = xOffset + left * c;
                        right = xOffset + right * c;
                        int back = 1024 - along;
                        for (int end = left + c; left < end; left++, right++)
                        {
                            // The sum is in units of 1/1024 * 1/1024; it is rounded half away from zero.
                            int value = (x[above + left] * up + x[below + left] * down) * back
                                + (x[above + right] * up + x[below + right] * down) * along;
                            y[yOffset++] = (sbyte)((value > 0 ? value + (1 << 19) : value - (1 << 19)) / (1 << 20));
                        }
                    }
                }
        }

        // The rounding of a step to 1/1024 can lead beyond the map if the output is about 1000 times as large as the input.
        private static int Step(int extent, int outputs, bool alignsCorners, bool isCentered)
        {
            int last = alignsCorners && outputs > 1 ? 1 : 0;
            long step = (1024L * (extent - last) + (outputs - last) / 2) / (outputs - last);
            if (extent > MaxExtent || outputs > MaxExtent || ((outputs - 1) * step + (isCentered ? step / 2 - 512 : 0)) / 1024 >= extent)
                throw new ArgumentException("an axis of " + extent.ToString() + " is too far from one of " + outputs.ToString());
            return (int)step;
        }
    }
}
