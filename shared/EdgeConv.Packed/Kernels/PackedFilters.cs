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
        // Blocks of one array: 128 * 27 longs are 27,648 bytes.
        private const int ArrayBlocks = 128;

        private readonly Window2D _window;
        private readonly Workspace _workspace;
        private readonly int _groups;           // groups of output channels, each over its own input channels
        private readonly int _outputs;          // output channels per group
        private readonly int _channels;         // input channels per group
        private readonly int _pitch;            // from one row of taps to the next, in the source
        private readonly int _inputZeroPoint;
        private readonly int _taps;             // taps per output channel
        private readonly int _block;            // taps per sweep: 9 or 8
        private readonly int _blocks;           // sweeps per output channel; the last block is filled up with zero weights
        private readonly bool _is3x3;           // a block is one input channel's nine taps
        private readonly bool _slides;          // the columns of a 3x3 window are the next position's, moved by one
        private readonly int _move;             // every block's taps are the last block's moved by this; 0 where each has offsets of its own
        private readonly int _chunk;            // positions per sweep, at most 64
        private readonly int _passes;           // passes per group, over nine output channels each
        private readonly int _arrays;           // arrays of weights per pass
        private readonly bool _isCompact;       // weights of one byte, packed a block at a time right before each sweep

        private int[] _offsets;                 // place of each tap relative to the position's first, in the source
        private long[][] _weights;              // per pass of each group: [block][three or nine output channels, by three][tap]
        private sbyte[][] _compact;             // the same in one byte each: [block][output channel][tap]
        private bool[] _flushAfter;             // per pass and block: lanes are emptied into the carry after it; empty where no lane can be full
        private bool[] _carries;                // per pass: one of its blocks is flushed
        private int[] _bias;                    // per output channel, less what the zero point and the lane bias add

        /// <summary>Lays out filters; no array is made before <see cref="Allocate"/>.</summary>
        /// <param name="window">Geometry of a row of positions: columns, strides, dilations.</param>
        /// <param name="rows">Rows of taps.</param>
        /// <param name="groups">Groups of output channels, each over input channels of its own, side by side in the source.</param>
        /// <param name="outputs">Output channels per group.</param>
        /// <param name="pitch">From one row of taps to the next, in the source.</param>
        /// <param name="inputZeroPoint">Zero point of the source.</param>
        /// <param name="positions">Positions of a row.</param>
        /// <param name="isCompact">Weights take one byte instead of 8/3, and longer.</param>
        /// <param name="workspace">Buffers while it runs.</param>
        internal PackedFilters(Window2D window, int rows, int groups, int outputs, int pitch, int inputZeroPoint, int positions, bool isCompact, Workspace workspace)
        {
            _window = window;
            _workspace = workspace;
            _groups = groups;
            _outputs = outputs;
            _channels = window.Channels / groups;
            _pitch = pitch;
            _inputZeroPoint = inputZeroPoint;
            _taps = rows * window.Columns * _channels;
            _is3x3 = rows == 3 && window.Columns == 3;
            _slides = _is3x3 && window.StrideX == window.DilationX;
            _block = _is3x3 || (_taps + 8) / 9 * 9 < (_taps + 7) / 8 * 8 ? 9 : 8;
            _blocks = (_taps + _block - 1) / _block;
            _move = _is3x3 ? 1 : _taps == _channels && _taps % _block == 0 ? _block : 0;
            _passes = (outputs + 8) / 9;
            _arrays = (_blocks + ArrayBlocks - 1) / ArrayBlocks;
            _isCompact = isCompact;
            int parts = (positions + 63) / 64;
            _chunk = (positions + parts - 1) / parts;
            workspace.Reserve(_chunk, _chunk, _chunk);
        }

        /// <summary>Number of weights to load, those that fill up the last blocks included.</summary>
        internal long WeightCount => (long)_groups * _outputs * _blocks * _block;

        /// <summary>Bytes of all arrays, without the biases.</summary>
        internal long Bytes
        {
            get
            {
                int lanes = _passes * 9 - (LanesOf(_passes - 1) <= 3 ? 6 : 0), passes = _groups * _passes;
                long weights = _isCompact ? WeightCount : 8L * _groups * (lanes / 3) * _blocks * _block;
                return weights + 4L * OffsetCount + passes + (MayFlush ? (long)passes * _blocks : 0);
            }
        }

        private int OffsetCount => _move > 0 ? _block : _blocks * _block;

        private bool MayFlush => _blocks * _block > Lanes.Capacity / 128;

        /// <summary>Makes the arrays.</summary>
        /// <param name="bias">Per output channel; kept and changed.</param>
        internal void Allocate(int[] bias)
        {
            _bias = bias;
            _offsets = new int[OffsetCount];
            for (int place = 0; place < _offsets.Length; place++)
            {
                int tap = TapAt(place), i = tap / _channels / _window.Columns, j = tap / _channels % _window.Columns;
                if (tap < _taps) _offsets[place] = i * _pitch + j * _window.DilationX * _window.Channels + tap % _channels;
            }
            int passes = _groups * _passes;
            if (_isCompact) _compact = new sbyte[passes * _arrays][];
            else _weights = new long[passes * _arrays][];
            for (int i = 0; i < passes * _arrays; i++)
            {
                int first = i % _arrays * ArrayBlocks, blocks = _blocks - first < ArrayBlocks ? _blocks - first : ArrayBlocks, lanes = LanesOf(i / _arrays);
                if (_isCompact) _compact[i] = new sbyte[blocks * _block * lanes];
                else _weights[i] = new long[blocks * _block * (lanes <= 3 ? 1 : 3)];
            }
            _carries = new bool[passes];
            _flushAfter = new bool[MayFlush ? passes * _blocks : 0];
        }

        /// <summary>
        /// Loads weights in the order [group, pass of nine output channels][block][output channel][tap]: what <see cref="Gather"/>
        /// gives.
        /// </summary>
        internal void Load(IWeightSource source)
        {
            StartPacking();
            for (int pass = 0; pass < _carries.Length; pass++)
                for (int block = 0; block < _blocks; block++)
                {
                    source.Read(_workspace.Taps, 0, LanesOf(pass) * _block);
                    Pack(pass, block);
                }
        }

        /// <summary>Packs weights; allocates nothing, so filters may change while running.</summary>
        /// <param name="weights">Weight of output channel k and tap t at k * <paramref name="outputStride"/> + t *
        /// <paramref name="tapStride"/>.</param>
        /// <param name="outputStride">From one output channel to the next.</param>
        /// <param name="tapStride">From one tap to the next.</param>
        /// <param name="bias">Per output channel, or null.</param>
        internal void Pack(sbyte[] weights, int outputStride, int tapStride, int[] bias)
        {
            for (int k = 0; k < _bias.Length; k++) _bias[k] = bias == null ? 0 : bias[k];
            StartPacking();
            for (int pass = 0; pass < _carries.Length; pass++)
                for (int block = 0; block < _blocks; block++)
                {
                    Gather(weights, outputStride, tapStride, pass, block, _workspace.Taps);
                    Pack(pass, block);
                }
        }

        /// <summary>Collects the weights of one block, [output channel][tap], and returns how many there are; 0 after the last.</summary>
        internal int Gather(sbyte[] weights, int outputStride, int tapStride, int pass, int block, sbyte[] taps)
        {
            if (pass == _groups * _passes || block == _blocks) return 0;
            int lanes = LanesOf(pass), at = 0;
            for (int lane = 0; lane < lanes; lane++)
            {
                int k = ChannelOf(pass) + lane;
                for (int i = 0; i < _block; i++)
                {
                    int tap = TapAt(block * _block + i);
                    taps[at++] = tap < _taps ? weights[k * outputStride + tap * tapStride] : (sbyte)0;
                }
            }
            return at;
        }

        /// <summary>
        /// Computes one row of positions and stores int32 sums (<paramref name="y32"/>) or, where that is null, requantized int8
        /// (<paramref name="y8"/>).
        /// </summary>
        /// <param name="x">Source of the taps.</param>
        /// <param name="p">Place of the first position's first tap.</param>
        /// <param name="positions">Positions.</param>
        /// <param name="y32">int32 sums, or null.</param>
        /// <param name="y8">int8 outputs, used where <paramref name="y32"/> is null.</param>
        /// <param name="o">Place of the first position's first output channel; positions follow each other at all output channels.</param>
        /// <param name="requantization">Used for int8 outputs.</param>
        internal void SweepRow(sbyte[] x, int p, int positions, int[] y32, sbyte[] y8, int o, Requantization requantization)
        {
            int step = _window.StrideX * _window.Channels, outStep = _bias.Length;
            Workspace workspace = _workspace;
            for (int first = 0; first < positions; first += _chunk)
            {
                int count = positions - first < _chunk ? positions - first : _chunk;
                for (int pass = 0; pass < _carries.Length; pass++)
                {
                    int lanes = LanesOf(pass), k = ChannelOf(pass);
                    SweepBlocks(x, p + pass / _passes * _channels, step, count, pass, lanes);
                    for (int lane = 0; lane < lanes; lane += 3)
                    {
                        long[] sums = lane == 0 ? workspace.A : lane == 3 ? workspace.B : workspace.C;
                        int stored = lanes - lane < 3 ? lanes - lane : 3;
                        if (y32 != null) StoreSums(sums, lane, stored, count, k + lane, y32, o + k + lane, outStep, _carries[pass]);
                        else Requantize(sums, lane, stored, count, k + lane, y8, o + k + lane, outStep, requantization, _carries[pass]);
                    }
                }
                p += count * step;
                o += count * outStep;
            }
        }

        private int LanesOf(int pass)
        {
            int left = _outputs - pass % _passes * 9;
            return left < 9 ? left : 9;
        }

        private int ChannelOf(int pass) => pass / _passes * _outputs + pass % _passes * 9;

        // Tap of [R, S, C] at a place of the blocks.
        private int TapAt(int place) => _is3x3 ? place % 9 * _channels + place / 9 : place;

        private void StartPacking()
        {
            for (int k = 0; k < _bias.Length; k++) _bias[k] -= Lanes.Offset;
            Array.Clear(_carries, 0, _carries.Length);
            Array.Clear(_flushAfter, 0, _flushAfter.Length);
        }

        // Stores the block that stands in the workspace, and decides whether the lanes are flushed before it.
        private void Pack(int pass, int block)
        {
            int lanes = LanesOf(pass), k = ChannelOf(pass), at = 0;
            sbyte[] taps = _workspace.Taps;
            int[] load = _workspace.Load;
            bool full = false;
            for (int lane = 0; lane < lanes; lane++)
            {
                int sum = 0, magnitude = 0;
                for (int end = at + _block; at < end; at++)
                {
                    int weight = taps[at];
                    sum += weight;
                    magnitude += weight < 0 ? -weight : weight;
                }
                _bias[k + lane] -= _inputZeroPoint * sum;
                load[lane] = magnitude + (block == 0 ? 0 : load[lane]);
                load[9 + lane] = magnitude;
                if (load[lane] > Lanes.Capacity) full = true;
            }
            if (full)
            {
                _flushAfter[pass * _blocks + block - 1] = true;
                _carries[pass] = true;
                Array.Copy(load, 9, load, 0, 9);
            }
            int array = pass * _arrays + block / ArrayBlocks, place = block % ArrayBlocks * _block;
            if (_isCompact) Array.Copy(taps, 0, _compact[array], place * lanes, lanes * _block);
            else PackLanes(taps, 0, lanes, _block, _weights[array], place * (lanes <= 3 ? 1 : 3));
        }

        // Three output channels into each long.
        private static void PackLanes(sbyte[] taps, int from, int lanes, int block, long[] packed, int at)
        {
            for (int lane = 0; lane < lanes; lane += 3)
            {
                for (int i = from; i < from + block; i++)
                {
                    long weights = taps[i];
                    if (lane + 1 < lanes) weights += (long)taps[i + block] << 21;
                    if (lane + 2 < lanes) weights += (long)taps[i + block + block] << 42;
                    packed[at++] = weights;
                }
                from += 3 * block;
            }
        }

        private void SweepBlocks(sbyte[] x, int p, int step, int count, int pass, int lanes)
        {
            bool single = lanes <= 3, carries = _carries[pass];
            Workspace workspace = _workspace;
            long[] a = workspace.A, b = workspace.B, c = workspace.C;
            Array.Copy(workspace.Start, 0, a, 0, count);
            if (!single)
            {
                Array.Copy(workspace.Start, 0, b, 0, count);
                Array.Copy(workspace.Start, 0, c, 0, count);
            }
            if (carries) Array.Clear(workspace.Carry, 0, workspace.Carry.Length);
            for (int block = 0; block < _blocks; block++)
            {
                int array = pass * _arrays + block / ArrayBlocks, place = block % ArrayBlocks * _block, at = 0;
                long[] weights = workspace.Block;
                if (_isCompact) PackLanes(_compact[array], place * lanes, lanes, _block, weights, 0);
                else
                {
                    weights = _weights[array];
                    at = single ? place : 3 * place;
                }
                int tap = _move > 0 ? 0 : block * _block;
                if (_block == 9 && single) Sweeps.Sweep9Of3(x, p, step, count, _offsets, tap, _slides, weights, at, a);
                else if (_block == 9) Sweeps.Sweep9Of9(x, p, step, count, _offsets, tap, _slides, weights, at, a, b, c);
                else if (single) Sweeps.Sweep8Of3(x, p, step, count, _offsets, tap, weights, at, a);
                else if (block % 2 == 0 && block + 1 < _blocks && !_isCompact && !(carries && _flushAfter[pass * _blocks + block]))
                {
                    Sweeps.Sweep16Of9(x, p, step, count, _offsets, tap, _move > 0 ? 0 : tap + 8, _move, weights, at, a, b, c);
                    p += _move;
                    block++;
                }
                else Sweeps.Sweep8Of9(x, p, step, count, _offsets, tap, weights, at, a, b, c);
                p += _move;
                if (carries && _flushAfter[pass * _blocks + block]) Flush(lanes, count);
            }
        }

        private void Flush(int lanes, int count)
        {
            Workspace workspace = _workspace;
            int[] carry = workspace.Carry;
            for (int lane = 0; lane < lanes; lane++)
            {
                long[] sums = lane < 3 ? workspace.A : lane < 6 ? workspace.B : workspace.C;
                int shift = lane % 3 * 21, at = lane * workspace.B.Length;
                for (int n = 0; n < count; n++) carry[at + n] += ((int)(sums[n] >> shift) & Lanes.Mask) - Lanes.Offset;
            }
            Array.Copy(workspace.Start, 0, workspace.A, 0, count);
            Array.Copy(workspace.Start, 0, workspace.B, 0, count);
            Array.Copy(workspace.Start, 0, workspace.C, 0, count);
        }

        // Three channels' sums, fewer at the end of a group.
        private void StoreSums(long[] sums, int lane, int stored, int count, int k, int[] y, int o, int outStep, bool carries)
        {
            if (carries)
            {
                for (int i = 0; i < stored; i++) StoreCarried(sums, lane + i, count, k + i, y, o + i, outStep);
                return;
            }
            bool full = stored == 3;
            int bias0 = _bias[k], bias1 = stored > 1 ? _bias[k + 1] : 0, bias2 = stored > 2 ? _bias[k + 2] : 0;
            for (int n = 0; n < count; n++)
            {
                long s = sums[n];
                y[o] = ((int)s & Lanes.Mask) + bias0;
                if (full)
                {
                    y[o + 1] = ((int)(s >> 21) & Lanes.Mask) + bias1;
                    y[o + 2] = (int)(s >> 42) + bias2;
                }
                else if (stored > 1) y[o + 1] = ((int)(s >> 21) & Lanes.Mask) + bias1;
                o += outStep;
            }
        }

        // One channel's sums, with what was flushed.
        private void StoreCarried(long[] sums, int lane, int count, int k, int[] y, int o, int outStep)
        {
            int[] carry = _workspace.Carry;
            int shift = lane % 3 * 21, at = lane * _workspace.B.Length, bias = _bias[k];
            for (int n = 0; n < count; n++)
            {
                y[o] = ((int)(sums[n] >> shift) & Lanes.Mask) + carry[at + n] + bias;
                o += outStep;
            }
        }

        private void Requantize(long[] sums, int lane, int stored, int count, int k, sbyte[] y, int o, int outStep, Requantization q, bool carries)
        {
            if (!carries && IsOneShift(q, k) && (stored < 2 || IsOneShift(q, k + 1)) && (stored < 3 || IsOneShift(q, k + 2)))
            {
                RequantizeLanes(sums, stored, count, k, y, o, outStep, q);
                return;
            }
            if (!carries) Array.Clear(_workspace.Carry, 0, _workspace.Carry.Length);
            for (int i = 0; i < stored; i++)
            {
                StoreCarried(sums, lane + i, count, k + i, _workspace.Sums, 0, 1);
                q.Row(_workspace.Sums, 0, count, k + i, y, o + i, outStep);
            }
        }

        // RequantizeLanes adds bias and lane as long, where a sum beyond int32 would not wrap.
        private bool IsOneShift(Requantization q, int k) => _bias[k] <= int.MaxValue - (long)Lanes.Mask && q.IsOneShift(k);

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
                long t = (s & Lanes.Mask) * m0 + add0;
                if (!hidesTies) t += (t - half0) >> 63 << 31;
                int v = (int)(t >> e0);
                if (v < minimum) v = minimum;
                else if (v > maximum) v = maximum;
                y[o] = (sbyte)v;
                if (stored > 1)
                {
                    t = ((s >> 21) & Lanes.Mask) * m1 + add1;
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
