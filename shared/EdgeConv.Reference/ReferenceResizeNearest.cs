namespace EdgeConv.Reference
{
    /// <summary>Resizing that repeats or leaves out cells.</summary>
    public static class ReferenceResizeNearest
    {
        /// <summary>
        /// y [N, rows.Length, columns.Length, C] from x [N, H, W, C]: output row i is input row rows[i], output column j input column
        /// columns[j].
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
