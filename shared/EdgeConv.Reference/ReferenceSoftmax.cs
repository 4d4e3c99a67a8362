namespace EdgeConv.Reference
{
    /// <summary>SOFTMAX over the last axis. The output has scale 1/256 and zero point -128.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/softmax.h.</remarks>
    public static class ReferenceSoftmax
    {
        /// <summary>Computes y [rows, depth] from x [rows, depth].</summary>
        /// <param name="x">int8 values; their zero point has no effect, because only differences count.</param>
        /// <param name="rows">Number of rows.</param>
        /// <param name="depth">Values of a row, 1 to 4095: more could overflow the int32 sum of exponentials.</param>
        /// <param name="multiplier">With <paramref name="leftShift"/> it turns a value's difference to the row's maximum into a number with
        /// 5 integer bits.</param>
        /// <param name="leftShift">1 to 31.</param>
        /// <param name="diffMin">The exponential of a difference below this counts as 0.</param>
        /// <param name="y">Takes the result.</param>
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
                        // TensorFlow Lite refuses a sum of 512 or above; every value of such a row is below half a step, so it is 0 here.
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

        // Turns 2 / (1 + x) with 2 integer bits into 1 / (1 + x) with 0 integer bits.
        private static int Halved(int reciprocal)
        {
            long shifted = (long)reciprocal << 1;
            return shifted > int.MaxValue ? int.MaxValue : (int)shifted;
        }
    }
}
