namespace EdgeConv.Reference
{
    /// <summary>HARD_SWISH, x * ReLU6(x + 3) / 6, in 16-bit fixed point.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/hard_swish.h.</remarks>
    public static class ReferenceHardSwish
    {
        /// <summary>
        /// Computes y [length] from x [length]. A first pair of multiplier and exponent scales 128 * x to the output. A second pair scales
        /// 128 * x so that -32768 to 32767 stand for -3 to 3, where ReLU6(x + 3) / 6 rises from 0 to 1.
        /// </summary>
        /// <param name="x">int8 values.</param>
        /// <param name="length">Number of values.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="outputMultiplier">0 to 32767, divided by 2^15.</param>
        /// <param name="outputExponent">-15 to 0; a power of two.</param>
        /// <param name="reluishMultiplier">0 to 32767, divided by 2^15; "reluish" is TensorFlow Lite's name for this factor.</param>
        /// <param name="reluishExponent">-15 to 15; a power of two.</param>
        /// <param name="outputZeroPoint">-128 to 127.</param>
        /// <param name="y">Takes the result.</param>
        public static void Run(sbyte[] x, int length, int inputZeroPoint, int outputMultiplier, int outputExponent,
            int reluishMultiplier, int reluishExponent, int outputZeroPoint, sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                short fine = (short)((x[i] - inputZeroPoint) * 128);
                short scaled = RoundingDoublingHighMul(fine, (short)outputMultiplier);

                short reluish = fine;
                if (reluishExponent > 0) reluish = ShiftLeftSaturating(reluish, reluishExponent - 1);
                reluish = RoundingDoublingHighMul(reluish, (short)reluishMultiplier);
                if (reluishExponent > 0) reluish = ShiftLeftSaturating(reluish, 1);
                if (reluishExponent < 0) reluish = (short)ReferenceMath.RoundingDivideByPowerOfTwo(reluish, -reluishExponent);
                // Half of the value plus one: the range from -1 to 1 becomes the range from 0 to 1.
                reluish = (short)((reluish + (1 << 15)) >> 1);

                short product = (short)(reluish * scaled / (1 << 15));
                int result = ReferenceMath.RoundingDivideByPowerOfTwo(product, -outputExponent);
                y[i] = (sbyte)ReferenceMath.Clamp(result + outputZeroPoint, -128, 127);
            }
        }

        private static short RoundingDoublingHighMul(short a, short b)
        {
            if (a == short.MinValue && b == short.MinValue) return short.MaxValue;
            int product = a * b;
            int nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
            return (short)((product + nudge) / (1 << 15));
        }

        private static short ShiftLeftSaturating(short x, int bits) =>
            (short)ReferenceMath.Clamp(x * (1 << bits), short.MinValue, short.MaxValue);
    }
}
