namespace EdgeConv.Reference
{
    /// <summary>RELU, RELU_N1_TO_1 and RELU6 as layers of their own, not fused into another operator.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite Micro, micro/kernels/activations_common.cc (ReluQuantized, Relu6Quantized). Legal ranges of the arguments:
    /// see <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceRelu
    {
        /// <summary>
        /// Computes y [length] from x [length]: rescaled to the output and clamped to min (for RELU the output's 0) and max.
        /// </summary>
        public static void Relu(sbyte[] x, int length, int inputZeroPoint, int multiplier, int shift, int outputZeroPoint, int min, int max,
            sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(x[i] - inputZeroPoint, multiplier, shift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            }
        }

        /// <summary>Computes y [length] from x [length], clamped to the quantized values of 0 and 6. x is never rescaled.</summary>
        public static void Relu6(sbyte[] x, int length, int zero, int six, sbyte[] y)
        {
            for (int i = 0; i < length; i++) y[i] = (sbyte)ReferenceMath.Clamp(x[i], zero, six);
        }
    }
}
