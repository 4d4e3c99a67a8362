namespace EdgeConv.Reference
{
    /// <summary>Hyperbolic tangent; the output has scale 1/128 and zero point 0.</summary>
    public static class ReferenceTanh
    {
        /// <summary>
        /// y from x. multiplier and shift turn x into a number with 4 integer bits; from rangeRadius on, either way, it saturates.
        /// </summary>
        public static void Run(sbyte[] x, int length, int inputZeroPoint, int rangeRadius, int multiplier, int shift, sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                int value = x[i] - inputZeroPoint;
                int result;
                if (value <= -rangeRadius) result = -128;
                else if (value >= rangeRadius) result = 127;
                else
                {
                    int tanh = ReferenceFixedPoint.Tanh(ReferenceMath.MultiplyByQuantizedMultiplier(value, multiplier, shift));
                    result = ReferenceMath.RoundingDivideByPowerOfTwo(tanh, 24);
                }
                y[i] = (sbyte)ReferenceMath.Clamp(result, -128, 127);
            }
        }
    }
}
