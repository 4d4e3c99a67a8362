namespace EdgeConv.Reference
{
    /// <summary>LEAKY_RELU: x where it is 0 or above, alpha * x below.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/leaky_relu.h (QuantizeLeakyRelu). Legal ranges of the arguments: see
    /// <see cref="ReferenceMath"/>.
    /// </remarks>
    public static class ReferenceLeakyRelu
    {
        /// <summary>
        /// Computes y [length] from x [length]. identityMultiplier and identityShift rescale values of 0 or above; alphaMultiplier and
        /// alphaShift rescale values below 0. alphaMultiplier is negative if alpha is.
        /// </summary>
        public static void Run(sbyte[] x, int length, int inputZeroPoint, int identityMultiplier, int identityShift,
            int alphaMultiplier, int alphaShift, int outputZeroPoint, sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                int value = x[i] - inputZeroPoint;
                int scaled;
                if (value >= 0) scaled = ReferenceMath.MultiplyByQuantizedMultiplier(value, identityMultiplier, identityShift);
                else if (alphaMultiplier >= 0) scaled = ReferenceMath.MultiplyByQuantizedMultiplier(value, alphaMultiplier, alphaShift);
                else scaled = -ReferenceMath.MultiplyByQuantizedMultiplier(value, -alphaMultiplier, alphaShift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, -128, 127);
            }
        }
    }
}
