namespace EdgeConv.Reference
{
    /// <summary>
    /// Operators that compute each element from one element of each of two operands. The operands have the same rank and are broadcast
    /// (<see cref="ReferenceBroadcast"/>); y has the broadcast shape.
    /// </summary>
    /// <remarks>
    /// Source: TensorFlow Lite, reference/integer_ops/add.h, reference/sub.h, reference/integer_ops/mul.h, reference/maximum_minimum.h and
    /// reference/prelu.h. Legal ranges of the arguments: see <see cref="ReferenceMath"/>; leftShift is 20 in TensorFlow Lite.
    /// </remarks>
    public static class ReferenceElementwise
    {
        private delegate int Operation(int a, int b);

        /// <summary>
        /// Computes y = a + b, or a - b. Both operands, zero points taken off, are shifted left and rescaled to a common scale before they
        /// are added or subtracted; then the result is rescaled to the output.
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

        /// <summary>Computes y = a * b, zero points taken off, rescaled to the output.</summary>
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

        /// <summary>Computes y = max(a, b). Both operands and the output have the same quantization.</summary>
        public static void Maximum(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y) =>
            Run(a, aShape, b, bShape, y, (aValue, bValue) => aValue > bValue ? aValue : bValue);

        /// <summary>Computes y = min(a, b). Both operands and the output have the same quantization.</summary>
        public static void Minimum(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y) =>
            Run(a, aShape, b, bShape, y, (aValue, bValue) => aValue < bValue ? aValue : bValue);

        /// <summary>
        /// Computes y = x where x is 0 or above and y = x * slope where it is below 0. Each case has a multiplier of its own. The slopes
        /// are broadcast to x.
        /// </summary>
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
