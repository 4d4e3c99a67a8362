using System;

namespace EdgeConv.Kernels
{
    /// <summary>int8 convolution along one axis, e.g. windows of samples [W, C]: a Conv2D of one row, as TensorFlow Lite has it.</summary>
    public static class Conv1D
    {
        /// <summary>VALID: y[c, k] over OutWidth = (width - columns) / stride + 1 positions.</summary>
        /// <param name="width">W, samples.</param>
        /// <param name="channels">C, values per sample.</param>
        /// <param name="columns">S, taps along the axis.</param>
        /// <param name="stride">Samples from one output to the next.</param>
        /// <param name="dilation">Samples from one tap to the next.</param>
        /// <param name="outputs">K.</param>
        /// <param name="filters">[K, S, C].</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public static Conv2D Valid(int width, int channels, int columns, int stride, int dilation, int outputs, sbyte[] filters, int[] bias,
            int inputZeroPoint, Requantization requantization)
        {
            return new Conv2D(Window2D.Padded(1, width, channels, 1, columns, stride, dilation, 0, 0, 0, 0), outputs, 1, filters, bias,
                inputZeroPoint, requantization);
        }

        /// <summary>SAME: ceil(width / stride) positions; parameters as for <see cref="Valid"/>, dilation 1.</summary>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public static Conv2D Same(int width, int channels, int columns, int stride, int outputs, sbyte[] filters, int[] bias,
            int inputZeroPoint, Requantization requantization)
        {
            return new Conv2D(Window2D.Same(1, width, channels, 1, columns, stride), outputs, 1, filters, bias, inputZeroPoint,
                requantization);
        }

        /// <summary>
        /// Causal: the padding stands before the first sample only, so an output never sees later samples; parameters as for
        /// <see cref="Valid"/>.
        /// </summary>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public static Conv2D Causal(int width, int channels, int columns, int stride, int dilation, int outputs, sbyte[] filters,
            int[] bias, int inputZeroPoint, Requantization requantization)
        {
            return new Conv2D(Window2D.Padded(1, width, channels, 1, columns, stride, dilation, 0, 0, (columns - 1) * dilation, 0), outputs,
                1, filters, bias, inputZeroPoint, requantization);
        }
    }
}
