namespace EdgeConv.Reference
{
    /// <summary>LOGISTIC, the sigmoid 1 / (1 + exp(-x)), and TANH, the hyperbolic tangent.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/integer_ops/logistic.h and tanh.h.</remarks>
    public static class ReferenceSigmoid
    {
        /// <summary>
        /// Computes y [length] from x [length]. The output has scale 1/256 and zero point -128 for the sigmoid, scale 1/128 and zero point
        /// 0 for the tangent.
        /// </summary>
        /// <param name="isTanh">True for the tangent.</param>
        /// <param name="x">int8 values.</param>
        /// <param name="length">Number of values.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="rangeRadius">From this distance to the zero point on, y is its minimum or maximum; 1 or above.</param>
        /// <param name="multiplier">With <paramref name="shift"/> it turns x into a number with 4 integer bits.</param>
        /// <param name="shift">-31 to 30; a positive one shifts left.</param>
        /// <param name="y">Takes the result.</param>
        public static void Run(bool isTanh, sbyte[] x, int length, int inputZeroPoint, int rangeRadius, int multiplier, int shift,
            sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                int value = x[i] - inputZeroPoint, result;
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(value, multiplier, shift);
                if (value <= -rangeRadius) result = -128;
                else if (value >= rangeRadius) result = 127;
                else if (isTanh) result = ReferenceMath.RoundingDivideByPowerOfTwo(ReferenceFixedPoint.Tanh(scaled), 24);
                else result = ReferenceMath.RoundingDivideByPowerOfTwo(ReferenceFixedPoint.Logistic(scaled), 23) - 128;
                y[i] = (sbyte)ReferenceMath.Clamp(result, -128, 127);
            }
        }
    }
}
