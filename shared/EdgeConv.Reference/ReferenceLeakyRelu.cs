namespace EdgeConv.Reference
{
    /// <summary>Rectifier with a slope alpha below zero.</summary>
    public static class ReferenceLeakyRelu
    {
        /// <summary>y from x: one multiplier and shift from zero up, another below (negative for a negative alpha).</summary>
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
