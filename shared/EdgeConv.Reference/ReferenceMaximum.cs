namespace EdgeConv.Reference
{
    /// <summary>Elementwise maximum of two operands with the same quantization.</summary>
    public static class ReferenceMaximum
    {
        /// <summary>y = the greater of a and b, broadcast. Shapes have the same rank.</summary>
        public static void Run(sbyte[] a, int[] aShape, sbyte[] b, int[] bShape, sbyte[] y)
        {
            int[] shape = ReferenceBroadcast.Shape(aShape, bShape);
            int length = ReferenceBroadcast.Length(shape);
            for (int i = 0; i < length; i++)
            {
                sbyte aValue = a[ReferenceBroadcast.Index(i, shape, aShape)];
                sbyte bValue = b[ReferenceBroadcast.Index(i, shape, bShape)];
                y[i] = aValue > bValue ? aValue : bValue;
            }
        }
    }
}
