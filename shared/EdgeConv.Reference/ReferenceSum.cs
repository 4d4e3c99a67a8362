namespace EdgeConv.Reference
{
    /// <summary>
    /// SUM and MEAN: the sum along axes. For a mean, the caller has divided the multiplier by the number of cells.
    /// </summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/reduce.h (QuantizedMeanOrSum). Legal ranges of the arguments: see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceSum
    {
        /// <summary>
        /// Computes y, of shape reducedShape, from x, of shape <paramref name="shape"/>. reducedShape is shape with 1 for each axis that is
        /// summed. Zero points are taken off the sums before they are rescaled.
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
