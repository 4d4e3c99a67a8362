namespace EdgeConv.Reference
{
    /// <summary>
    /// Depthwise convolution: each input channel has its own M filters. Cells of padding contribute nothing to an accumulator.
    /// </summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/depthwise_conv.h (DepthwiseConvPerChannel). Legal ranges of the arguments: see
    /// <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceDepthwise
    {
        /// <summary>
        /// Computes y [N, outH, outW, C * M] from x [N, H, W, C] and filter [1, R, S, C * M]; bias is [C * M] or null. Output channel
        /// c * M + m reads input channel c.
        /// </summary>
        public static void Conv2D(sbyte[] x, int n, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int m, int r, int s, int[] bias, int strideY, int strideX, int dilationY, int dilationX,
            int padTop, int padLeft, int outH, int outW,
            int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] sums = new int[n * outH * outW * c * m];
            Conv2DAccumulators(x, n, h, w, c, inputZeroPoint, filter, m, r, s, bias, strideY, strideX, dilationY, dilationX,
                padTop, padLeft, outH, outW, sums);
            ReferenceMath.Requantize(sums, c * m, multipliers, shifts, outputZeroPoint, min, max, y);
        }

        /// <summary>Computes the int32 accumulators of <see cref="Conv2D"/>, bias included: y [N, outH, outW, C * M].</summary>
        public static void Conv2DAccumulators(sbyte[] x, int n, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int m, int r, int s, int[] bias, int strideY, int strideX, int dilationY, int dilationX,
            int padTop, int padLeft, int outH, int outW, int[] y)
        {
            int k = c * m;
            for (int batch = 0; batch < n; batch++)
                for (int outY = 0; outY < outH; outY++)
                    for (int outX = 0; outX < outW; outX++)
                        for (int channel = 0; channel < k; channel++)
                        {
                            int sum = bias == null ? 0 : bias[channel];
                            for (int filterY = 0; filterY < r; filterY++)
                                for (int filterX = 0; filterX < s; filterX++)
                                {
                                    int inY = outY * strideY - padTop + filterY * dilationY;
                                    int inX = outX * strideX - padLeft + filterX * dilationX;
                                    if (inY < 0 || inY >= h || inX < 0 || inX >= w) continue;
                                    int value = x[((batch * h + inY) * w + inX) * c + channel / m];
                                    sum += (value - inputZeroPoint) * filter[(filterY * s + filterX) * k + channel];
                                }
                            y[((batch * outH + outY) * outW + outX) * k + channel] = sum;
                        }
        }
    }
}
