using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 fully connected layer, TensorFlow Lite's FULLY_CONNECTED: y[n, k] = requantize(bias[k] + sum over d of (x[n, d] - input zero
    /// point) * (w[k, d] - filter zero point)). Three outputs share a long, as in a convolution; each weight is used once, so it is the
    /// inputs that wait in locals.
    /// </summary>
    public sealed class FullyConnected : IWeightedKernel
    {
        private const int Block = 32;
        private const int ArrayGroups = 112;        // groups of three outputs of one array: 112 * 32 longs are 28,672 bytes

        private readonly int _batches, _inputs, _outputs, _inputZeroPoint, _filterZeroPoint;
        private readonly int _groups, _blocks, _arrays;     // arrays of weights per block
        private readonly bool _isCompact;
        private readonly Workspace _workspace;
        private Requantization _requantization;
        private long[][] _weights;                  // per block of inputs: [group of three outputs][input]
        private sbyte[][] _compact;                 // or in one byte each: [output][input]
        private bool[] _flushAfter;                 // lanes are emptied into the sums after this block
        private int[] _bias;                        // per output, with what does not depend on the inputs
        private sbyte[] _tail;                      // the last block's inputs where they do not fill it, else empty

        /// <summary>Packs the weights; allocates all it will ever need.</summary>
        /// <param name="batches">N, at least 1.</param>
        /// <param name="inputs">Inputs per batch, at least 1.</param>
        /// <param name="outputs">K, at least 1.</param>
        /// <param name="weights">[K, inputs], each -128 to 127.</param>
        /// <param name="filterZeroPoint">Zero point of the weights, -128 to 127, 0 in most models.</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public FullyConnected(int batches, int inputs, int outputs, sbyte[] weights, int filterZeroPoint, int[] bias, int inputZeroPoint,
            Requantization requantization)
            : this(batches, inputs, outputs, filterZeroPoint, inputZeroPoint, false, new Workspace())
        {
            requantization.CheckChannels(outputs);
            _requantization = requantization;
            _workspace.Allocate();
            Allocate(new int[outputs]);
            SetWeights(weights, bias);
        }

        /// <summary>
        /// Lays out a layer that gets its arrays from <see cref="IWeightedKernel.Load"/>, and its buffers from a workspace to be allocated
        /// before.
        /// </summary>
        internal FullyConnected(int batches, int inputs, int outputs, int filterZeroPoint, int inputZeroPoint, bool isCompact,
            Workspace workspace)
        {
            _batches = Argument.AtLeast(1, batches, "batches");
            _inputs = Argument.AtLeast(1, inputs, "inputs");
            _outputs = Argument.AtLeast(1, outputs, "outputs");
            Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            Argument.InRange("filterZeroPoint", filterZeroPoint, -128, 127);
            _inputZeroPoint = inputZeroPoint;
            _filterZeroPoint = filterZeroPoint;
            _isCompact = isCompact;
            _workspace = workspace;
            _groups = (outputs + 2) / 3;
            _blocks = (inputs + Block - 1) / Block;
            _arrays = (_groups + ArrayGroups - 1) / ArrayGroups;
            // The second half of the sums holds magnitudes while weights are packed.
            workspace.Reserve(isCompact ? 0 : _groups, 0, 6 * _groups);
        }

        long IWeightedKernel.WeightCount => (long)_blocks * _outputs * Block;

        long IWeightedKernel.Bytes =>
            (_isCompact ? (long)_blocks * _outputs * Block : 8L * _blocks * _groups * Block) + _blocks + (_inputs % Block != 0 ? Block : 0);

        void IWeightedKernel.Load(Requantization requantization, int[] bias, IWeightSource weights)
        {
            _requantization = requantization;
            Allocate(bias);
            StartPacking();
            for (int block = 0; block < _blocks; block++)
            {
                for (int k = 0; k < _outputs; k++)
                {
                    weights.Read(_workspace.Taps, 0, Block);
                    Pack(k, block);
                }
                EndBlock(block);
            }
        }

        /// <summary>Replaces weights and biases, also while the loop runs between two frames; allocates nothing.</summary>
        /// <param name="weights">[K, inputs].</param>
        /// <param name="bias">[K], or null.</param>
        /// <exception cref="ArgumentException">Another number of weights or biases than the layer was made for.</exception>
        public void SetWeights(sbyte[] weights, int[] bias)
        {
            if (weights == null || weights.Length != _inputs * _outputs) throw new ArgumentException("weights: [K, inputs] has "
                + (_inputs * _outputs).ToString());
            if (bias != null && bias.Length != _outputs) throw new ArgumentException("bias: one per output, " + _outputs.ToString());
            for (int k = 0; k < _outputs; k++) _bias[k] = bias == null ? 0 : bias[k];
            StartPacking();
            for (int block = 0; block < _blocks; block++)
            {
                for (int k = 0; k < _outputs; k++)
                {
                    Gather(weights, block, k, _workspace.Taps);
                    Pack(k, block);
                }
                EndBlock(block);
            }
        }

        /// <summary>
        /// Collects weights in the order <see cref="IWeightedKernel.Load"/> takes them, output after output of a block; returns how many,
        /// 0 after the last.
        /// </summary>
        internal int Gather(sbyte[] weights, int block, int k, sbyte[] taps)
        {
            if (block == _blocks || k == _outputs) return 0;
            int first = block * Block, count = _inputs - first < Block ? _inputs - first : Block;
            Array.Clear(taps, 0, Block);
            Array.Copy(weights, k * _inputs + first, taps, 0, count);
            return Block;
        }

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
                _requantization.Vector(_workspace.Sums, _outputs, y, yOffset + n * _outputs);
            }
        }

        /// <summary>Computes the layer and leaves the int32 sums, bias included.</summary>
        /// <param name="x">[N, inputs] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, K] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset)
        {
            for (int n = 0; n < _batches; n++)
            {
                SumUp(x, xOffset + n * _inputs);
                Array.Copy(_workspace.Sums, 0, y, yOffset + n * _outputs, _outputs);
            }
        }

        private void Allocate(int[] bias)
        {
            _bias = bias;
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

        // Groups and outputs of the array whose first group is given.
        private int GroupsFrom(int first) => _groups - first < ArrayGroups ? _groups - first : ArrayGroups;

        private int OutputsFrom(int first) => _outputs - 3 * first < 3 * ArrayGroups ? _outputs - 3 * first : 3 * ArrayGroups;

        private void StartPacking()
        {
            for (int k = 0; k < _outputs; k++) _bias[k] += _inputZeroPoint * _filterZeroPoint * _inputs;
            Array.Clear(_flushAfter, 0, _blocks);
            Array.Clear(_workspace.Sums, 0, 6 * _groups);
        }

        // Stores the weights of one output and block that stand in the workspace.
        private void Pack(int k, int block)
        {
            sbyte[] taps = _workspace.Taps;
            int sum = 0, magnitude = 0, array = block * _arrays + k / (3 * ArrayGroups), inArray = k % (3 * ArrayGroups);
            for (int i = 0; i < Block; i++)
            {
                int weight = taps[i];
                sum += weight;
                magnitude += weight < 0 ? -weight : weight;
            }
            _bias[k] -= _inputZeroPoint * sum;
            _workspace.Sums[k] += magnitude;
            _workspace.Sums[3 * _groups + k] = magnitude;
            if (_isCompact)
            {
                Array.Copy(taps, 0, _compact[array], inArray * Block, Block);
                return;
            }
            long[] packed = _weights[array];
            int at = inArray / 3 * Block, shift = inArray % 3 * 21;
            for (int i = 0; i < Block; i++) packed[at + i] = (shift == 0 ? 0 : packed[at + i]) + ((long)taps[i] << shift);
        }

        // Flushes the lanes before this block where it would fill one.
        private void EndBlock(int block)
        {
            int[] sums = _workspace.Sums;
            int most = 0;
            for (int k = 0; k < _outputs; k++)
                if (sums[k] > most) most = sums[k];
            _flushAfter[block] = block == _blocks - 1;
            if (most <= Lanes.Capacity) return;
            _flushAfter[block - 1] = true;
            Array.Copy(sums, 3 * _groups, sums, 0, 3 * _groups);
        }

        private void SumUp(sbyte[] x, int p)
        {
            Array.Copy(_bias, 0, _workspace.Sums, 0, _outputs);
            if (_filterZeroPoint != 0) SubtractFilterZeroPoint(x, p);
            long[] lanes = _workspace.A;
            bool isCompact = _isCompact;
            bool[] flushAfter = _flushAfter;
            int arrays = _arrays, tailBlock = _tail.Length > 0 ? _blocks - 1 : -1;
            if (!isCompact) Array.Copy(_workspace.Start, 0, lanes, 0, _groups);
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
                    if (isCompact) AddCompactBlock(x, p, _compact[array], _workspace.Sums, 3 * first, OutputsFrom(first));
                    else AddBlock(x, p, _weights[array], lanes, first, GroupsFrom(first));
                }
                if (!isCompact && flushAfter[block]) Flush();
            }
        }

        private void SubtractFilterZeroPoint(sbyte[] x, int p)
        {
            int[] sums = _workspace.Sums;
            int sum = 0;
            for (int d = 0; d < _inputs; d++) sum += x[p + d];
            sum *= _filterZeroPoint;
            for (int k = 0; k < _outputs; k++) sums[k] -= sum;
        }

        private void Flush()
        {
            int[] sums = _workspace.Sums;
            long[] lanes = _workspace.A;
            for (int g = 0, k = 0; g < _groups; g++, k += 3)
            {
                long s = lanes[g];
                sums[k] = sums[k] + ((int)s & Lanes.Mask) - Lanes.Offset;
                sums[k + 1] = sums[k + 1] + ((int)(s >> 21) & Lanes.Mask) - Lanes.Offset;
                sums[k + 2] = sums[k + 2] + (int)(s >> 42) - Lanes.Offset;
            }
            Array.Copy(_workspace.Start, 0, lanes, 0, _groups);
        }

        private static void AddBlock(sbyte[] x, int p, long[] w, long[] sums, int g, int count)
        {
            long x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];
            long x8 = x[p + 8], x9 = x[p + 9], x10 = x[p + 10], x11 = x[p + 11], x12 = x[p + 12], x13 = x[p + 13], x14 = x[p + 14], x15 =
                x[p + 15];
            long x16 = x[p + 16], x17 = x[p + 17], x18 = x[p + 18], x19 = x[p + 19], x20 = x[p + 20], x21 = x[p + 21], x22 = x[p + 22],
                x23 = x[p + 23];
            long x24 = x[p + 24], x25 = x[p + 25], x26 = x[p + 26], x27 = x[p + 27], x28 = x[p + 28], x29 = x[p + 29], x30 = x[p + 30],
                x31 = x[p + 31];
            count += g;
            for (int at = 0; g < count; g++, at += Block)
            {
                sums[g] = sums[g]
                    + x0 * w[at] + x1 * w[at + 1] + x2 * w[at + 2] + x3 * w[at + 3] + x4 * w[at + 4] + x5 * w[at + 5] + x6 * w[at + 6]
                        + x7 * w[at + 7]
                    + x8 * w[at + 8] + x9 * w[at + 9] + x10 * w[at + 10] + x11 * w[at + 11] + x12 * w[at + 12] + x13 * w[at + 13]
                        + x14 * w[at + 14] + x15 * w[at + 15]
                    + x16 * w[at + 16] + x17 * w[at + 17] + x18 * w[at + 18] + x19 * w[at + 19] + x20 * w[at + 20] + x21 * w[at + 21]
                        + x22 * w[at + 22] + x23 * w[at + 23]
                    + x24 * w[at + 24] + x25 * w[at + 25] + x26 * w[at + 26] + x27 * w[at + 27] + x28 * w[at + 28] + x29 * w[at + 29]
                        + x30 * w[at + 30] + x31 * w[at + 31];
            }
        }

        // An int32 sum per output: to pack lanes for a single use would take longer.
        private static void AddCompactBlock(sbyte[] x, int p, sbyte[] w, int[] sums, int k, int count)
        {
            int x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];
            int x8 = x[p + 8], x9 = x[p + 9], x10 = x[p + 10], x11 = x[p + 11], x12 = x[p + 12], x13 = x[p + 13], x14 = x[p + 14], x15 =
                x[p + 15];
            int x16 = x[p + 16], x17 = x[p + 17], x18 = x[p + 18], x19 = x[p + 19], x20 = x[p + 20], x21 = x[p + 21], x22 = x[p + 22], x23 =
                x[p + 23];
            int x24 = x[p + 24], x25 = x[p + 25], x26 = x[p + 26], x27 = x[p + 27], x28 = x[p + 28], x29 = x[p + 29], x30 = x[p + 30], x31 =
                x[p + 31];
            count += k;
            for (int at = 0; k < count; k++, at += Block)
            {
                sums[k] = sums[k]
                    + x0 * w[at] + x1 * w[at + 1] + x2 * w[at + 2] + x3 * w[at + 3] + x4 * w[at + 4] + x5 * w[at + 5] + x6 * w[at + 6]
                        + x7 * w[at + 7]
                    + x8 * w[at + 8] + x9 * w[at + 9] + x10 * w[at + 10] + x11 * w[at + 11] + x12 * w[at + 12] + x13 * w[at + 13]
                        + x14 * w[at + 14] + x15 * w[at + 15]
                    + x16 * w[at + 16] + x17 * w[at + 17] + x18 * w[at + 18] + x19 * w[at + 19] + x20 * w[at + 20] + x21 * w[at + 21]
                        + x22 * w[at + 22] + x23 * w[at + 23]
                    + x24 * w[at + 24] + x25 * w[at + 25] + x26 * w[at + 26] + x27 * w[at + 27] + x28 * w[at + 28] + x29 * w[at + 29]
                        + x30 * w[at + 30] + x31 * w[at + 31];
            }
        }
    }
}
