namespace EdgeConv.Reference
{
    /// <summary>Convolution over maps and volumes. Cells of padding contribute nothing to an accumulator.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/conv.h (ConvPerChannel). TensorFlow Lite has no int8 convolution of volumes: that one
    /// is the same arithmetic along one more axis. Legal ranges of the arguments: see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceConv
    {
        /// <summary>Computes y [N, outH, outW, K] from x [N, H, W, C] and filter [K, R, S, C / groups]; bias is [K] or null.</summary>
        public static void Conv2D(sbyte[] x, int n, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int k, int r, int s, int[] bias, int strideY, int strideX, int dilationY, int dilationX,
            int padTop, int padLeft, int outH, int outW, int groups,
            int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] sums = new int[n * outH * outW * k];
            Conv2DAccumulators(x, n, h, w, c, inputZeroPoint, filter, k, r, s, bias, strideY, strideX, dilationY, dilationX,
                padTop, padLeft, outH, outW, groups, sums);
            ReferenceMath.Requantize(sums, k, multipliers, shifts, outputZeroPoint, min, max, y);
        }

        /// <summary>
        /// Computes the int32 accumulators of <see cref="Conv2D"/>, bias included: y [N, outH, outW, K]. A map is a volume of one plane.
        /// </summary>
        public static void Conv2DAccumulators(sbyte[] x, int n, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int k, int r, int s, int[] bias, int strideY, int strideX, int dilationY, int dilationX,
            int padTop, int padLeft, int outH, int outW, int groups, int[] y) =>
            Conv3DAccumulators(x, n, 1, h, w, c, inputZeroPoint, filter, k, 1, r, s, bias, 1, strideY, strideX, 1, dilationY, dilationX,
                0, padTop, padLeft, 1, outH, outW, groups, y);

        /// <summary>Computes y [N, outD, outH, outW, K] from x [N, D, H, W, C] and filter [K, KD, R, S, C]; bias is [K] or null.</summary>
        public static void Conv3D(sbyte[] x, int n, int d, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int k, int kd, int r, int s, int[] bias, int strideZ, int strideY, int strideX,
            int dilationZ, int dilationY, int dilationX, int padFront, int padTop, int padLeft, int outD, int outH, int outW,
            int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] sums = new int[n * outD * outH * outW * k];
            Conv3DAccumulators(x, n, d, h, w, c, inputZeroPoint, filter, k, kd, r, s, bias, strideZ, strideY, strideX,
                dilationZ, dilationY, dilationX, padFront, padTop, padLeft, outD, outH, outW, 1, sums);
            ReferenceMath.Requantize(sums, k, multipliers, shifts, outputZeroPoint, min, max, y);
        }

        // Computes the int32 accumulators, bias included: y [N, outD, outH, outW, K].
        private static void Conv3DAccumulators(sbyte[] x, int n, int d, int h, int w, int c, int inputZeroPoint,
            sbyte[] filter, int k, int kd, int r, int s, int[] bias, int strideZ, int strideY, int strideX,
            int dilationZ, int dilationY, int dilationX, int padFront, int padTop, int padLeft, int outD, int outH, int outW,
            int groups, int[] y)
        {
            int groupInputs = c / groups;
            int groupOutputs = k / groups;
            for (int batch = 0; batch < n; batch++)
                for (int outZ = 0; outZ < outD; outZ++)
                    for (int outY = 0; outY < outH; outY++)
                        for (int outX = 0; outX < outW; outX++)
                            for (int channel = 0; channel < k; channel++)
                            {
                                int firstInput = channel / groupOutputs * groupInputs;
                                int sum = bias == null ? 0 : bias[channel];
                                for (int filterZ = 0; filterZ < kd; filterZ++)
                                    for (int filterY = 0; filterY < r; filterY++)
                                        for (int filterX = 0; filterX < s; filterX++)
                                        {
                                            int inZ = outZ * strideZ - padFront + filterZ * dilationZ;
                                            int inY = outY * strideY - padTop + filterY * dilationY;
                                            int inX = outX * strideX - padLeft + filterX * dilationX;
                                            if (inZ < 0 || inZ >= d || inY < 0 || inY >= h || inX < 0 || inX >= w) continue;
                                            int xCell = ((batch * d + inZ) * h + inY) * w + inX;
                                            int filterCell = ((channel * kd + filterZ) * r + filterY) * s + filterX;
                                            for (int input = 0; input < groupInputs; input++)
                                            {
                                                int value = x[xCell * c + firstInput + input];
                                                sum += (value - inputZeroPoint) * filter[filterCell * groupInputs + input];
                                            }
                                        }
                                y[(((batch * outD + outZ) * outH + outY) * outW + outX) * k + channel] = sum;
                            }
        }
    }
}
