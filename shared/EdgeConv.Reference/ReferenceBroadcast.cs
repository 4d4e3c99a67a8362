namespace EdgeConv.Reference
{
    /// <summary>Broadcasting of two operands of the same rank: an axis of 1 is repeated along the other's.</summary>
    public static class ReferenceBroadcast
    {
        /// <summary>The shape of the result.</summary>
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

        /// <summary>The flat index into an operand that feeds element <paramref name="index"/> of the result.</summary>
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
