namespace EdgeConv.Reference
{
    /// <summary>Place of the maximum along an axis.</summary>
    public static class ReferenceArgMax
    {
        /// <summary>
        /// y [outer, inner] from x [outer, extent, inner]: where along extent the maximum is, the first of equals.
        /// </summary>
        public static void Run(sbyte[] x, int outer, int extent, int inner, int[] y)
        {
            for (int i = 0; i < outer; i++)
                for (int j = 0; j < inner; j++)
                {
                    int best = 0;
                    for (int place = 1; place < extent; place++)
                        if (x[(i * extent + place) * inner + j] > x[(i * extent + best) * inner + j]) best = place;
                    y[i * inner + j] = best;
                }
        }
    }
}
