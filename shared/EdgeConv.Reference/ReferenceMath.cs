namespace EdgeConv.Reference
{
    /// <summary>The fixed-point arithmetic of TensorFlow Lite Micro's reference kernels, which round twice, step by step.</summary>
    /// <remarks>
    /// The reference kernels are plain loops, one family of operators in each file. They are never optimized, because every engine is
    /// compared with them. Letters in shapes: N is the batch; D, H, W, C are the input's depth, rows, columns and channels; K is the number
    /// of output channels; R and S are the filter's rows and columns. A filter of a volume has KD planes.
    /// <para>
    /// Legal ranges, the same in all kernels and not checked there (the operators' constructors check them): zero points -128 to 127;
    /// multipliers 0 or 2^30 to 2^31 - 1; shifts -31 to 30, where a positive one shifts left; min and max -128 to 127; extents, strides and
    /// dilations 1 or above; padding 0 or above, in cells. int32 accumulators wrap around.
    /// </para>
    /// <para>
    /// Source: TensorFlow Lite, internal/common.h (MultiplyByQuantizedMultiplier), and gemmlowp, fixedpoint/fixedpoint.h. File names of the
    /// other kernels are relative to tensorflow/lite/kernels/internal.
    /// </para>
    /// </remarks>
    public static class ReferenceMath
    {
        /// <summary>Computes x * multiplier * 2^(shift - 31), rounded twice: in the multiplication, then in the right shift.</summary>
        public static int MultiplyByQuantizedMultiplier(int x, int multiplier, int shift)
        {
            int left = shift > 0 ? shift : 0;
            int right = shift > 0 ? 0 : -shift;
            return RoundingDivideByPowerOfTwo(RoundingDoublingHighMul(x * (1 << left), multiplier), right);
        }

        /// <summary>
        /// Computes the high 32 bits of 2 * a * b, rounded to nearest, halves up: 2.5 gives 3, -2.5 gives -2. The one result that
        /// overflows, 2^31, becomes 2^31 - 1.
        /// </summary>
        public static int RoundingDoublingHighMul(int a, int b)
        {
            if (a == int.MinValue && b == int.MinValue) return int.MaxValue;
            long product = (long)a * b;
            long nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
            return (int)((product + nudge) / (1L << 31));
        }

        /// <summary>
        /// Computes x / 2^exponent, rounded to nearest, half away from zero: 2.5 gives 3, -2.5 gives -3. exponent is 0 to 31.
        /// </summary>
        public static int RoundingDivideByPowerOfTwo(int x, int exponent)
        {
            long mask = (1L << exponent) - 1;
            long remainder = x & mask;
            long threshold = mask >> 1;
            if (x < 0) threshold++;
            int quotient = x >> exponent;
            return remainder > threshold ? quotient + 1 : quotient;
        }

        /// <summary>Computes the value from min to max that is nearest to x.</summary>
        public static int Clamp(int x, int min, int max) => x < min ? min : x > max ? max : x;

        /// <summary>
        /// Turns int32 accumulators [..., K] into int8 y [..., K]. There is one multiplier and one shift per channel, or one for all.
        /// </summary>
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
