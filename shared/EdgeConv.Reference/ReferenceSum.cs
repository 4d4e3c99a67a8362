namespace EdgeConv.Reference
{
    /// <summary>Sum along axes, and with a multiplier divided by the number of cells the mean.</summary>
    public static class ReferenceSum
    {
        /// <summary>
        /// y of reducedShape, which is shape with 1 for each axis that is summed; the sums, zero points taken off, are rescaled.
        /// </summary>
        public static void Run(sbyte[] x, int[] shape, int[] reducedShape, int inputZeroPoint, int multiplier, int shift,
            int outputZeroPoint, sbyte[] y)
        {
            int length = ReferenceBroadcast.Length(shape);
            int[] sums = new int[ReferenceBroadcast.Length(reducedShape)];
            for (int i = 0; i < length; i++) sums[ReferenceBroadcast.Index(i, shape, reducedShape)] += x[i];
            for (int i = 0; i < sums.Length; i++)
            {
                int sum = sums[i] - inputZeroPoint * (length / sums.Length);
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(sum, multiplier, shift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, -128, 127);
            }
        }
    }
}
