namespace EdgeConv.Reference
{
    /// <summary>Maximum or minimum along axes.</summary>
    public static class ReferenceReduceExtreme
    {
        /// <summary>y of reducedShape, which is shape with 1 for each axis that is searched.</summary>
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
