using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 depthwise convolution, TensorFlow Lite's DEPTHWISE_CONV_2D: each input channel d has M filters of its own and gives the output
    /// channels d * M to d * M + M - 1.
    /// </summary>
    public sealed class DepthwiseConv2D : IWeightedKernel
    {
        private readonly Window2D _window;
        private readonly Workspace _workspace;
        private readonly int _outputs, _inputZeroPoint;
        private readonly PaddedRows _padded;        // null where no window leaves the map
        private readonly bool _isCompact;
        private Requantization _requantization;

        // Any geometry: a grouped convolution; null where rows stream.
        private readonly PackedFilters _filters;

        // 3x3 without stride: the three taps of a filter row in one long, reversed, so that one product feeds three neighbouring outputs.
        private long[] _rows;               // [C][filter row]
        private sbyte[] _compact;           // [C][tap], instead of _rows
        private int[] _bias;                // per channel, less what the zero point and the lane bias add

        /// <summary>Packs the filters; allocates all it will ever need.</summary>
        /// <param name="window">Geometry; C is the number of input channels.</param>
        /// <param name="multiplier">M, output channels per input channel, at least 1.</param>
        /// <param name="filters">[R, S, C * M], each weight -128 to 127, zero point 0.</param>
        /// <param name="bias">[C * M], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public DepthwiseConv2D(Window2D window, int multiplier, sbyte[] filters, int[] bias, int inputZeroPoint,
            Requantization requantization) : this(window, multiplier, inputZeroPoint, false, new Workspace())
        {
            requantization.CheckChannels(_outputs);
            _requantization = requantization;
            _workspace.Allocate();
            Allocate(new int[_outputs]);
            SetFilters(filters, bias);
        }

        /// <summary>
        /// Lays out a convolution that gets its arrays from <see cref="IWeightedKernel.Load"/>, and its buffers from a workspace to be
        /// allocated before it runs.
        /// </summary>
        internal DepthwiseConv2D(Window2D window, int multiplier, int inputZeroPoint, bool isCompact, Workspace workspace)
        {
            _window = window;
            _workspace = workspace;
            _outputs = window.Channels * Argument.AtLeast(1, multiplier, "multiplier");
            Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            _inputZeroPoint = inputZeroPoint;
            _isCompact = isCompact;
            bool streams = multiplier == 1 && window.Rows == 3 && window.Columns == 3 && window.StrideX == 1 && window.StrideY == 1
                && window.DilationX == 1 && window.DilationY == 1 && window.OutHeight > 1
                    && 24 * window.Channels <= Workspace.MostWeightBytes;
            if (!window.IsInside) _padded = new PaddedRows(window, streams ? 4 : window.Rows, inputZeroPoint, workspace);
            if (streams)
            {
                workspace.Reserve(0, 0, 2 * window.OutWidth);
                return;
            }
            int pitch = _padded != null ? _padded.Pitch : window.DilationY * window.Width * window.Channels;
            _filters = new PackedFilters(window, window.Rows, window.Channels, multiplier, pitch, inputZeroPoint, window.OutWidth,
                isCompact, workspace);
        }

        long IWeightedKernel.WeightCount => _filters == null ? 9 * _outputs : _filters.WeightCount;

        long IWeightedKernel.Bytes => _filters != null ? _filters.Bytes : _isCompact ? 9 * _outputs : 24 * _outputs;

        void IWeightedKernel.Load(Requantization requantization, int[] bias, IWeightSource weights)
        {
            _requantization = requantization;
            Allocate(bias);
            if (_filters != null)
            {
                _filters.Load(weights);
                return;
            }
            for (int d = 0; d < _outputs; d++)
            {
                weights.Read(_workspace.Taps, 0, 9);
                Pack(d, bias[d]);
            }
        }

        /// <summary>
        /// Collects weights in the order <see cref="IWeightedKernel.Load"/> takes them, block after block; returns how many, 0 after the
        /// last.
        /// </summary>
        internal int Gather(sbyte[] filters, int pass, int block, sbyte[] taps)
        {
            if (_filters != null) return _filters.Gather(filters, 1, _outputs, pass, block, taps);
            if (pass == _outputs || block == 1) return 0;
            for (int tap = 0; tap < 9; tap++) taps[tap] = filters[tap * _outputs + pass];
            return 9;
        }

        /// <summary>Replaces filters and biases, also while the loop runs between two frames; allocates nothing.</summary>
        /// <param name="filters">[R, S, C * M].</param>
        /// <param name="bias">[C * M], or null.</param>
        /// <exception cref="ArgumentException">Another number of weights or biases than the convolution was made for.</exception>
        public void SetFilters(sbyte[] filters, int[] bias)
        {
            int weights = _window.Rows * _window.Columns * _outputs;
            if (filters == null || filters.Length != weights) throw new ArgumentException("filters: [R, S, C * M], " + weights.ToString());
            if (bias != null && bias.Length != _outputs) throw new ArgumentException("bias: [C * M], " + _outputs.ToString());
            if (_filters != null)
            {
                _filters.Pack(filters, 1, _outputs, bias);
                return;
            }
            for (int d = 0; d < _outputs; d++)
            {
                Gather(filters, d, 0, _workspace.Taps);
                Pack(d, bias == null ? 0 : bias[d]);
            }
        }

        /// <summary>Convolves and requantizes.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, C * M] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset) => Run(x, xOffset, null, y, yOffset);

        /// <summary>Convolves and leaves the int32 sums, bias included.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, C * M] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset) => Run(x, xOffset, y, null, yOffset);

        private void Run(sbyte[] x, int xOffset, int[] y32, sbyte[] y8, int yOffset)
        {
            Window2D w = _window;
            int rowLength = w.Width * w.Channels, outLength = w.OutWidth * _outputs;
            bool streams = _filters == null;
            if (_padded != null) _padded.Clear();
            for (int n = 0; n < w.Batches; n++)
            {
                for (int r = 0; r < w.OutHeight; r += streams ? 2 : 1)
                {
                    // Rows go in pairs; of an odd number the last pair starts one row earlier.
                    if (streams && r == w.OutHeight - 1) r--;
                    sbyte[] source = x;
                    int p = xOffset + r * w.StrideY * rowLength, pitch = rowLength, o = yOffset + r * outLength;
                    if (_padded != null)
                    {
                        for (int i = 0; i < (streams ? 4 : w.Rows); i++)
                        {
                            int row = r * w.StrideY + i * w.DilationY - w.PadTop;
                            _padded.SetRow(i, x, row < 0 || row >= w.Height ? -1 : xOffset + row * rowLength);
                        }
                        source = _padded.Data;
                        pitch = _padded.Pitch;
                        p = pitch;
                    }
                    if (streams) StreamRows(source, p, pitch, y32, y8, o);
                    else _filters.SweepRow(source, p, w.OutWidth, y32, y8, o, _requantization);
                }
                xOffset += w.Height * rowLength;
                yOffset += w.OutHeight * outLength;
            }
        }

        private void Allocate(int[] bias)
        {
            if (_filters != null)
            {
                _filters.Allocate(bias);
                return;
            }
            _bias = bias;
            if (_isCompact) _compact = new sbyte[9 * _outputs];
            else _rows = new long[3 * _outputs];
        }

        // Stores the channel that stands in the workspace.
        private void Pack(int d, int bias)
        {
            sbyte[] taps = _workspace.Taps;
            int sum = 0;
            for (int tap = 0; tap < 9; tap++) sum += taps[tap];
            _bias[d] = bias - _inputZeroPoint * sum - Lanes.Offset;
            if (_isCompact) Array.Copy(taps, 0, _compact, 9 * d, 9);
            else PackRows(taps, 0, _rows, 3 * d);
        }

        private static void PackRows(sbyte[] taps, int tap, long[] rows, int at)
        {
            for (int end = at + 3; at < end; at++, tap += 3)
                rows[at] = taps[tap + 2] + ((long)taps[tap + 1] << 21) + ((long)taps[tap] << 42);
        }

        private void StreamRows(sbyte[] source, int p, int pitch, int[] y32, sbyte[] y8, int o)
        {
            int count = _window.OutWidth, step = _outputs;
            int[] sums = _workspace.Sums;
            for (int d = 0; d < step; d++)
            {
                long[] rows = _rows;
                int at = 3 * d;
                if (_isCompact)
                {
                    rows = _workspace.Block;
                    at = 0;
                    PackRows(_compact, 9 * d, rows, 0);
                }
                if (y32 != null)
                {
                    StreamChannel(source, p + d, pitch, step, count, rows, at, _bias[d], y32, o + d, step, count * step);
                    continue;
                }
                StreamChannel(source, p + d, pitch, step, count, rows, at, _bias[d], sums, 0, 1, count);
                _requantization.Row(sums, 0, count, d, y8, o + d, step);
                _requantization.Row(sums, count, count, d, y8, o + d + count * step, step);
            }
        }

        // Two output rows of one channel, from four input rows: each column's products are added to the sums of the three outputs it is
        // part of, and a shift by one lane completes the leftmost.
        private static void StreamChannel(sbyte[] x, int p, int pitch, int step, int count, long[] rows, int at, int bias,
            int[] y, int o, int outStep, int outPitch)
        {
            const long LaneBias = Lanes.Offset;
            long w0 = rows[at], w1 = rows[at + 1], w2 = rows[at + 2];
            int pitch2 = 2 * pitch, pitch3 = 3 * pitch;
            long a0 = x[p], b0 = x[p + pitch], c0 = x[p + pitch2], d0 = x[p + pitch3];
            long s = a0 * w0 + b0 * w1 + c0 * w2 + LaneBias, t = b0 * w0 + c0 * w1 + d0 * w2 + LaneBias;
            p += step;
            long a1 = x[p], b1 = x[p + pitch], c1 = x[p + pitch2], d1 = x[p + pitch3];
            s = (s >> 21) + a1 * w0 + b1 * w1 + c1 * w2 + LaneBias;
            t = (t >> 21) + b1 * w0 + c1 * w1 + d1 * w2 + LaneBias;
            p += step;
            for (int end = p + count * step; p < end; p += step, o += outStep)
            {
                long a = x[p], b = x[p + pitch], c = x[p + pitch2], d = x[p + pitch3];
                s = (s >> 21) + a * w0 + b * w1 + c * w2 + LaneBias;
                t = (t >> 21) + b * w0 + c * w1 + d * w2 + LaneBias;
                y[o] = ((int)s & Lanes.Mask) + bias;
                y[o + outPitch] = ((int)t & Lanes.Mask) + bias;
            }
        }
    }
}
