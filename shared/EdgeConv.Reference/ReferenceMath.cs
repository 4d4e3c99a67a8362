namespace EdgeConv.Reference
{
    /// <summary>The fixed-point arithmetic of TensorFlow Lite Micro's reference kernels (double rounding), step by step.</summary>
    /// <remarks>
    /// The reference set is plain loops, one family of operators a file, never optimized: it judges every engine. Letters: N batch, D, H,
    /// W, C input depth, rows, columns, channels; K output channels; R, S filter rows, columns. int32 sums wrap.
    /// </remarks>
    public static class ReferenceMath
    {
        /// <summary>x * multiplier * 2^(shift - 31), rounded twice: in the multiplication, then in the right shift.</summary>
        public static int MultiplyByQuantizedMultiplier(int x, int multiplier, int shift)
        {
            int left = shift > 0 ? shift : 0;
            int right = shift > 0 ? 0 : -shift;
            return RoundingDivideByPowerOfTwo(RoundingDoublingHighMul(x * (1 << left), multiplier), right);
        }

        /// <summary>
        /// The high 32 bits of 2ab, rounded to nearest, half away from zero but for negative ties, which go up; saturates.
        /// </summary>
        public static int RoundingDoublingHighMul(int a, int b)
        {
            if (a == int.MinValue && b == int.MinValue) return int.MaxValue;
            long product = (long)a * b;
            long nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
            return (int)((product + nudge) / (1L << 31));
        }

        /// <summary>x / 2^exponent, rounded to nearest, half away from zero; exponent 0 to 31.</summary>
        public static int RoundingDivideByPowerOfTwo(int x, int exponent)
        {
            long mask = (1L << exponent) - 1;
            long remainder = x & mask;
            long threshold = mask >> 1;
            if (x < 0) threshold++;
            int quotient = x >> exponent;
            return remainder > threshold ? quotient + 1 : quotient;
        }

        /// <summary>x held within min and max.</summary>
        public static int Clamp(int x, int min, int max) => x < min ? min : x > max ? max : x;

        /// <summary>Turns sums [..., K] into int8 [..., K]; multipliers and shifts are one per channel or one for all.</summary>
        public static void Requantize(int[] sums, int k, int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                int channel = multipliers.Length == 1 ? 0 : i % k;
                int scaled = MultiplyByQuantizedMultiplier(sums[i], multipliers[channel], shifts[channel]);
                y[i] = (sbyte)Clamp(scaled + outputZeroPoint, min, max);
            }
        }
    }
}
