namespace EdgeConv.Reference
{
    /// <summary>x * ReLU6(x + 3) / 6 in 16-bit fixed point.</summary>
    public static class ReferenceHardSwish
    {
        /// <summary>y from x. The 16-bit multipliers and exponents scale 128 * x to the output and to 3/32768, where ReLU6(x + 3) / 6 is
        /// the upper half of the 16-bit range; outputExponent is at most 0.</summary>
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
                // From -1..1 to 0..1.
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
