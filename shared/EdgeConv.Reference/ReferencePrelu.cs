namespace EdgeConv.Reference
{
    /// <summary>Rectifier with slopes below zero that are a tensor of their own.</summary>
    public static class ReferencePrelu
    {
        /// <summary>
        /// y from x, slopes broadcast: one multiplier from zero up, another for x * slope below. Shapes have the same rank.
        /// </summary>
        public static void Run(sbyte[] x, int[] shape, int inputZeroPoint, sbyte[] slopes, int[] slopesShape, int slopeZeroPoint,
            int identityMultiplier, int identityShift, int slopeMultiplier, int slopeShift, int outputZeroPoint, sbyte[] y)
        {
            int[] outputShape = ReferenceBroadcast.Shape(shape, slopesShape);
            int length = ReferenceBroadcast.Length(outputShape);
            for (int i = 0; i < length; i++)
            {
                int value = x[ReferenceBroadcast.Index(i, outputShape, shape)] - inputZeroPoint;
                int slope = slopes[ReferenceBroadcast.Index(i, outputShape, slopesShape)] - slopeZeroPoint;
                int scaled = value >= 0
                    ? ReferenceMath.MultiplyByQuantizedMultiplier(value, identityMultiplier, identityShift)
                    : ReferenceMath.MultiplyByQuantizedMultiplier(value * slope, slopeMultiplier, slopeShift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, -128, 127);
            }
        }
    }
}
