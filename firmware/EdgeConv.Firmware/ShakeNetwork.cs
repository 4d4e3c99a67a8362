using EdgeConv.Kernels;
using EdgeConv.Models;

namespace EdgeConv.Firmware
{
    /// <summary>
    /// How hard a sensor is shaken, by hand-made filters over a window of acceleration. [1, 1, 64, 3] in steps of 1/64 g: six filters
    /// take the second difference of each axis and its opposite, where gravity and tilt cancel; ReLU; the greatest of 8 samples; a 1x1
    /// filter sums the axes. [1, 1, 7, 1], activations from -128 on.
    /// </summary>
    public sealed class ShakeNetwork : IModel
    {
        /// <summary>Samples in the window.</summary>
        public const int Window = 64;

        // [6, 3, 3]: filter, sample, axis.
        private static readonly sbyte[] s_differences =
        {
            -1, 0, 0, 2, 0, 0, -1, 0, 0,    1, 0, 0, -2, 0, 0, 1, 0, 0,
            0, -1, 0, 0, 2, 0, 0, -1, 0,    0, 1, 0, 0, -2, 0, 0, 1, 0,
            0, 0, -1, 0, 0, 2, 0, 0, -1,    0, 0, 1, 0, 0, -2, 0, 0, 1,
        };

        private static readonly sbyte[] s_sum = { 1, 1, 1, 1, 1, 1 };

        private readonly Conv2D _differences;
        private readonly Pool2D _greatest;
        private readonly Conv2D _sum;
        private readonly sbyte[] _differenced = new sbyte[62 * 6];
        private readonly sbyte[] _pooled = new sbyte[7 * 6];

        /// <summary>Makes the network and its buffers.</summary>
        public ShakeNetwork()
        {
            Input = new TensorInfo(new int[] { 1, 1, Window, 3 }, 1f / 64, 0);
            Output = new TensorInfo(new int[] { 1, 1, 7, 1 }, 1f / 64, -128);
            // 2^30 / 2^31 * 2^shift: times 4, then times 1/4. The zero point and range of -128 are the ReLU.
            _differences = Conv1D.Valid(Window, 3, 3, 1, 1, 6, s_differences, null, 0,
                new Requantization(new int[] { 1 << 30 }, new int[] { 3 }, -128, -128, 127));
            _greatest = new Pool2D(Window2D.Valid(1, 62, 6, 1, 8, 8), PoolKind.Maximum, -128, 127);
            _sum = new Conv2D(Window2D.Valid(1, 7, 6, 1, 1, 1), 1, 1, s_sum, null, -128,
                new Requantization(new int[] { 1 << 30 }, new int[] { -1 }, -128, -128, 127));
        }

        /// <inheritdoc/>
        public TensorInfo Input { get; }

        /// <inheritdoc/>
        public TensorInfo Output { get; }

        /// <inheritdoc/>
        public void Invoke(sbyte[] input, sbyte[] output)
        {
            _differences.Invoke(input, 0, _differenced, 0);
            _greatest.Invoke(_differenced, 0, _pooled, 0);
            _sum.Invoke(_pooled, 0, output, 0);
        }
    }
}
