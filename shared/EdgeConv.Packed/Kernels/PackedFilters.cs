using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// The filters of a convolution, three output channels packed into each long, and their sweep along one row of positions.
    /// A long holds three sums (lanes) of 21 bits, so one multiply-add serves three output channels: on an interpreter, where every
    /// instruction costs the same, that is what makes int8 convolution fast. The weights of nine output channels and eight or nine taps are
    /// held in locals while a row of positions passes by.
    /// </summary>
    internal sealed class PackedFilters : FilterLayout
    {
        private int[] _offsets;                 // offset of each tap from the position's first, in the source
        private long[][] _weights;              // per pass of each group: [block][three or nine output channels, by three][tap]
        private sbyte[][] _compact;             // the same in one byte each: [block][output channel][tap]
        // Per pass and block: lanes are emptied into the carry after it; empty where no lane can be full.
        private bool[] _flushAfter;
        private bool[] _carries;                // per pass: one of its blocks is flushed
        private int[] _bias;                    // per output channel, less what the zero point and the lane bias add

        /// <summary>
        /// Lays out filters; no array is made before <see cref="Allocate"/>. The parameters are those of <see cref="FilterLayout"/>.
        /// </summary>
        internal PackedFilters(Window2D window, int rows, int groups, int outputs, int pitch, int inputZeroPoint, int positions,
            bool isCompact, Workspace workspace)
            : base(window, rows, groups, outputs, pitch, inputZeroPoint, positions, isCompact, workspace)
        {
        }

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
                int first = i % _arrays * ArrayBlocks, blocks = _blocks - first < ArrayBlocks ? _blocks - first : ArrayBlocks, lanes =
                    LanesOf(i / _arrays);
                if (_isCompact) _compact[i] = new sbyte[blocks * _block * lanes];
                else _weights[i] = new long[blocks * _block * (lanes <= 3 ? 1 : 3)];
            }
            _carries = new bool[passes];
            _flushAfter = new bool[MayFlush ? passes * _blocks : 0];
        }

        /// <summary>
        /// Loads weights in the order [group, pass of nine output channels][block][output channel][tap]: what
        /// <see cref="FilterLayout.Gather"/> gives.
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
                        if (y32 != null) LaneEpilogue.Store(workspace, _bias, sums, lane, stored, count, k + lane, y32, o + k + lane,
                            outStep, _carries[pass]);
                        else LaneEpilogue.Requantize(workspace, _bias, sums, lane, stored, count, k + lane, y8, o + k + lane, outStep,
                            requantization, _carries[pass]);
                    }
                }
                p += count * step;
                o += count * outStep;
            }
        }

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
    }
}
