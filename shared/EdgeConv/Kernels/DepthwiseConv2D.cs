using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 depthwise convolution, TensorFlow Lite's DEPTHWISE_CONV_2D: each input channel d has M filters of its own and gives the output
    /// channels d * M to d * M + M - 1.
    /// </summary>
    public sealed class DepthwiseConv2D
    {
        private readonly Window2D _window;
        private readonly int _outputs, _weights, _inputZeroPoint;
        private readonly Requantization _requantization;

        // Any geometry: a grouped convolution.
        private readonly PackedFilters _filters;
        private readonly PaddedRows _padded;
        private readonly int _chunk;

        // 3x3 without stride: the three taps of a filter row in one long, reversed, so that one product feeds three neighbouring outputs.
        private readonly long[] _rows;      // [C][filter row], null for any other geometry
        private readonly int[] _bias;       // per channel, less what the zero point and the lane bias add
        private readonly int[] _sums;       // two output rows of one channel

        /// <summary>Packs the filters; allocates all it will ever need.</summary>
        /// <param name="window">Geometry; C is the number of input channels.</param>
        /// <param name="multiplier">M, output channels per input channel, at least 1.</param>
        /// <param name="filters">[R, S, C * M], each weight -128 to 127, zero point 0.</param>
        /// <param name="bias">[C * M], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public DepthwiseConv2D(Window2D window, int multiplier, sbyte[] filters, int[] bias, int inputZeroPoint, Requantization requantization)
        {
            _window = window;
            _outputs = window.Channels * Window2D.AtLeast(1, multiplier, "multiplier");
            requantization.CheckChannels(_outputs);
            _weights = window.Rows * window.Columns * _outputs;
            _inputZeroPoint = inputZeroPoint;
            _requantization = requantization;
            bool streams = multiplier == 1 && window.Rows == 3 && window.Columns == 3 && window.StrideX == 1 && window.StrideY == 1
                && window.DilationX == 1 && window.DilationY == 1 && window.OutHeight > 1;
            if (!window.IsInside) _padded = new PaddedRows(window, streams ? 4 : window.Rows, inputZeroPoint);
            if (streams)
            {
                _rows = new long[3 * window.Channels];
                _bias = new int[window.Channels];
                _sums = new int[2 * window.OutWidth];
            }
            else
            {
                int pitch = _padded != null ? _padded.Pitch : window.DilationY * window.Width * window.Channels;
                int[] offsets = new int[window.Rows * window.Columns];
                for (int tap = 0; tap < offsets.Length; tap++)
                    offsets[tap] = tap / window.Columns * pitch + tap % window.Columns * window.DilationX * window.Channels;
                int parts = (window.OutWidth + 63) / 64;
                _chunk = (window.OutWidth + parts - 1) / parts;
                _filters = new PackedFilters(window.Channels, multiplier, offsets, 1, window.Rows == 3 && window.Columns == 3, window.StrideX == window.DilationX, _chunk);
            }
            SetFilters(filters, bias);
        }

        /// <summary>Replaces filters and biases, also while the loop runs between two frames; allocates nothing.</summary>
        /// <param name="filters">[R, S, C * M].</param>
        /// <param name="bias">[C * M], or null.</param>
        /// <exception cref="ArgumentException">Another number of weights or biases than the convolution was made for.</exception>
        public void SetFilters(sbyte[] filters, int[] bias)
        {
            if (filters == null || filters.Length != _weights) throw new ArgumentException("filters: [R, S, C * M] has " + _weights.ToString() + " weights");
            if (bias != null && bias.Length != _outputs) throw new ArgumentException("bias: one per output channel, " + _outputs.ToString());
            if (_rows == null)
            {
                _filters.Pack(filters, 1, _outputs, bias, _inputZeroPoint);
                return;
            }
            for (int d = 0; d < _outputs; d++)
            {
                int sum = 0;
                for (int i = 0; i < 3; i++)
                {
                    int left = filters[3 * i * _outputs + d], middle = filters[(3 * i + 1) * _outputs + d], right = filters[(3 * i + 2) * _outputs + d];
                    _rows[3 * d + i] = right + ((long)middle << 21) + ((long)left << 42);
                    sum += left + middle + right;
                }
                _bias[d] = (bias == null ? 0 : bias[d]) - _inputZeroPoint * sum - (1 << 20);
            }
        }

        /// <summary>Convolves and requantizes.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, C * M] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Run(x, xOffset, null, y, yOffset);
        }

        /// <summary>Convolves and leaves the int32 sums, bias included.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, C * M] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset)
        {
            Run(x, xOffset, y, null, yOffset);
        }

        private void Run(sbyte[] x, int xOffset, int[] y32, sbyte[] y8, int yOffset)
        {
            Window2D w = _window;
            int rowLength = w.Width * w.Channels, outLength = w.OutWidth * _outputs;
            for (int n = 0; n < w.Batches; n++)
            {
                for (int r = 0; r < w.OutHeight; r += _rows == null ? 1 : 2)
                {
                    // Rows go in pairs; of an odd number the last pair starts one row earlier.
                    if (_rows != null && r == w.OutHeight - 1) r--;
                    sbyte[] source = x;
                    int p = xOffset + r * w.StrideY * rowLength, pitch = rowLength, o = yOffset + r * outLength;
                    if (_padded != null)
                    {
                        for (int i = 0; i < (_rows == null ? w.Rows : 4); i++)
                        {
                            int row = r * w.StrideY + i * w.DilationY - w.PadTop;
                            _padded.Fill(i, x, row < 0 || row >= w.Height ? -1 : xOffset + row * rowLength);
                        }
                        source = _padded.Data;
                        pitch = _padded.Pitch;
                        p = 0;
                    }
                    if (_rows == null) SweepRow(source, p, y32, y8, o);
                    else StreamRows(source, p, pitch, y32, y8, o);
                }
                xOffset += w.Height * rowLength;
                yOffset += w.OutHeight * outLength;
            }
        }

        private void SweepRow(sbyte[] source, int p, int[] y32, sbyte[] y8, int o)
        {
            int step = _window.StrideX * _window.Channels;
            for (int c = 0; c < _window.OutWidth; c += _chunk)
            {
                int count = _window.OutWidth - c < _chunk ? _window.OutWidth - c : _chunk;
                _filters.Sweep(source, p + c * step, step, count, y32, y8, o + c * _outputs, _requantization);
            }
        }

        private void StreamRows(sbyte[] source, int p, int pitch, int[] y32, sbyte[] y8, int o)
        {
            int count = _window.OutWidth, step = _outputs;
            for (int d = 0; d < step; d++)
            {
                if (y32 != null)
                {
                    StreamChannel(source, p + d, pitch, step, count, _rows, 3 * d, _bias[d], y32, o + d, step, count * step);
                    continue;
                }
                StreamChannel(source, p + d, pitch, step, count, _rows, 3 * d, _bias[d], _sums, 0, 1, count);
                _requantization.Row(_sums, 0, count, d, y8, o + d, step);
                _requantization.Row(_sums, count, count, d, y8, o + d + count * step, step);
            }
        }

        // Two output rows of one channel, from four input rows: each column's products are added to the sums of the three outputs it is part of,
        // and a shift by one lane completes the leftmost.
        private static void StreamChannel(sbyte[] x, int p, int pitch, int step, int count, long[] rows, int at, int bias, int[] y, int o, int outStep, int outPitch)
        {
            const long laneBias = 1 << 20;
            long w0 = rows[at], w1 = rows[at + 1], w2 = rows[at + 2];
            int pitch2 = 2 * pitch, pitch3 = 3 * pitch;
            long a = x[p], b = x[p + pitch], c = x[p + pitch2], d = x[p + pitch3];
            long s = a * w0 + b * w1 + c * w2 + laneBias, t = b * w0 + c * w1 + d * w2 + laneBias;
            p += step;
            a = x[p];
            b = x[p + pitch];
            c = x[p + pitch2];
            d = x[p + pitch3];
            s = (s >> 21) + a * w0 + b * w1 + c * w2 + laneBias;
            t = (t >> 21) + b * w0 + c * w1 + d * w2 + laneBias;
            p += step;
            int end = p + count * step;
            while (p < end)
            {
                a = x[p];
                b = x[p + pitch];
                c = x[p + pitch2];
                d = x[p + pitch3];
                s = (s >> 21) + a * w0 + b * w1 + c * w2 + laneBias;
                t = (t >> 21) + b * w0 + c * w1 + d * w2 + laneBias;
                y[o] = ((int)s & 0x1FFFFF) + bias;
                y[o + outPitch] = ((int)t & 0x1FFFFF) + bias;
                p += step;
                o += outStep;
            }
        }
    }
}
