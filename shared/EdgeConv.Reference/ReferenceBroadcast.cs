namespace EdgeConv.Reference
{
    /// <summary>
    /// Broadcasts two operands of the same rank, as NumPy does: an axis of extent 1 is repeated along the other operand's axis. For example
    /// [2, 1, 4] and [1, 3, 4] give [2, 3, 4].
    /// </summary>
    public static class ReferenceBroadcast
    {
        /// <summary>The shape of the result of two shapes that broadcast.</summary>
        public static int[] Shape(int[] aShape, int[] bShape)
        {
            int[] shape = new int[aShape.Length];
            for (int axis = 0; axis < shape.Length; axis++) shape[axis] = aShape[axis] == 1 ? bShape[axis] : aShape[axis];
            return shape;
        }

        /// <summary>Number of elements of a shape.</summary>
        public static int Length(int[] shape)
        {
            int length = 1;
            for (int axis = 0; axis < shape.Length; axis++) length *= shape[axis];
            return length;
        }

        /// <summary>
        /// The row-major index of the operand's element from which element <paramref name="index"/> of the result is computed.
        /// </summary>
        public static int Index(int index, int[] resultShape, int[] operandShape)
        {
            int result = 0, step = 1;
            for (int axis = resultShape.Length - 1; axis >= 0; axis--)
            {
                int coordinate = index % resultShape[axis];
                index /= resultShape[axis];
                if (operandShape[axis] != 1) result += coordinate * step;
                step *= operandShape[axis];
            }
            return result;
        }
    }
}
