namespace EdgeConv.Reference
{
    /// <summary>Elementwise product of two operands.</summary>
    public static class ReferenceMul
    {
        /// <summary>y = a * b, broadcast. Shapes have the same rank.</summary>
        public static void Run(sbyte[] a, int[] aShape, int aZeroPoint, sbyte[] b, int[] bShape, int bZeroPoint,
            int multiplier, int shift, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] shape = ReferenceBroadcast.Shape(aShape, bShape);
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < length; i++)
            {
                int aValue = a[ReferenceBroadcast.Index(i, shape, aShape)] - aZeroPoint;
                int bValue = b[ReferenceBroadcast.Index(i, shape, bShape)] - bZeroPoint;
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(aValue * bValue, multiplier, shift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            }
        }
    }
}
