namespace EdgeConv.Reference
{
    /// <summary>Operators of two operands, an element at a time. The operands have the same rank and are broadcast.</summary>
    public static class ReferenceElementwise
    {
        private delegate int Operation(int a, int b);

        /// <summary>
        /// y = a + b, or a - b: each operand is shifted left and rescaled, they are added or subtracted, and the result is rescaled.
        /// </summary>
        public static void Sum(bool subtracts, sbyte[] a, int[] aShape, int aZeroPoint, int aMultiplier, int aShift,
            sbyte[] b, int[] bShape, int bZeroPoint, int bMultiplier, int bShift, int leftShift,
            int multiplier, int shift, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            Run(a, aShape, b, bShape, y, (aValue, bValue) =>
            {
                int left = ReferenceMath.MultiplyByQuantizedMultiplier((aValue - aZeroPoint) * (1 << leftShift), aMultiplier, aShift);
                int right = ReferenceMath.MultiplyByQuantizedMultiplier((bValue - bZeroPoint) * (1 << leftShift), bMultiplier, bShift);
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(subtracts ? left - right : left + right, multiplier, shift);
                return ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            });
        }

        /// <summary>y = a * b, rescaled.</summary>
        public static void Product(sbyte[] a, int[] aShape, int aZeroPoint, sbyte[] b, int[] bShape, int bZeroPoint,
            int multiplier, int shift, int outputZeroPoint, int min, int max, sbyte[] y)
        {
            Run(a, aShape, b, bShape, y, (aValue, bValue) =>
            {
                int product = (aValue - aZeroPoint) * (bValue - bZeroPoint);
                int scaled = ReferenceMath.MultiplyByQuantizedMultiplier(product, multiplier, shift);
                return ReferenceMath.Clamp(scaled + outputZeroPoint, min, max);
            });
        }

        /// <summary>y = the greater of a and b, which have the same quantization.</summary>
        public static void Maximum(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y) =>
            Run(a, aShape, b, bShape, y, (aValue, bValue) => aValue > bValue ? aValue : bValue);

        /// <summary>y = the lesser of a and b, which have the same quantization.</summary>
        public static void Minimum(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y) =>
            Run(a, aShape, b, bShape, y, (aValue, bValue) => aValue < bValue ? aValue : bValue);

        /// <summary>y = x from zero up, x * slope below, each rescaled by a multiplier of its own; slopes are broadcast to x.</summary>
        public static void Prelu(sbyte[] x, int[] shape, int inputZeroPoint, sbyte[] slopes, int[] slopesShape, int slopeZeroPoint,
            int identityMultiplier, int identityShift, int slopeMultiplier, int slopeShift, int outputZeroPoint, sbyte[] y)
        {
            Run(x, shape, slopes, slopesShape, y, (xValue, slope) =>
            {
                int value = xValue - inputZeroPoint;
                int scaled = value >= 0
                    ? ReferenceMath.MultiplyByQuantizedMultiplier(value, identityMultiplier, identityShift)
                    : ReferenceMath.MultiplyByQuantizedMultiplier(value * (slope - slopeZeroPoint), slopeMultiplier, slopeShift);
                return ReferenceMath.Clamp(scaled + outputZeroPoint, -128, 127);
            });
        }

        private static void Run(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y, Operation operation)
        {
            int[] shape = ReferenceBroadcast.Shape(aShape, bShape);
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < length; i++)
            {
                sbyte aValue = a[ReferenceBroadcast.Index(i, shape, aShape)];
                sbyte bValue = b[ReferenceBroadcast.Index(i, shape, bShape)];
                y[i] = (sbyte)operation(aValue, bValue);
            }
        }
    }
}
