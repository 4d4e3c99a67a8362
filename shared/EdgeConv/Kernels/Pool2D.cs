using System;

namespace EdgeConv.Kernels
{
    /// <summary>The function that a pooling window computes.</summary>
    public enum PoolKind
    {
        /// <summary>The maximum of its activations.</summary>
        Maximum,

        /// <summary>The minimum of its activations.</summary>
        Minimum,

        /// <summary>The mean, rounded half away from zero.</summary>
        Average,
    }

    /// <summary>
    /// int8 pooling of maps [N, H, W, C]: maximum, minimum or average. Only positions inside the map count: padding is ignored, also by the
    /// average. The output has the quantization of the input. Source: TensorFlow Lite's int8 MAX_POOL_2D and AVERAGE_POOL_2D.
    /// </summary>
    public sealed class Pool2D : IKernel
    {
        private readonly Window2D _window;
        private readonly PoolKind _kind;
        private readonly int _minimum, _maximum;
        private readonly int[] _sums;       // one per channel; used by an average only

        /// <summary>Prepares a pooling.</summary>
        /// <param name="window">The geometry: dilation 1, and every window covers at least one position of the map.</param>
        /// <param name="kind">The function of a window's activations.</param>
        /// <param name="minimum">Minimum of the fused activation, -128 to 127.</param>
        /// <param name="maximum">Maximum of the fused activation, <paramref name="minimum"/> to 127.</param>
        /// <exception cref="ArgumentException">There is a dilation, a window lies wholly in the padding, or the range is empty or not
        /// int8.</exception>
        public Pool2D(Window2D window, PoolKind kind, int minimum, int maximum)
        {
            if (window.DilationX != 1 || window.DilationY != 1) throw new ArgumentException("window: pooling has no dilation");
            if (window.PadTop >= window.Rows || window.PadLeft >= window.Columns
                || (window.OutHeight - 1) * window.StrideY - window.PadTop >= window.Height
                || (window.OutWidth - 1) * window.StrideX - window.PadLeft >= window.Width)
                throw new ArgumentException("window: one lies wholly in the padding");
            _window = window;
            _kind = kind;
            _minimum = Argument.InRange("minimum", minimum, -128, 127);
            _maximum = Argument.InRange("maximum", maximum, minimum, 127);
            _sums = new int[kind == PoolKind.Average ? window.Channels : 0];
        }

        /// <summary>Computes y from x.</summary>
        /// <param name="x">Contains the input [N, H, W, C] from <paramref name="xOffset"/> on.</param>
        /// <param name="xOffset">Index of the first element of the input.</param>
        /// <param name="y">Receives the output [N, OutHeight, OutWidth, C] from <paramref name="yOffset"/> on; must not overlap x.</param>
        /// <param name="yOffset">Index of the first element of the output.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Window2D w = _window;
            int channels = w.Channels, pitch = w.Width * channels, o = yOffset;
            bool isPair = w.Rows == 2 && w.Columns == 2 && w.IsInside && _kind != PoolKind.Average;
            for (int n = 0; n < w.Batches; n++)
            {
                for (int r = 0; r < w.OutHeight; r++)
                {
                    int row = r * w.StrideY - w.PadTop, firstRow = row < 0 ? 0 : row;
                    int rows = (row + w.Rows < w.Height ? row + w.Rows : w.Height) - firstRow, first = xOffset + firstRow * pitch;
                    if (isPair)
                    {
                        if (_kind == PoolKind.Maximum) MaximumOfPairs(x, first, pitch, channels, w.StrideX * channels, w.OutWidth, y, o);
                        else MinimumOfPairs(x, first, pitch, channels, w.StrideX * channels, w.OutWidth, y, o);
                        o += w.OutWidth * channels;
                        continue;
                    }
                    for (int c = 0; c < w.OutWidth; c++, o += channels)
                    {
                        int column = c * w.StrideX - w.PadLeft, firstColumn = column < 0 ? 0 : column, p = first + firstColumn * channels;
                        int columns = (column + w.Columns < w.Width ? column + w.Columns : w.Width) - firstColumn;
                        if (_kind == PoolKind.Average) Mean(x, p, pitch, rows, columns, channels, y, o);
                        else Extreme(x, p, pitch, rows, columns, channels, y, o);
                    }
                }
                xOffset += w.Height * pitch;
            }
            if (_minimum > -128 || _maximum < 127) Clamp(y, yOffset, o);
        }

        // Computes the maximum of 2x2 windows inside the map, channel by channel.
        private static void MaximumOfPairs(sbyte[] x, int p, int pitch, int channels, int step, int count, sbyte[] y, int o)
        {
            for (int end = o + count * channels; o < end; p += step)
            {
                // These are the distances from the index of an output to the indices of its four inputs.
                int a = p - o, b = a + channels, c = a + pitch, d = b + pitch;
                for (int stop = o + channels; o < stop; o++)
                {
                    int m = x[o + a], v = x[o + b];
                    if (v > m) m = v;
                    v = x[o + c];
                    if (v > m) m = v;
                    v = x[o + d];
                    if (v > m) m = v;
                    y[o] = (sbyte)m;
                }
            }
        }

        private static void MinimumOfPairs(sbyte[] x, int p, int pitch, int channels, int step, int count, sbyte[] y, int o)
        {
            for (int end = o + count * channels; o < end; p += step)
            {
                int a = p - o, b = a + channels, c = a + pitch, d = b + pitch;
                for (int stop = o + channels; o < stop; o++)
                {
                    int m = x[o + a], v = x[o + b];
                    if (v < m) m = v;
                    v = x[o + c];
                    if (v < m) m = v;
                    v = x[o + d];
                    if (v < m) m = v;
                    y[o] = (sbyte)m;
                }
            }
        }

        // Computes one window of any size: the channels of the first position are copied, then compared with those of the others.
        private void Extreme(sbyte[] x, int p, int pitch, int rows, int columns, int channels, sbyte[] y, int o)
        {
            bool isMaximum = _kind == PoolKind.Maximum;
            Array.Copy(x, p, y, o, channels);
            int end = o + channels;
            for (int i = 0; i < rows; i++, p += pitch)
                for (int j = i == 0 ? 1 : 0; j < columns; j++)
                {
                    int q = p + j * channels;
                    if (isMaximum)
                    {
                        for (int k = o; k < end; k++, q++)
                            if (x[q] > y[k]) y[k] = x[q];
                    }
                    else
                        for (int k = o; k < end; k++, q++)
                            if (x[q] < y[k]) y[k] = x[q];
                }
        }

        private void Mean(sbyte[] x, int p, int pitch, int rows, int columns, int channels, sbyte[] y, int o)
        {
            int[] sums = _sums;
            Array.Clear(sums, 0, channels);
            for (int i = 0; i < rows; i++, p += pitch)
                for (int j = 0, q = p; j < columns; j++)
                    for (int d = 0; d < channels; d++, q++)
                        sums[d] = sums[d] + x[q];
            int count = rows * columns, half = count / 2;
            for (int d = 0; d < channels; d++)
            {
                int sum = sums[d];
                y[o + d] = (sbyte)((sum > 0 ? sum + half : sum - half) / count);
            }
        }

        private void Clamp(sbyte[] y, int first, int end)
        {
            int minimum = _minimum, maximum = _maximum;
            for (int i = first; i < end; i++)
            {
                int v = y[i];
                if (v < minimum) y[i] = (sbyte)minimum;
                else if (v > maximum) y[i] = (sbyte)maximum;
            }
        }
    }
}
