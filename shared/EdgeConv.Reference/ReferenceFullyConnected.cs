namespace EdgeConv.Reference
{
    /// <summary>FULLY_CONNECTED: each output is a weighted sum of all inputs.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/fully_connected.h. Legal ranges of the arguments: see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceFullyConnected
    {
        /// <summary>
        /// Computes y [batches, K] from x [batches, inputs] and w [K, inputs], where K is <paramref name="outputs"/>; bias is [K] or null.
        /// There is one multiplier per output, or one for all.
        /// </summary>
        public static void Run(sbyte[] x, int batches, int inputs, int inputZeroPoint, sbyte[] w, int filterZeroPoint, int outputs,
            int[] bias, int[] multipliers, int[] shifts, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            int[] sums = new int[batches * outputs];
            Accumulators(x, batches, inputs, inputZeroPoint, w, filterZeroPoint, outputs, bias, sums);
            ReferenceMath.Requantize(sums, outputs, multipliers, shifts, outputZeroPoint, min, max, y);
        }

        /// <summary>Computes the int32 accumulators of <see cref="Run"/>, bias included: y [batches, K].</summary>
        public static void Accumulators(sbyte[] x, int batches, int inputs, int inputZeroPoint, sbyte[] w, int filterZeroPoint, int outputs,
            int[] bias, int[] y)
        {
            for (int batch = 0; batch < batches; batch++)
                for (int output = 0; output < outputs; output++)
                {
                    int sum = bias == null ? 0 : bias[output];
                    for (int input = 0; input < inputs; input++)
                        sum += (x[batch * inputs + input] - inputZeroPoint) * (w[output * inputs + input] - filterZeroPoint);
                    y[batch * outputs + output] = sum;
                }
        }
    }
}
