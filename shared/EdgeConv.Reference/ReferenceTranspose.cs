namespace EdgeConv.Reference
{
    /// <summary>TRANSPOSE: the axes of a tensor in another order.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/transpose.h.</remarks>
    public static class ReferenceTranspose
    {
        /// <summary>
        /// Computes y from x, of shape <paramref name="shape"/> and any rank: axis i of y is axis permutation[i] of x. For example
        /// permutation [0, 3, 1, 2] makes NCHW of NHWC.
        /// </summary>
        public static void Run(sbyte[] x, int[] shape, int[] permutation, sbyte[] y)
        {
            int rank = shape.Length;
            int length = ReferenceBroadcast.Length(shape);
            int[] cell = new int[rank];
            for (int i = 0; i < length; i++)
            {
                int rest = i;
                for (int axis = rank - 1; axis >= 0; axis--)
                {
                    int extent = shape[permutation[axis]];
                    cell[permutation[axis]] = rest % extent;
                    rest /= extent;
                }
                int index = 0;
                for (int axis = 0; axis < rank; axis++) index = index * shape[axis] + cell[axis];
                y[i] = x[index];
            }
        }
    }
}
