namespace EdgeConv.Reference
{
    /// <summary>
    /// Fixed-point functions. A number with i integer bits is an int32 that stands for its value times 2^(31 - i): with 4 integer bits, 1.0
    /// is 2^27.
    /// </summary>
    /// <remarks>Source: gemmlowp, fixedpoint/fixedpoint.h, which TensorFlow Lite uses.</remarks>
    public static class ReferenceFixedPoint
    {
        /// <summary>
        /// Computes exp(x) by a Taylor series on [-1/4, 0), multiplied by a known factor for each bit of the rest: exp(-2.6) is
        /// exp(-0.1) * exp(-0.5) * exp(-2). The result has 0 integer bits.
        /// </summary>
        /// <param name="x">At most 0, with <paramref name="integerBits"/> integer bits.</param>
        /// <param name="integerBits">4 or 5.</param>
        public static int ExpOfNegative(int x, int integerBits)
        {
            if (x == 0) return int.MaxValue;
            int fractionBits = 31 - integerBits;
            int quarter = 1 << (fractionBits - 2);
            int series = (x & (quarter - 1)) - quarter;
            int rest = series - x;
            int result = ExpAroundMinusEighth(ShiftLeftSaturating(series, integerBits));
            // exp of -1/4, -1/2, -1, -2, -4, -8, -16 with 0 integer bits.
            int[] factors = { 1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242 };
            for (int i = 0; i < integerBits + 2; i++)
                if ((rest & (1 << (fractionBits - 2 + i))) != 0) result = ReferenceMath.RoundingDoublingHighMul(result, factors[i]);
            return result;
        }

        /// <summary>Computes 1 / (1 + exp(-x)). x has 4 integer bits, the result has 0.</summary>
        public static int Logistic(int x)
        {
            if (x == 0) return 1 << 30;
            int positive = ShiftLeftSaturating(Reciprocal(ExpOfNegative(x > 0 ? -x : x, 4)), 1);
            return x > 0 ? positive : int.MaxValue - positive;
        }

        /// <summary>Computes tanh(x) = (1 - exp(-2x)) / (1 + exp(-2x)). x has 4 integer bits, the result has 0.</summary>
        public static int Tanh(int x)
        {
            if (x == 0) return 0;
            // The bits of x, read with 5 integer bits instead of 4, stand for 2x.
            int positive = ShiftLeftSaturating(Reciprocal(ExpOfNegative(x > 0 ? -x : x, 5)) - (1 << 29), 2);
            return x > 0 ? positive : -positive;
        }

        /// <summary>
        /// Computes 2 / (1 + x) by three steps of Newton-Raphson division. x is 0 to 1 with 0 integer bits, the result has 2 integer bits.
        /// </summary>
        public static int Reciprocal(int x)
        {
            int halfDenominator = (int)(((long)x + int.MaxValue + 1) / 2);
            // The first estimate is 48/17 - 32/17 * halfDenominator: no other straight line has a smaller maximum error. Both numbers have
            // 2 integer bits.
            int estimate = 1515870810 + ReferenceMath.RoundingDoublingHighMul(halfDenominator, -1010580540);
            for (int step = 0; step < 3; step++)
            {
                int error = (1 << 29) - ReferenceMath.RoundingDoublingHighMul(halfDenominator, estimate);
                estimate += ShiftLeftSaturating(ReferenceMath.RoundingDoublingHighMul(estimate, error), 2);
            }
            return estimate;
        }

        // Computes exp(a) for a in [-1/4, 0) as e^(-1/8) * (1 + x + x^2/2 + x^3/6 + x^4/24) with x = a + 1/8. a and the result have 0
        // integer bits; 715827883 is 1/3 and 1895147668 is e^(-1/8).
        private static int ExpAroundMinusEighth(int a)
        {
            int x = a + (1 << 28);
            int x2 = ReferenceMath.RoundingDoublingHighMul(x, x);
            int x3 = ReferenceMath.RoundingDoublingHighMul(x2, x);
            int x4 = ReferenceMath.RoundingDoublingHighMul(x2, x2);
            int third = ReferenceMath.RoundingDoublingHighMul(ReferenceMath.RoundingDivideByPowerOfTwo(x4, 2) + x3, 715827883);
            int higher = ReferenceMath.RoundingDivideByPowerOfTwo(third + x2, 1);
            return 1895147668 + ReferenceMath.RoundingDoublingHighMul(1895147668, x + higher);
        }

        private static int ShiftLeftSaturating(int x, int bits)
        {
            long shifted = (long)x << bits;
            return shifted > int.MaxValue ? int.MaxValue : shifted < int.MinValue ? int.MinValue : (int)shifted;
        }
    }
}
