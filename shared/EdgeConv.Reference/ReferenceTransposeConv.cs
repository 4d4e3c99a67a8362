namespace EdgeConv.Reference
{
    /// <summary>TRANSPOSE_CONV: every input cell adds the filter, times its value, to the accumulators around it.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/transpose_conv.h. Legal ranges of the arguments: see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceTransposeConv
    {
        /// <summary>
        /// Computes y [N, outH, outW, K] from x [N, H, W, C] and filter [K, R, S, C]; bias is [K] or null. Input cell (i, j) adds to the R
        /// rows of outputs from row i * strideY - padTop on and the S columns from column j * strideX - padLeft on.
        /// </summary>
        public static void Conv2D(sbyte[] x, int n, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int k, int r, int s, int[] bias, int strideY, int strideX, int padTop, int padLeft, int outH, int outW,
            int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] sums = new int[n * outH * outW * k];
            for (int i = 0; i < sums.Length; i++) sums[i] = bias == null ? 0 : bias[i % k];
            for (int batch = 0; batch < n; batch++)
                for (int inY = 0; inY < h; inY++)
                    for (int inX = 0; inX < w; inX++)
                        for (int filterY = 0; filterY < r; filterY++)
                            for (int filterX = 0; filterX < s; filterX++)
                            {
                                int outY = inY * strideY - padTop + filterY;
                                int outX = inX * strideX - padLeft + filterX;
                                if (outY < 0 || outY >= outH || outX < 0 || outX >= outW) continue;
                                for (int channel = 0; channel < k; channel++)
                                    for (int input = 0; input < c; input++)
                                    {
                                        int value = x[((batch * h + inY) * w + inX) * c + input];
                                        int weight = filter[((channel * r + filterY) * s + filterX) * c + input];
                                        sums[((batch * outH + outY) * outW + outX) * k + channel] += (value - inputZeroPoint) * weight;
                                    }
                            }
            ReferenceMath.Requantize(sums, k, multipliers, shifts, outputZeroPoint, min, max, y);
        }
    }
}
