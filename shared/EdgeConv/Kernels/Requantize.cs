namespace EdgeConv.Kernels
{
    /// <summary>Scales an int32 accumulator by a fixed-point multiplier, bit for bit like TensorFlow Lite with double rounding.</summary>
    public static class Requantize
    {
        /// <summary>Computes accumulator * multiplier * 2^(shift - 31), rounded twice: after the multiplication ties round toward positive
        /// infinity, after the right shift away from zero. Inner loops repeat these lines, because a call costs 15 instructions.</summary>
        /// <param name="accumulator">Any int32; a left shift wraps around, as in TensorFlow Lite.</param>
        /// <param name="multiplier">0 to 2^31 - 1. TensorFlow Lite normalizes it to 0 or 2^30 to 2^31 - 1; the result is exact for any
        /// value.</param>
        /// <param name="shift">-31 to 30; a negative value shifts right.</param>
        /// <remarks>
        /// Source: MultiplyByQuantizedMultiplier of TensorFlow Lite, in the equivalent integer form without branches on the sign.
        /// </remarks>
        public static int Apply(int accumulator, int multiplier, int shift)
        {
            if (shift >= 0) return (int)(((long)(accumulator << shift) * multiplier + (1L << 30)) >> 31);
            // t stays a long: t + 2^(-shift-1) may exceed int32.
            long t = ((long)accumulator * multiplier + (1L << 30)) >> 31;
            return (int)((t + (1L << (-shift - 1)) + (t >> 63)) >> -shift);
        }
    }
}
