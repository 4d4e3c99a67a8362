namespace EdgeConv.Reference
{
    /// <summary>Elementwise difference of two operands with different scales.</summary>
    public static class ReferenceSub
    {
        /// <summary>
        /// y = a - b, broadcast: each operand is shifted left, rescaled, subtracted, and the difference rescaled. Shapes have the same
        /// rank.
        /// </summary>
        public static void Run(sbyte[] a, int[] aShape, int aZeroPoint, int aMultiplier, int aShift,
            sbyte[] b, int[] bShape, int bZeroPoint, int bMultiplier, int bShift, int leftShift,
            int multiplier, int shift, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] shape = ReferenceBroadcast.Shape(aShape, bShape);
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < length; i++)
            {
                int aShifted = (a[ReferenceBroadcast.Index(i, shape, aShape)] - aZeroPoint) * (1 << leftShift);
                int bShifted = (b[ReferenceBroadcast.Index(i, shape, bShape)] - bZeroPoint) * (1 << leftShift);
                int difference = ReferenceMath.MultiplyByQuantizedMultiplier(aShifted, aMultiplier, aShift)
                    - ReferenceMath.MultiplyByQuantizedMultiplier(bShifted, bMultiplier, bShift);
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(difference, multiplier, shift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            }
        }
    }
}
