namespace EdgeConv.Reference
{
    /// <summary>ARG_MAX: the index of the maximum along an axis.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/arg_min_max.h.</remarks>
    public static class ReferenceArgMax
    {
        /// <summary>
        /// Computes y [outer, inner] from x [outer, extent, inner]: the index, 0 to extent - 1, of the maximum along the middle axis. Of
        /// equal values the first counts.
        /// </summary>
        public static void Run(sbyte[] x, int outer, int extent, int inner, int[] y)
        {
            for (int i = 0; i < outer; i++)
                for (int j = 0; j < inner; j++)
                {
                    int best = 0;
                    for (int index = 1; index < extent; index++)
                        if (x[(i * extent + index) * inner + j] > x[(i * extent + best) * inner + j]) best = index;
                    y[i * inner + j] = best;
                }
        }
    }
}
