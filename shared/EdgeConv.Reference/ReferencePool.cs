using EdgeConv.Kernels;

namespace EdgeConv.Reference
{
    /// <summary>Pooling, y [N, outH, outW, C] from x [N, H, W, C]. Cells outside the map do not count.</summary>
    public static class ReferencePool
    {
        /// <summary>
        /// Maximum of the cells inside the window, -128 without any; minimum, 127 without any; or mean, rounded half away from zero,
        /// where every window has a cell.
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
