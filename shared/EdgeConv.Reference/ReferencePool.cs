using EdgeConv.Kernels;

namespace EdgeConv.Reference
{
    /// <summary>MAX_POOL_2D, AVERAGE_POOL_2D and minimum pooling. Cells outside the map do not count.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/pooling.h. Legal ranges of the arguments: see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferencePool
    {
        /// <summary>
        /// Computes y [N, outH, outW, C] from x [N, H, W, C]: the maximum of the window's cells inside the map (-128 if there are none),
        /// their minimum (127 if there are none), or their mean, rounded half away from zero. For a mean, every window must have a cell
        /// inside the map.
        /// </summary>
        public static void Run(PoolKind kind, sbyte[] x, int n, int h, int w, int c, int windowH, int windowW, int strideY, int strideX,
            int padTop, int padLeft, int outH, int outW, int min, int max, sbyte[] y)
        {
            for (int batch = 0; batch < n; batch++)
                for (int outY = 0; outY < outH; outY++)
                    for (int outX = 0; outX < outW; outX++)
                        for (int channel = 0; channel < c; channel++)
                        {
                            int maximum = -128, minimum = 127, sum = 0, count = 0;
                            for (int windowY = 0; windowY < windowH; windowY++)
                                for (int windowX = 0; windowX < windowW; windowX++)
                                {
                                    int inY = outY * strideY - padTop + windowY;
                                    int inX = outX * strideX - padLeft + windowX;
                                    if (inY < 0 || inY >= h || inX < 0 || inX >= w) continue;
                                    int value = x[((batch * h + inY) * w + inX) * c + channel];
                                    if (value > maximum) maximum = value;
                                    if (value < minimum) minimum = value;
                                    sum += value;
                                    count++;
                                }
                            int result = maximum;
                            if (kind == PoolKind.Minimum) result = minimum;
                            if (kind == PoolKind.Average) result = sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
                            y[((batch * outH + outY) * outW + outX) * c + channel] = (sbyte)ReferenceMath.Clamp(result, min, max);
                        }
        }
    }
}
