namespace EdgeConv.Reference
{
    /// <summary>Sigmoid; the output has scale 1/256 and zero point -128.</summary>
    public static class ReferenceLogistic
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
                    int sigmoid = ReferenceFixedPoint.Logistic(ReferenceMath.MultiplyByQuantizedMultiplier(value, multiplier, shift));
                    result = ReferenceMath.RoundingDivideByPowerOfTwo(sigmoid, 23) - 128;
                }
                y[i] = (sbyte)ReferenceMath.Clamp(result, -128, 127);
            }
        }
    }
}
