namespace EdgeConv.Reference
{
    /// <summary>The two S-shaped functions: the sigmoid 1 / (1 + exp(-x)), and the hyperbolic tangent.</summary>
    public static class ReferenceSigmoid
    {
        /// <summary>
        /// y from x. multiplier and shift turn x into a number with 4 integer bits; from rangeRadius on, either way, y saturates. The
        /// output has scale 1/256 and zero point -128, or of tanh scale 1/128 and zero point 0.
        /// </summary>
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
