namespace EdgeConv.Reference
{
    /// <summary>Softmax over the last axis; the output has scale 1/256 and zero point -128.</summary>
    public static class ReferenceSoftmax
    {
        /// <summary>y [rows, depth] from x [rows, depth]. multiplier and leftShift turn a difference to the row's maximum into a number
        /// with 5 integer bits; differences below diffMin count as exp = 0. depth is below 4096, or the sum would leave int32.</summary>
        public static void Run(sbyte[] x, int rows, int depth, int multiplier, int leftShift, int diffMin, sbyte[] y)
        {
            for (int row = 0; row < rows; row++)
            {
                int max = -128;
                for (int i = 0; i < depth; i++)
                    if (x[row * depth + i] > max) max = x[row * depth + i];

                // The sum has 12 integer bits.
                int sum = 0;
                for (int i = 0; i < depth; i++)
                {
                    int difference = x[row * depth + i] - max;
                    if (difference >= diffMin) sum += ReferenceMath.RoundingDivideByPowerOfTwo(Exp(difference, multiplier, leftShift), 12);
                }

                // 1 / sum, as a number with 0 integer bits and a power of two.
                int headroom = 0;
                while (sum << headroom > 0) headroom++;
                int bitsOverUnit = 12 - headroom;
                int normalized = (sum << headroom) & int.MaxValue;
                int scale = Halved(ReferenceFixedPoint.Reciprocal(normalized));

                for (int i = 0; i < depth; i++)
                {
                    int difference = x[row * depth + i] - max;
                    int value = -128;
                    if (difference >= diffMin)
                    {
                        int product = ReferenceMath.RoundingDoublingHighMul(scale, Exp(difference, multiplier, leftShift));
                        // From a sum of 512 on the original gives up; every share is below half a step there.
                        int exponent = bitsOverUnit + 31 - 8;
                        value = (exponent > 31 ? 0 : ReferenceMath.RoundingDivideByPowerOfTwo(product, exponent)) - 128;
                    }
                    y[row * depth + i] = (sbyte)ReferenceMath.Clamp(value, -128, 127);
                }
            }
        }

        private static int Exp(int difference, int multiplier, int leftShift)
        {
            int scaled = ReferenceMath.RoundingDoublingHighMul(difference * (1 << leftShift), multiplier);
            return ReferenceFixedPoint.ExpOfNegative(scaled, 5);
        }

        // 2 / (1 + x) with 2 integer bits -> 1 / (1 + x) with 0.
        private static int Halved(int reciprocal)
        {
            long shifted = (long)reciprocal << 1;
            return shifted > int.MaxValue ? int.MaxValue : (int)shifted;
        }
    }
}
