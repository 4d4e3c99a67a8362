using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 depthwise convolution, TensorFlow Lite's DEPTHWISE_CONV_2D: each input channel d has its own M filters, which compute the
    /// output channels d * M to d * M + M - 1.
    /// </summary>
    public sealed class DepthwiseConv2D : Conv2D
    {
        /// <summary>Packs the filters, and allocates all memory that the kernel ever needs.</summary>
        /// <param name="window">Geometry; C is the number of input channels.</param>
        /// <param name="multiplier">M, output channels per input channel, at least 1.</param>
        /// <param name="filters">[R, S, C * M], each weight -128 to 127, zero point 0.</param>
        /// <param name="bias">[C * M], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths do not fit each other, or a number is out of its range.</exception>
        public DepthwiseConv2D(Window2D window, int multiplier, sbyte[] filters, int[] bias, int inputZeroPoint,
            Requantization requantization) : this(window, multiplier, inputZeroPoint, false, new Workspace()) =>
            Filters.Create(requantization, filters, bias);

        internal DepthwiseConv2D(Window2D window, int multiplier, int inputZeroPoint, bool isCompact, Workspace workspace)
            : base(window, window.Channels * Argument.AtLeast(1, multiplier, "multiplier"), window.Channels, inputZeroPoint, isCompact,
                workspace, true)
        {
        }
    }
}
