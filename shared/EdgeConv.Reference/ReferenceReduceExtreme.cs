namespace EdgeConv.Reference
{
    /// <summary>REDUCE_MAX and REDUCE_MIN: the maximum or minimum along axes.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/reduce.h (ReduceGeneric).</remarks>
    public static class ReferenceReduceExtreme
    {
        /// <summary>
        /// Computes y, of shape reducedShape, from x, of shape <paramref name="shape"/>. reducedShape is shape with 1 for each axis along
        /// which the maximum or minimum is taken.
        /// </summary>
        public static void Run(bool isMinimum, sbyte[] x, int[] shape, int[] reducedShape, sbyte[] y)
        {
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < ReferenceBroadcast.Length(reducedShape); i++) y[i] = (sbyte)(isMinimum ? 127 : -128);
            for (int i = 0; i < length; i++)
            {
                int index = ReferenceBroadcast.Index(i, shape, reducedShape);
                if (isMinimum ? x[i] < y[index] : x[i] > y[index]) y[index] = x[i];
            }
        }
    }
}
