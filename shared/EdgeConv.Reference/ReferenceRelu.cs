namespace EdgeConv.Reference
{
    /// <summary>Rectifiers as layers of their own.</summary>
    public static class ReferenceRelu
    {
        /// <summary>y from x, rescaled and held within min (the output's 0) and max.</summary>
        public static void Relu(sbyte[] x, int length, int inputZeroPoint, int multiplier, int shift, int outputZeroPoint, int min, int max,
            sbyte[] y)
        {
            for (int i = 0; i < length; i++)
            {
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(x[i] - inputZeroPoint, multiplier, shift);
                y[i] = (sbyte)ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            }
        }

        /// <summary>y from x, held within the quantized 0 and 6; never rescaled.</summary>
        public static void Relu6(sbyte[] x, int length, int zero, int six, sbyte[] y)
        {
            for (int i = 0; i < length; i++) y[i] = (sbyte)ReferenceMath.Clamp(x[i], zero, six);
        }
    }
}
