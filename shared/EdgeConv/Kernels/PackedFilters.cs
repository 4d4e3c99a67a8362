using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// The filters of a convolution, three output channels packed into each long, and their sweep along one row of positions.
    /// A long holds three sums (lanes) of 21 bits, so one multiply-add serves three output channels: on an interpreter, where every
    /// instruction costs the same, that is what makes int8 convolution fast. The weights of nine output channels and eight or nine taps are
    /// held in locals while a row of positions passes by.
    /// </summary>
    internal sealed class PackedFilters
    {
        // Lanes start at 2^20 so that no partial sum in [-2^20, 2^20) borrows from its neighbour.
        private const long LaneBias = (1L << 20) + (1L << 41) + (1L << 62);
        private const long LaneMask = 0x1FFFFF;

        // 128 * 8191 < 2^20: a lane holds any sum of int8 activations times weights whose magnitudes add up to this.
        private const int LaneCapacity = 8191;

        private readonly int _groups;           // groups of output channels, each over its own input channels
        private readonly int _outputs;          // output channels per group
        private readonly int _channels;         // input channels per group
        private readonly int _taps;             // taps per output channel
        private readonly int _block;            // taps per sweep: 9 or 8
        private readonly int _blocks;           // sweeps per output channel; the last block is filled up with zero weights
        private readonly bool _slides;          // the columns of a 3x3 window are the next position's, moved by one
        private readonly int[] _tapOrder;       // tap of [R, S, C] at each place of the blocks
        private readonly int[] _offsets;        // place of each tap relative to the position's first, in the source
        private readonly int _passes;           // passes per group, over nine output channels each
        private readonly long[][] _weights;     // per group and pass: [block][three output channels][tap]
        private readonly bool[] _flushAfter;    // lanes are emptied into _carry after this block
        private readonly int[] _load;           // per output channel: sum of weight magnitudes since the last flush
        private readonly int[] _bias;           // per output channel, less what the zero point and the lane bias add
        private readonly int[] _carry;          // sums flushed from lanes: [lane of the pass][position]
        private readonly long[] _start;         // LaneBias, one per position
        private readonly long[] _a, _b, _c;     // lanes of the row's positions: channels 0-2, 3-5, 6-8 of the pass
        private readonly int[] _sums;           // one channel's sums along the row, on their way to requantization
        private bool _carries;

        /// <summary>Lays out filters whose taps stand at <paramref name="offsets"/> from a position's first tap.</summary>
        /// <param name="groups">Groups, each over <paramref name="channels"/> input channels of its own, side by side in the source.</param>
        /// <param name="outputs">Output channels per group.</param>
        /// <param name="offsets">Per tap in [R, S, C] order: its place in the source relative to the first tap.</param>
        /// <param name="channels">C of the taps.</param>
        /// <param name="is3x3">R = S = 3.</param>
        /// <param name="slides">The step between positions equals the step between columns.</param>
        /// <param name="positions">Most positions of one sweep.</param>
        internal PackedFilters(int groups, int outputs, int[] offsets, int channels, bool is3x3, bool slides, int positions)
        {
            _groups = groups;
            _outputs = outputs;
            _channels = channels;
            _taps = offsets.Length;
            _slides = is3x3 && slides;
            _block = is3x3 || (_taps + 8) / 9 * 9 < (_taps + 7) / 8 * 8 ? 9 : 8;
            _blocks = (_taps + _block - 1) / _block;
            _tapOrder = new int[_blocks * _block];
            _offsets = new int[_blocks * _block];
            for (int place = 0; place < _offsets.Length; place++)
            {
                int tap = is3x3 ? place % 9 * channels + place / 9 : place;
                _tapOrder[place] = tap;
                _offsets[place] = tap < _taps ? offsets[tap] : 0;
            }
            _passes = (outputs + 8) / 9;
            _weights = new long[groups * _passes][];
            for (int i = 0; i < _weights.Length; i++)
                _weights[i] = new long[_offsets.Length * (LanesOf(i % _passes) <= 3 ? 1 : 3)];
            _flushAfter = new bool[_blocks];
            _load = new int[groups * outputs];
            _bias = new int[groups * outputs];
            _carry = new int[9 * positions];
            _start = new long[positions];
            for (int n = 0; n < positions; n++) _start[n] = LaneBias;
            _a = new long[positions];
            _b = new long[positions];
            _c = new long[positions];
            _sums = new int[positions];
        }

        /// <summary>Packs weights; allocates nothing, so filters may change while running.</summary>
        /// <param name="weights">Weight of output channel k and tap t at k * <paramref name="outputStride"/> + t * <paramref name="tapStride"/>.</param>
        /// <param name="outputStride">From one output channel to the next.</param>
        /// <param name="tapStride">From one tap to the next.</param>
        /// <param name="bias">Per output channel, or null.</param>
        /// <param name="inputZeroPoint">Zero point of the source.</param>
        internal void Pack(sbyte[] weights, int outputStride, int tapStride, int[] bias, int inputZeroPoint)
        {
            int outputs = _bias.Length;
            for (int k = 0; k < outputs; k++)
            {
                int sum = 0;
                for (int tap = 0; tap < _taps; tap++) sum += weights[k * outputStride + tap * tapStride];
                _bias[k] = (bias == null ? 0 : bias[k]) - inputZeroPoint * sum - (1 << 20);
                _load[k] = 0;
            }
            _carries = false;
            for (int block = 0; block < _blocks; block++)
            {
                _flushAfter[block] = false;
                bool full = false;
                for (int k = 0; k < outputs; k++)
                {
                    _load[k] += PackBlock(weights, outputStride, tapStride, k, block);
                    if (_load[k] > LaneCapacity) full = true;
                }
                if (!full) continue;
                _flushAfter[block - 1] = true;
                _carries = true;
                for (int k = 0; k < outputs; k++) _load[k] = PackBlock(weights, outputStride, tapStride, k, block);
            }
        }

        /// <summary>Computes one row of positions and stores int32 sums (<paramref name="y32"/>) or, where that is null, requantized int8 (<paramref name="y8"/>).</summary>
        /// <param name="x">Source of the taps.</param>
        /// <param name="p">Place of the first position's first tap.</param>
        /// <param name="step">From one position to the next in the source.</param>
        /// <param name="count">Positions.</param>
        /// <param name="y32">int32 sums, or null.</param>
        /// <param name="y8">int8 outputs, used where <paramref name="y32"/> is null.</param>
        /// <param name="o">Place of the first position's first output channel; positions follow each other at all output channels.</param>
        /// <param name="requantization">Used for int8 outputs.</param>
        internal void Sweep(sbyte[] x, int p, int step, int count, int[] y32, sbyte[] y8, int o, Requantization requantization)
        {
            int outStep = _bias.Length;
            for (int i = 0; i < _weights.Length; i++)
            {
                int group = i / _passes, pass = i % _passes, lanes = LanesOf(pass), k = group * _outputs + pass * 9;
                SweepBlocks(x, p + group * _channels, step, count, _weights[i], lanes);
                for (int lane = 0; lane < lanes; lane += 3)
                {
                    long[] sums = lane == 0 ? _a : lane == 3 ? _b : _c;
                    int stored = lanes - lane < 3 ? lanes - lane : 3;
                    if (y32 != null) StoreSums(sums, lane, stored, count, k + lane, y32, o + k + lane, outStep);
                    else Requantize(sums, lane, stored, count, k + lane, y8, o + k + lane, outStep, requantization);
                }
            }
        }

        private int LanesOf(int pass)
        {
            return _outputs - pass * 9 < 9 ? _outputs - pass * 9 : 9;
        }

        private void SweepBlocks(sbyte[] x, int p, int step, int count, long[] weights, int lanes)
        {
            bool single = lanes <= 3;
            Array.Copy(_start, 0, _a, 0, count);
            if (!single)
            {
                Array.Copy(_start, 0, _b, 0, count);
                Array.Copy(_start, 0, _c, 0, count);
            }
            if (_carries) Array.Clear(_carry, 0, _carry.Length);
            for (int block = 0; block < _blocks; block++)
            {
                int at = block * _block;
                if (_block == 9 && single) Sweep9Of3(x, p, step, count, _offsets, at, _slides, weights, _a);
                else if (_block == 9) Sweep9Of9(x, p, step, count, _offsets, at, _slides, weights, _a, _b, _c);
                else if (single) Sweep8Of3(x, p, step, count, _offsets, at, weights, _a);
                else Sweep8Of9(x, p, step, count, _offsets, at, weights, _a, _b, _c);
                if (_flushAfter[block]) Flush(lanes, count);
            }
        }

        // Packs one output channel's lane of one block and returns the sum of its weights' magnitudes.
        private int PackBlock(sbyte[] weights, int outputStride, int tapStride, int k, int block)
        {
            int inGroup = k % _outputs, lane = inGroup % 9, magnitude = 0;
            long[] packed = _weights[k / _outputs * _passes + inGroup / 9];
            int width = packed.Length / _offsets.Length, shift = lane % 3 * 21;
            int at = (block * width + lane / 3) * _block;
            for (int i = 0; i < _block; i++)
            {
                int tap = _tapOrder[block * _block + i];
                int weight = tap < _taps ? weights[k * outputStride + tap * tapStride] : 0;
                if (shift == 0) packed[at + i] = weight;
                else packed[at + i] = packed[at + i] + ((long)weight << shift);
                magnitude += weight < 0 ? -weight : weight;
            }
            return magnitude;
        }

        // The four sweeps differ only in how many taps (8, 9) and output channels (3, 9) their locals hold.
        private static void Sweep9Of9(sbyte[] x, int p, int step, int count, int[] offsets, int at, bool slides, long[] weights, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[at], o1 = offsets[at + 1], o2 = offsets[at + 2], o3 = offsets[at + 3], o4 = offsets[at + 4], o5 = offsets[at + 5];
            int o6 = offsets[at + 6], o7 = offsets[at + 7], o8 = offsets[at + 8];
            at *= 3;
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4], u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7], u8 = weights[at + 8];
            long v0 = weights[at + 9], v1 = weights[at + 10], v2 = weights[at + 11], v3 = weights[at + 12], v4 = weights[at + 13], v5 = weights[at + 14];
            long v6 = weights[at + 15], v7 = weights[at + 16], v8 = weights[at + 17];
            long w0 = weights[at + 18], w1 = weights[at + 19], w2 = weights[at + 20], w3 = weights[at + 21], w4 = weights[at + 22], w5 = weights[at + 23];
            long w6 = weights[at + 24], w7 = weights[at + 25], w8 = weights[at + 26];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++)
            {
                if (!loaded)
                {
                    x0 = x[p + o0];
                    x1 = x[p + o1];
                    x3 = x[p + o3];
                    x4 = x[p + o4];
                    x6 = x[p + o6];
                    x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7 + x8 * v8;
                c[n] = c[n] + x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3 + x4 * w4 + x5 * w5 + x6 * w6 + x7 * w7 + x8 * w8;
                x0 = x1;
                x1 = x2;
                x3 = x4;
                x4 = x5;
                x6 = x7;
                x7 = x8;
                p += step;
            }
        }

        private static void Sweep9Of3(sbyte[] x, int p, int step, int count, int[] offsets, int at, bool slides, long[] weights, long[] a)
        {
            int o0 = offsets[at], o1 = offsets[at + 1], o2 = offsets[at + 2], o3 = offsets[at + 3], o4 = offsets[at + 4], o5 = offsets[at + 5];
            int o6 = offsets[at + 6], o7 = offsets[at + 7], o8 = offsets[at + 8];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4], u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7], u8 = weights[at + 8];
            long x0 = 0, x1 = 0, x3 = 0, x4 = 0, x6 = 0, x7 = 0;
            bool loaded = false;
            for (int n = 0; n < count; n++)
            {
                if (!loaded)
                {
                    x0 = x[p + o0];
                    x1 = x[p + o1];
                    x3 = x[p + o3];
                    x4 = x[p + o4];
                    x6 = x[p + o6];
                    x7 = x[p + o7];
                    loaded = slides;
                }
                long x2 = x[p + o2], x5 = x[p + o5], x8 = x[p + o8];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7 + x8 * u8;
                x0 = x1;
                x1 = x2;
                x3 = x4;
                x4 = x5;
                x6 = x7;
                x7 = x8;
                p += step;
            }
        }

        private static void Sweep8Of9(sbyte[] x, int p, int step, int count, int[] offsets, int at, long[] weights, long[] a, long[] b, long[] c)
        {
            int o0 = offsets[at], o1 = offsets[at + 1], o2 = offsets[at + 2], o3 = offsets[at + 3], o4 = offsets[at + 4], o5 = offsets[at + 5];
            int o6 = offsets[at + 6], o7 = offsets[at + 7];
            at *= 3;
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4], u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7];
            long v0 = weights[at + 8], v1 = weights[at + 9], v2 = weights[at + 10], v3 = weights[at + 11], v4 = weights[at + 12], v5 = weights[at + 13];
            long v6 = weights[at + 14], v7 = weights[at + 15];
            long w0 = weights[at + 16], w1 = weights[at + 17], w2 = weights[at + 18], w3 = weights[at + 19], w4 = weights[at + 20], w5 = weights[at + 21];
            long w6 = weights[at + 22], w7 = weights[at + 23];
            for (int n = 0; n < count; n++)
            {
                long x0 = x[p + o0], x1 = x[p + o1], x2 = x[p + o2], x3 = x[p + o3], x4 = x[p + o4], x5 = x[p + o5], x6 = x[p + o6], x7 = x[p + o7];
                a[n] = a[n] + x0 * u0 + x1 * u1 + x2 * u2 + x3 * u3 + x4 * u4 + x5 * u5 + x6 * u6 + x7 * u7;
                b[n] = b[n] + x0 * v0 + x1 * v1 + x2 * v2 + x3 * v3 + x4 * v4 + x5 * v5 + x6 * v6 + x7 * v7;
                c[n] = c[n] + x0 * w0 + x1 * w1 + x2 * w2 + x3 * w3 + x4 * w4 + x5 * w5 + x6 * w6 + x7 * w7;
                p += step;
            }
        }

        private static void Sweep8Of3(sbyte[] x, int p, int step, int count, int[] offsets, int at, long[] weights, long[] a)
        {
            int o0 = offsets[at], o1 = offsets[at + 1], o2 = offsets[at + 2], o3 = offsets[at + 3], o4 = offsets[at + 4], o5 = offsets[at + 5];
            int o6 = offsets[at + 6], o7 = offsets[at + 7];
            long u0 = weights[at], u1 = weights[at + 1], u2 = weights[at + 2], u3 = weights[at + 3], u4 = weights[at + 4], u5 = weights[at + 5];
            long u6 = weights[at + 6], u7 = weights[at + 7];
            for (int n = 0; n < count; n++)
            {
                a[n] = a[n] + x[p + o0] * u0 + x[p + o1] * u1 + x[p + o2] * u2 + x[p + o3] * u3 + x[p + o4] * u4 + x[p + o5] * u5 + x[p + o6] * u6 + x[p + o7] * u7;
                p += step;
            }
        }

        private void Flush(int lanes, int count)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                long[] sums = lane < 3 ? _a : lane < 6 ? _b : _c;
                int shift = lane % 3 * 21, at = lane * _start.Length;
                for (int n = 0; n < count; n++) _carry[at + n] += ((int)(sums[n] >> shift) & (int)LaneMask) - (1 << 20);
            }
            Array.Copy(_start, 0, _a, 0, count);
            Array.Copy(_start, 0, _b, 0, count);
            Array.Copy(_start, 0, _c, 0, count);
        }

        // Three channels' sums, fewer at the end of a group.
        private void StoreSums(long[] sums, int lane, int stored, int count, int k, int[] y, int o, int outStep)
        {
            if (_carries)
            {
                for (int i = 0; i < stored; i++) StoreCarried(sums, lane + i, count, k + i, y, o + i, outStep);
                return;
            }
            int bias0 = _bias[k], bias1 = stored > 1 ? _bias[k + 1] : 0, bias2 = stored > 2 ? _bias[k + 2] : 0;
            for (int n = 0; n < count; n++)
            {
                long s = sums[n];
                y[o] = ((int)s & (int)LaneMask) + bias0;
                if (stored > 1) y[o + 1] = ((int)(s >> 21) & (int)LaneMask) + bias1;
                if (stored > 2) y[o + 2] = (int)(s >> 42) + bias2;
                o += outStep;
            }
        }

        // One channel's sums, with what was flushed.
        private void StoreCarried(long[] sums, int lane, int count, int k, int[] y, int o, int outStep)
        {
            int[] carry = _carry;
            int shift = lane % 3 * 21, at = lane * _start.Length, bias = _bias[k];
            for (int n = 0; n < count; n++)
            {
                y[o] = ((int)(sums[n] >> shift) & (int)LaneMask) + carry[at + n] + bias;
                o += outStep;
            }
        }

        private void Requantize(long[] sums, int lane, int stored, int count, int k, sbyte[] y, int o, int outStep, Requantization q)
        {
            if (!_carries && q.IsOneShift(k) && (stored < 2 || q.IsOneShift(k + 1)) && (stored < 3 || q.IsOneShift(k + 2)))
            {
                RequantizeLanes(sums, stored, count, k, y, o, outStep, q);
                return;
            }
            if (!_carries) Array.Clear(_carry, 0, _carry.Length);
            for (int i = 0; i < stored; i++)
            {
                StoreCarried(sums, lane + i, count, k + i, _sums, 0, 1);
                q.Row(_sums, 0, count, k + i, y, o + i, outStep);
            }
        }

        // Requantization.Row for three channels at once, straight from the lanes.
        private void RequantizeLanes(long[] sums, int stored, int count, int k, sbyte[] y, int o, int outStep, Requantization q)
        {
            int minimum = q.Minimum, maximum = q.Maximum, k1 = stored > 1 ? k + 1 : k, k2 = stored > 2 ? k + 2 : k;
            bool hidesTies = q.HidesTies;
            long m0 = q.MultiplierOf(k), m1 = q.MultiplierOf(k1), m2 = q.MultiplierOf(k2);
            int e0 = 31 - q.ShiftOf(k), e1 = 31 - q.ShiftOf(k1), e2 = 31 - q.ShiftOf(k2);
            long half0 = q.HalfOf(k), half1 = q.HalfOf(k1), half2 = q.HalfOf(k2);
            long add0 = _bias[k] * m0 + (1L << 30) + half0, add1 = _bias[k1] * m1 + (1L << 30) + half1, add2 = _bias[k2] * m2 + (1L << 30) + half2;
            for (int n = 0; n < count; n++)
            {
                long s = sums[n];
                long t = (s & LaneMask) * m0 + add0;
                if (!hidesTies) t += (t - half0) >> 63 << 31;
                int v = (int)(t >> e0);
                if (v < minimum) v = minimum;
                else if (v > maximum) v = maximum;
                y[o] = (sbyte)v;
                if (stored > 1)
                {
                    t = ((s >> 21) & LaneMask) * m1 + add1;
                    if (!hidesTies) t += (t - half1) >> 63 << 31;
                    v = (int)(t >> e1);
                    if (v < minimum) v = minimum;
                    else if (v > maximum) v = maximum;
                    y[o + 1] = (sbyte)v;
                }
                if (stored > 2)
                {
                    t = (s >> 42) * m2 + add2;
                    if (!hidesTies) t += (t - half2) >> 63 << 31;
                    v = (int)(t >> e2);
                    if (v < minimum) v = minimum;
                    else if (v > maximum) v = maximum;
                    y[o + 2] = (sbyte)v;
                }
                o += outStep;
            }
        }
    }
}
