namespace EdgeConv.Reference
{
    /// <summary>Minimum along axes.</summary>
    public static class ReferenceReduceMin
    {
        /// <summary>y of reducedShape, which is shape with 1 for each axis that is searched.</summary>
        public static void Run(sbyte[] x, int[] shape, int[] reducedShape, sbyte[] y)
        {
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < ReferenceBroadcast.Length(reducedShape); i++) y[i] = 127;
            for (int i = 0; i < length; i++)
            {
                int index = ReferenceBroadcast.Index(i, shape, reducedShape);
                if (x[i] < y[index]) y[index] = x[i];
            }
        }
    }
}
