using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 fully connected layer, TensorFlow Lite's FULLY_CONNECTED: y[n, k] = requantize(bias[k] + sum over d of
    /// (x[n, d] - input zero point) * (w[k, d] - filter zero point)). Three outputs share a long, as in a convolution. Each weight is used
    /// only once, so the inputs are held in local variables instead of the weights.
    /// </summary>
    public sealed class FullyConnected : WeightTable, IKernel
    {
        private const int Block = 32;
        private const int ArrayGroups = 112;        // groups of three outputs of one array: 112 * 32 longs are 28,672 bytes

        private readonly int _batches, _inputs, _filterZeroPoint;
        private readonly int _groups, _blocks, _arrays;     // arrays of weights per block
        private readonly bool _isCompact;
        private long[][] _weights;                  // per block of inputs: [group of three outputs][input]
        private sbyte[][] _compact;                 // or in one byte each: [output][input]
        private bool[] _flushAfter;                 // whether the lanes are added to the accumulators after each block
        private sbyte[] _tail;                      // copy of the last block's inputs if they do not fill a block, else empty

        /// <summary>Packs the weights, and allocates all memory that the kernel ever needs.</summary>
        /// <param name="batches">N, at least 1.</param>
        /// <param name="inputs">Inputs per batch, at least 1.</param>
        /// <param name="outputs">K, at least 1.</param>
        /// <param name="weights">[K, inputs], each -128 to 127.</param>
        /// <param name="filterZeroPoint">Zero point of the weights, -128 to 127, 0 in most models.</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output.</param>
        /// <exception cref="ArgumentException">Lengths do not fit each other, or a number is out of its range.</exception>
        public FullyConnected(int batches, int inputs, int outputs, sbyte[] weights, int filterZeroPoint, int[] bias, int inputZeroPoint,
            Requantization requantization) : this(batches, inputs, outputs, filterZeroPoint, inputZeroPoint, false, new Workspace()) =>
            Create(requantization, weights, bias);

        /// <summary>Makes a layer without arrays. Before it runs, its weights must be loaded and its workspace allocated.</summary>
        internal FullyConnected(int batches, int inputs, int outputs, int filterZeroPoint, int inputZeroPoint, bool isCompact,
            Workspace workspace) : base(outputs, Argument.AtLeast(1, inputs, "inputs"), inputZeroPoint, workspace)
        {
            _batches = Argument.AtLeast(1, batches, "batches");
            _inputs = inputs;
            _filterZeroPoint = Argument.InRange("filterZeroPoint", filterZeroPoint, -128, 127);
            _isCompact = isCompact;
            _groups = (outputs + 2) / 3;
            _blocks = (inputs + Block - 1) / Block;
            _arrays = (_groups + ArrayGroups - 1) / ArrayGroups;
            // While weights are packed, the second half of the accumulators holds magnitudes.
            workspace.Reserve(isCompact ? 0 : _groups, 0, 6 * _groups);
        }

        internal override long WeightCount => (long)_blocks * Outputs * Block;

        internal override long Bytes =>
            (_isCompact ? WeightCount : 8L * _blocks * _groups * Block) + _blocks + (_inputs % Block != 0 ? Block : 0);

        /// <summary>Computes the layer.</summary>
        /// <param name="x">[N, inputs] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, K] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            for (int n = 0; n < _batches; n++)
            {
                SumUp(x, xOffset + n * _inputs);
                Requantization.Vector(Workspace.Sums, Outputs, y, yOffset + n * Outputs);
            }
        }

        /// <summary>Computes the layer and returns the int32 accumulators, bias included, without requantizing them.</summary>
        /// <param name="x">[N, inputs] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, K] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset)
        {
            for (int n = 0; n < _batches; n++)
            {
                SumUp(x, xOffset + n * _inputs);
                Array.Copy(Workspace.Sums, 0, y, yOffset + n * Outputs, Outputs);
            }
        }

        /// <summary>Here a part is a block of inputs, and its blocks are the outputs.</summary>
        internal override int CountOf(int part, int block) => part < _blocks && block < Outputs ? Block : 0;

        internal override void Gather(sbyte[] weights, int part, int block, sbyte[] taps)
        {
            int first = part * Block;
            Array.Clear(taps, 0, Block);
            Array.Copy(weights, block * _inputs + first, taps, 0, _inputs - first < Block ? _inputs - first : Block);
        }

        internal override void Allocate()
        {
            _flushAfter = new bool[_blocks];
            _tail = new sbyte[_inputs % Block != 0 ? Block : 0];
            if (_isCompact) _compact = new sbyte[_blocks * _arrays][];
            else _weights = new long[_blocks * _arrays][];
            for (int i = 0; i < _blocks * _arrays; i++)
            {
                int first = i % _arrays * ArrayGroups;
                if (_isCompact) _compact[i] = new sbyte[OutputsFrom(first) * Block];
                else _weights[i] = new long[GroupsFrom(first) * Block];
            }
        }

        // Number of groups and of outputs in the array whose first group is given.
        private int GroupsFrom(int first) => _groups - first < ArrayGroups ? _groups - first : ArrayGroups;

        private int OutputsFrom(int first) => Outputs - 3 * first < 3 * ArrayGroups ? Outputs - 3 * first : 3 * ArrayGroups;

        internal override void StartPacking()
        {
            for (int k = 0; k < Outputs; k++) Bias[k] += InputZeroPoint * _filterZeroPoint * _inputs;
            Array.Clear(_flushAfter, 0, _blocks);
            Array.Clear(Workspace.Sums, 0, 6 * _groups);
        }

        internal override void Pack(int part, int k)
        {
            sbyte[] taps = Workspace.Taps;
            int[] sums = Workspace.Sums;
            int sum = 0, magnitude = 0, array = part * _arrays + k / (3 * ArrayGroups), inArray = k % (3 * ArrayGroups);
            for (int i = 0; i < Block; i++)
            {
                int weight = taps[i];
                sum += weight;
                magnitude += weight < 0 ? -weight : weight;
            }
            Bias[k] -= InputZeroPoint * sum;
            sums[k] += magnitude;
            sums[3 * _groups + k] = magnitude;
            if (_isCompact)
            {
                Array.Copy(taps, 0, _compact[array], inArray * Block, Block);
                return;
            }
            long[] packed = _weights[array];
            int at = inArray / 3 * Block, shift = inArray % 3 * 21;
            for (int i = 0; i < Block; i++) packed[at + i] = (shift == 0 ? 0 : packed[at + i]) + ((long)taps[i] << shift);
        }

        /// <summary>
        /// Decides whether the lanes are flushed before this block of inputs, which is necessary if the block could overflow a lane.
        /// </summary>
        internal override void EndPart(int part)
        {
            int[] sums = Workspace.Sums;
            int max = 0;
            for (int k = 0; k < Outputs; k++)
                if (sums[k] > max) max = sums[k];
            _flushAfter[part] = part == _blocks - 1;
            if (max <= Lanes.Capacity) return;
            _flushAfter[part - 1] = true;
            Array.Copy(sums, 3 * _groups, sums, 0, 3 * _groups);
        }

        private void SumUp(sbyte[] x, int p)
        {
            Array.Copy(Bias, 0, Workspace.Sums, 0, Outputs);
            if (_filterZeroPoint != 0) SubtractFilterZeroPoint(x, p);
            long[] lanes = Workspace.A;
            bool isCompact = _isCompact;
            bool[] flushAfter = _flushAfter;
            int arrays = _arrays, tailBlock = _tail.Length > 0 ? _blocks - 1 : -1;
            if (!isCompact) Array.Copy(Workspace.Start, 0, lanes, 0, _groups);
            for (int block = 0; block < flushAfter.Length; block++, p += Block)
            {
                if (block == tailBlock)
                {
                    Array.Copy(x, p, _tail, 0, _inputs % Block);
                    x = _tail;
                    p = 0;
                }
                for (int i = 0; i < arrays; i++)
                {
                    int first = i * ArrayGroups, array = block * arrays + i;
                    if (isCompact) AddCompactBlock(x, p, _compact[array], Workspace.Sums, 3 * first, OutputsFrom(first));
                    else AddBlock(x, p, _weights[array], lanes, first, GroupsFrom(first));
                }
                if (!isCompact && flushAfter[block]) Flush();
            }
        }

        private void SubtractFilterZeroPoint(sbyte[] x, int p)
        {
            int[] sums = Workspace.Sums;
            int sum = 0;
            for (int d = 0; d < _inputs; d++) sum += x[p + d];
            sum *= _filterZeroPoint;
            for (int k = 0; k < Outputs; k++) sums[k] -= sum;
        }

        private void Flush()
        {
            int[] sums = Workspace.Sums;
            long[] lanes = Workspace.A;
            for (int g = 0, k = 0; g < _groups; g++, k += 3)
            {
                long s = lanes[g];
                sums[k] = sums[k] + ((int)s & Lanes.Mask) - Lanes.Offset;
                sums[k + 1] = sums[k + 1] + ((int)(s >> 21) & Lanes.Mask) - Lanes.Offset;
                sums[k + 2] = sums[k + 2] + (int)(s >> 42) - Lanes.Offset;
            }
            Array.Copy(Workspace.Start, 0, lanes, 0, _groups);
        }

        private static void AddBlock(sbyte[] x, int p, long[] w, long[] sums, int g, int count)
        {
            long x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];
            long x8 = x[p + 8], x9 = x[p + 9], x10 = x[p + 10], x11 = x[p + 11], x12 = x[p + 12], x13 = x[p + 13], x14 = x[p + 14];
            long x15 = x[p + 15], x16 = x[p + 16], x17 = x[p + 17], x18 = x[p + 18], x19 = x[p + 19], x20 = x[p + 20], x21 = x[p + 21];
            long x22 = x[p + 22], x23 = x[p + 23], x24 = x[p + 24], x25 = x[p + 25], x26 = x[p + 26], x27 = x[p + 27], x28 = x[p + 28];
            long x29 = x[p + 29], x30 = x[p + 30], x31 = x[p + 31];
            count += g;
            for (int at = 0; g < count; g++, at += Block)
                sums[g] = sums[g] + x0 * w[at] + x1 * w[at + 1] + x2 * w[at + 2] + x3 * w[at + 3] + x4 * w[at + 4] + x5 * w[at + 5]
                    + x6 * w[at + 6] + x7 * w[at + 7] + x8 * w[at + 8] + x9 * w[at + 9] + x10 * w[at + 10] + x11 * w[at + 11]
                    + x12 * w[at + 12] + x13 * w[at + 13] + x14 * w[at + 14] + x15 * w[at + 15] + x16 * w[at + 16] + x17 * w[at + 17]
                    + x18 * w[at + 18] + x19 * w[at + 19] + x20 * w[at + 20] + x21 * w[at + 21] + x22 * w[at + 22] + x23 * w[at + 23]
                    + x24 * w[at + 24] + x25 * w[at + 25] + x26 * w[at + 26] + x27 * w[at + 27] + x28 * w[at + 28] + x29 * w[at + 29]
                    + x30 * w[at + 30] + x31 * w[at + 31];
        }

        // Uses an int32 accumulator per output, because packing weights into lanes that are used only once would take longer.
        private static void AddCompactBlock(sbyte[] x, int p, sbyte[] w, int[] sums, int k, int count)
        {
            int x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];
            int x8 = x[p + 8], x9 = x[p + 9], x10 = x[p + 10], x11 = x[p + 11], x12 = x[p + 12], x13 = x[p + 13], x14 = x[p + 14];
            int x15 = x[p + 15], x16 = x[p + 16], x17 = x[p + 17], x18 = x[p + 18], x19 = x[p + 19], x20 = x[p + 20], x21 = x[p + 21];
            int x22 = x[p + 22], x23 = x[p + 23], x24 = x[p + 24], x25 = x[p + 25], x26 = x[p + 26], x27 = x[p + 27], x28 = x[p + 28];
            int x29 = x[p + 29], x30 = x[p + 30], x31 = x[p + 31];
            count += k;
            for (int at = 0; k < count; k++, at += Block)
                sums[k] = sums[k] + x0 * w[at] + x1 * w[at + 1] + x2 * w[at + 2] + x3 * w[at + 3] + x4 * w[at + 4] + x5 * w[at + 5]
                    + x6 * w[at + 6] + x7 * w[at + 7] + x8 * w[at + 8] + x9 * w[at + 9] + x10 * w[at + 10] + x11 * w[at + 11]
                    + x12 * w[at + 12] + x13 * w[at + 13] + x14 * w[at + 14] + x15 * w[at + 15] + x16 * w[at + 16] + x17 * w[at + 17]
                    + x18 * w[at + 18] + x19 * w[at + 19] + x20 * w[at + 20] + x21 * w[at + 21] + x22 * w[at + 22] + x23 * w[at + 23]
                    + x24 * w[at + 24] + x25 * w[at + 25] + x26 * w[at + 26] + x27 * w[at + 27] + x28 * w[at + 28] + x29 * w[at + 29]
                    + x30 * w[at + 30] + x31 * w[at + 31];
        }
    }
}
