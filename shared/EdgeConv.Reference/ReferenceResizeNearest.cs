namespace EdgeConv.Reference
{
    /// <summary>RESIZE_NEAREST_NEIGHBOR: each output cell is a copy of an input cell.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/resize_nearest_neighbor.h. The caller computes which cells are nearest.
    /// </remarks>
    public static class ReferenceResizeNearest
    {
        /// <summary>
        /// Computes y [N, rows.Length, columns.Length, C] from x [N, H, W, C]: output row i copies input row rows[i], 0 to H - 1, and
        /// output column j copies input column columns[j], 0 to W - 1.
        /// </summary>
        public static void Run(sbyte[] x, int n, int h, int w, int c, int[] rows, int[] columns, sbyte[] y)
        {
            int index = 0;
            for (int batch = 0; batch < n; batch++)
                for (int outY = 0; outY < rows.Length; outY++)
                    for (int outX = 0; outX < columns.Length; outX++)
                        for (int channel = 0; channel < c; channel++)
                            y[index++] = x[((batch * h + rows[outY]) * w + columns[outX]) * c + channel];
        }
    }
}
