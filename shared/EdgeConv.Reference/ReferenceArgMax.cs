namespace EdgeConv.Reference
{
    /// <summary>Index of the maximum along an axis.</summary>
    public static class ReferenceArgMax
    {
        /// <summary>
        /// y [outer, inner] from x [outer, extent, inner]: the index of the maximum along extent, the first of equals.
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
