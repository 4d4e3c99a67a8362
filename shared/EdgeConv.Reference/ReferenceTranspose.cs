namespace EdgeConv.Reference
{
    /// <summary>Reordering of axes.</summary>
    public static class ReferenceTranspose
    {
        /// <summary>Axis i of y is axis permutation[i] of x; any rank.</summary>
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
