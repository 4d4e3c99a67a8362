namespace EdgeConv.Kernels
{
    /// <summary>Scales an int32 accumulator by a fixed-point multiplier, exactly as TensorFlow Lite with double rounding.</summary>
    public static class Requantize
    {
        /// <summary>accumulator * multiplier * 2^(shift - 31), rounded twice: to 31 fractional bits, ties up, then by the right shift,
        /// ties away from zero. Hot loops repeat these few lines in place, since a call costs 15 instructions.</summary>
        /// <param name="accumulator">Any sum; a left shift wraps like the int32 of the original.</param>
        /// <param name="multiplier">0, or 2^30 to 2^31 - 1 as TensorFlow Lite normalizes it; any value from 0 is exact.</param>
        /// <param name="shift">-31 to 30: below 0 shifts right.</param>
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
