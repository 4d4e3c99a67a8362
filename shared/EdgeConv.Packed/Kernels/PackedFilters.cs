using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// The filters of a convolution, with three output channels packed into each long, and their sweep along a row of positions. A long
    /// holds three accumulators (lanes) of 21 bits, so one multiply-add computes three output channels. This makes int8 convolution fast on
    /// an
    /// interpreter, where every instruction takes about the same time. During the sweep along a row, the weights of nine output channels
    /// and eight or nine taps are held in local variables.
    /// </summary>
    internal sealed class PackedFilters : FilterLayout
    {
        private int[] _offsets;                 // offset of each tap from the position's first element, in the source
        private long[][] _weights;              // for each pass: [block][one or three longs of three output channels][tap]
        private sbyte[][] _compact;             // the same in one byte each: [block][output channel][tap]
        // For each pass and block: whether the lanes are flushed into the carry after it; empty if no lane can ever be full.
        private bool[] _flushAfter;
        private bool[] _carries;                // for each pass: whether any of its blocks is flushed

        /// <summary>Makes filters without arrays; <see cref="Allocate"/> makes the arrays.</summary>
        /// <param name="window">Geometry; C is the number of input channels of all groups.</param>
        /// <param name="outputs">Output channels of all groups.</param>
        /// <param name="groups">Number of groups of output channels; each reads its own input channels, which are adjacent in the
        /// source.</param>
        /// <param name="pitch">Elements from one row of taps to the next, in the source.</param>
        /// <param name="positions">Number of positions in a row.</param>
        /// <param name="inputZeroPoint">Zero point of the source.</param>
        /// <param name="isDepthwise">Whether weights have the layout [R, S, K]; else [K, R, S, C / groups].</param>
        /// <param name="isCompact">Whether a weight takes one byte instead of 8/3; the sweep is slower, because it packs each block
        /// first.</param>
        /// <param name="workspace">Buffers for the inference.</param>
        internal PackedFilters(Window2D window, int outputs, int groups, int pitch, int positions, int inputZeroPoint, bool isDepthwise,
            bool isCompact, Workspace workspace)
            : base(window, outputs, groups, pitch, positions, inputZeroPoint, isDepthwise, isCompact, workspace)
        {
        }

        internal override void Allocate()
        {
            _offsets = new int[OffsetCount];
            for (int index = 0; index < _offsets.Length; index++)
            {
                int tap = TapAt(index), i = tap / _channels / _window.Columns, j = tap / _channels % _window.Columns;
                if (tap < Taps) _offsets[index] = i * _pitch + j * _window.DilationX * _window.Channels + tap % _channels;
            }
            if (_isCompact) _compact = new sbyte[_allPasses * _arrays][];
            else _weights = new long[_allPasses * _arrays][];
            for (int i = 0; i < _allPasses * _arrays; i++)
            {
                int left = _blocks - i % _arrays * ArrayBlocks, lanes = LanesOf(i / _arrays);
                int taps = (left < ArrayBlocks ? left : ArrayBlocks) * _block;
                if (_isCompact) _compact[i] = new sbyte[taps * lanes];
                else _weights[i] = new long[taps * (lanes <= 3 ? 1 : 3)];
            }
            _carries = new bool[_allPasses];
            _flushAfter = new bool[MayFlush ? _allPasses * _blocks : 0];
        }

        internal override void SweepRow(sbyte[] x, int p, int[] y32, sbyte[] y8, int o)
        {
            int step = _window.StrideX * _window.Channels, positions = _positions;
            Workspace workspace = Workspace;
            for (int first = 0; first < positions; first += _chunk)
            {
                int count = positions - first < _chunk ? positions - first : _chunk;
                for (int pass = 0; pass < _allPasses; pass++)
                {
                    int lanes = LanesOf(pass), k = ChannelOf(pass);
                    SweepBlocks(x, p + pass / _passes * _channels, step, count, pass, lanes);
                    for (int lane = 0; lane < lanes; lane += 3)
                    {
                        long[] sums = lane == 0 ? workspace.A : lane == 3 ? workspace.B : workspace.C;
                        int stored = lanes - lane < 3 ? lanes - lane : 3;
                        bool carries = _carries[pass];
                        if (y32 != null) LaneEpilogue.StoreSums(this, sums, lane, stored, count, k + lane, y32, o + k + lane, carries);
                        else LaneEpilogue.StoreInt8(this, sums, lane, stored, count, k + lane, y8, o + k + lane, carries);
                    }
                }
                p += count * step;
                o += count * Outputs;
            }
        }

        internal override void StartPacking()
        {
            for (int k = 0; k < Outputs; k++) Bias[k] -= Lanes.Offset;
            Array.Clear(_carries, 0, _carries.Length);
            Array.Clear(_flushAfter, 0, _flushAfter.Length);
        }

        /// <summary>Stores the block that is in the workspace, and decides whether the lanes are flushed before it.</summary>
        internal override void Pack(int pass, int block)
        {
            int lanes = LanesOf(pass), k = ChannelOf(pass), at = 0;
            sbyte[] taps = Workspace.Taps;
            int[] load = Workspace.Load;
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
                Bias[k + lane] -= InputZeroPoint * sum;
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
            int array = pass * _arrays + block / ArrayBlocks, first = block % ArrayBlocks * _block;
            if (_isCompact) Array.Copy(taps, 0, _compact[array], first * lanes, lanes * _block);
            else PackLanes(taps, 0, lanes, _block, _weights[array], first * (lanes <= 3 ? 1 : 3));
        }

        // Packs three output channels into each long.
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
            Workspace workspace = Workspace;
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
                int array = pass * _arrays + block / ArrayBlocks, first = block % ArrayBlocks * _block, at = 0;
                long[] weights = workspace.Block;
                if (_isCompact) PackLanes(_compact[array], first * lanes, lanes, _block, weights, 0);
                else
                {
                    weights = _weights[array];
                    at = single ? first : 3 * first;
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
            Workspace workspace = Workspace;
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
