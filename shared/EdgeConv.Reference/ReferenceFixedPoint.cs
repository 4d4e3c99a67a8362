namespace EdgeConv.Reference
{
    /// <summary>Fixed-point functions of gemmlowp: a number "with i integer bits" is an int32 divided by 2^(31 - i).</summary>
    public static class ReferenceFixedPoint
    {
        /// <summary>
        /// exp(x) with 0 integer bits for x at most 0 with 4 or 5: a Taylor series on [-1/4, 0), then a factor for each bit of the
        /// rest.
        /// </summary>
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

        /// <summary>1 / (1 + exp(-x)) with 0 integer bits, for x with 4.</summary>
        public static int Logistic(int x)
        {
            if (x == 0) return 1 << 30;
            int positive = ShiftLeftSaturating(Reciprocal(ExpOfNegative(x > 0 ? -x : x, 4)), 1);
            return x > 0 ? positive : int.MaxValue - positive;
        }

        /// <summary>tanh(x) with 0 integer bits, for x with 4: (1 - exp(-2x)) / (1 + exp(-2x)).</summary>
        public static int Tanh(int x)
        {
            if (x == 0) return 0;
            // The same bits read with 5 integer bits are 2x.
            int positive = ShiftLeftSaturating(Reciprocal(ExpOfNegative(x > 0 ? -x : x, 5)) - (1 << 29), 2);
            return x > 0 ? positive : -positive;
        }

        /// <summary>2 / (1 + x) with 2 integer bits, for x from 0 to 1 with 0: three steps of Newton-Raphson division.</summary>
        public static int Reciprocal(int x)
        {
            int halfDenominator = (int)(((long)x + int.MaxValue + 1) / 2);
            // 48/17 and -32/17 with 2 integer bits: the best linear first guess.
            int estimate = 1515870810 + ReferenceMath.RoundingDoublingHighMul(halfDenominator, -1010580540);
            for (int step = 0; step < 3; step++)
            {
                int error = (1 << 29) - ReferenceMath.RoundingDoublingHighMul(halfDenominator, estimate);
                estimate += ShiftLeftSaturating(ReferenceMath.RoundingDoublingHighMul(estimate, error), 2);
            }
            return estimate;
        }

        // exp(a) for a in [-1/4, 0), both with 0 integer bits: e^(-1/8) * (1 + x + x^2/2 + x^3/6 + x^4/24) with x = a + 1/8.
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
