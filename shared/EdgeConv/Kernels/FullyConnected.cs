using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 fully connected layer, TensorFlow Lite's FULLY_CONNECTED: y[n, k] = requantize(bias[k] + sum over d of
    /// (x[n, d] - input zero point) * (w[k, d] - filter zero point)). Three outputs share a long, as in a convolution; each weight is used once,
    /// so it is the inputs that wait in locals.
    /// </summary>
    public sealed class FullyConnected
    {
        private const int Block = 32;
        private const int LaneCapacity = 8191;      // as in PackedFilters: 128 * 8191 < 2^20
        private const long LaneBias = (1L << 20) + (1L << 41) + (1L << 62);

        private readonly int _batches, _inputs, _outputs, _inputZeroPoint, _filterZeroPoint;
        private readonly Requantization _requantization;
        private readonly long[][] _weights;         // per block of inputs: [group of three outputs][input]
        private readonly bool[] _flushAfter;        // lanes are emptied into _sums32 after this block
        private readonly int[] _load;               // per output: sum of weight magnitudes since the last flush
        private readonly int[] _bias;               // per output, with what does not depend on the inputs
        private readonly long[] _start, _lanes;     // per group of three outputs
        private readonly int[] _sums32;             // per output, filled up to whole groups
        private readonly sbyte[] _tail;             // the last block's inputs where they do not fill it, else null

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
        public FullyConnected(int batches, int inputs, int outputs, sbyte[] weights, int filterZeroPoint, int[] bias, int inputZeroPoint, Requantization requantization)
        {
            _batches = Window2D.AtLeast(1, batches, "batches");
            _inputs = Window2D.AtLeast(1, inputs, "inputs");
            _outputs = Window2D.AtLeast(1, outputs, "outputs");
            _inputZeroPoint = inputZeroPoint;
            _filterZeroPoint = filterZeroPoint;
            _requantization = requantization;
            requantization.CheckChannels(outputs);
            int groups = (outputs + 2) / 3;
            _weights = new long[(inputs + Block - 1) / Block][];
            for (int block = 0; block < _weights.Length; block++) _weights[block] = new long[groups * Block];
            _flushAfter = new bool[_weights.Length];
            _load = new int[outputs];
            _bias = new int[outputs];
            _start = new long[groups];
            _lanes = new long[groups];
            for (int g = 0; g < groups; g++) _start[g] = LaneBias;
            _sums32 = new int[3 * groups];
            if (inputs % Block != 0) _tail = new sbyte[Block];
            SetWeights(weights, bias);
        }

        /// <summary>Replaces weights and biases, also while the loop runs between two frames; allocates nothing.</summary>
        /// <param name="weights">[K, inputs].</param>
        /// <param name="bias">[K], or null.</param>
        /// <exception cref="ArgumentException">Another number of weights or biases than the layer was made for.</exception>
        public void SetWeights(sbyte[] weights, int[] bias)
        {
            if (weights == null || weights.Length != _inputs * _outputs) throw new ArgumentException("weights: [K, inputs] has " + (_inputs * _outputs).ToString());
            if (bias != null && bias.Length != _outputs) throw new ArgumentException("bias: one per output, " + _outputs.ToString());
            for (int k = 0; k < _outputs; k++)
            {
                int sum = 0;
                for (int d = 0; d < _inputs; d++) sum += weights[k * _inputs + d] - _filterZeroPoint;
                _bias[k] = (bias == null ? 0 : bias[k]) - _inputZeroPoint * sum;
                _load[k] = 0;
            }
            for (int block = 0; block < _weights.Length; block++)
            {
                bool full = false;
                for (int k = 0; k < _outputs; k++)
                {
                    _load[k] += PackBlock(weights, k, block);
                    if (_load[k] > LaneCapacity) full = true;
                }
                _flushAfter[block] = block == _weights.Length - 1;
                if (!full) continue;
                _flushAfter[block - 1] = true;
                for (int k = 0; k < _outputs; k++) _load[k] = PackBlock(weights, k, block);
            }
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
                _requantization.Vector(_sums32, _outputs, y, yOffset + n * _outputs);
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
                Array.Copy(_sums32, 0, y, yOffset + n * _outputs, _outputs);
            }
        }

        // Packs one output's lane of one block and returns the sum of its weights' magnitudes.
        private int PackBlock(sbyte[] weights, int k, int block)
        {
            long[] packed = _weights[block];
            int at = k / 3 * Block, shift = k % 3 * 21, first = block * Block, magnitude = 0;
            for (int i = 0; i < Block; i++)
            {
                int weight = first + i < _inputs ? weights[k * _inputs + first + i] : 0;
                if (shift == 0) packed[at + i] = weight;
                else packed[at + i] = packed[at + i] + ((long)weight << shift);
                magnitude += weight < 0 ? -weight : weight;
            }
            return magnitude;
        }

        private void SumUp(sbyte[] x, int p)
        {
            Array.Copy(_bias, 0, _sums32, 0, _outputs);
            if (_filterZeroPoint != 0) SubtractFilterZeroPoint(x, p);
            Array.Copy(_start, 0, _lanes, 0, _lanes.Length);
            for (int block = 0; block < _weights.Length; block++, p += Block)
            {
                if (block < _weights.Length - 1 || _tail == null) AddBlock(x, p, _weights[block], _lanes);
                else
                {
                    Array.Copy(x, p, _tail, 0, _inputs % Block);
                    AddBlock(_tail, 0, _weights[block], _lanes);
                }
                if (_flushAfter[block]) Flush();
            }
        }

        private void SubtractFilterZeroPoint(sbyte[] x, int p)
        {
            int sum = 0;
            for (int d = 0; d < _inputs; d++) sum += x[p + d];
            sum *= _filterZeroPoint;
            for (int k = 0; k < _outputs; k++) _sums32[k] -= sum;
        }

        private void Flush()
        {
            int[] sums = _sums32;
            long[] lanes = _lanes;
            int k = 0;
            for (int g = 0; g < lanes.Length; g++)
            {
                long s = lanes[g];
                sums[k] = sums[k] + ((int)s & 0x1FFFFF) - (1 << 20);
                sums[k + 1] = sums[k + 1] + ((int)(s >> 21) & 0x1FFFFF) - (1 << 20);
                sums[k + 2] = sums[k + 2] + (int)(s >> 42) - (1 << 20);
                k += 3;
            }
            Array.Copy(_start, 0, lanes, 0, lanes.Length);
        }

        private static void AddBlock(sbyte[] x, int p, long[] w, long[] sums)
        {
            long x0 = x[p], x1 = x[p + 1], x2 = x[p + 2], x3 = x[p + 3], x4 = x[p + 4], x5 = x[p + 5], x6 = x[p + 6], x7 = x[p + 7];
            long x8 = x[p + 8], x9 = x[p + 9], x10 = x[p + 10], x11 = x[p + 11], x12 = x[p + 12], x13 = x[p + 13], x14 = x[p + 14], x15 = x[p + 15];
            long x16 = x[p + 16], x17 = x[p + 17], x18 = x[p + 18], x19 = x[p + 19], x20 = x[p + 20], x21 = x[p + 21], x22 = x[p + 22], x23 = x[p + 23];
            long x24 = x[p + 24], x25 = x[p + 25], x26 = x[p + 26], x27 = x[p + 27], x28 = x[p + 28], x29 = x[p + 29], x30 = x[p + 30], x31 = x[p + 31];
            for (int g = 0, at = 0; g < sums.Length; g++, at += Block)
            {
                sums[g] = sums[g]
                    + x0 * w[at] + x1 * w[at + 1] + x2 * w[at + 2] + x3 * w[at + 3] + x4 * w[at + 4] + x5 * w[at + 5] + x6 * w[at + 6] + x7 * w[at + 7]
                    + x8 * w[at + 8] + x9 * w[at + 9] + x10 * w[at + 10] + x11 * w[at + 11] + x12 * w[at + 12] + x13 * w[at + 13] + x14 * w[at + 14] + x15 * w[at + 15]
                    + x16 * w[at + 16] + x17 * w[at + 17] + x18 * w[at + 18] + x19 * w[at + 19] + x20 * w[at + 20] + x21 * w[at + 21] + x22 * w[at + 22] + x23 * w[at + 23]
                    + x24 * w[at + 24] + x25 * w[at + 25] + x26 * w[at + 26] + x27 * w[at + 27] + x28 * w[at + 28] + x29 * w[at + 29] + x30 * w[at + 30] + x31 * w[at + 31];
            }
        }
    }
}
