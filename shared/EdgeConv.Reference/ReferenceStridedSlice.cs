namespace EdgeConv.Reference
{
    /// <summary>STRIDED_SLICE: on each axis some cells from a start on, a stride apart.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/strided_slice.h.</remarks>
    public static class ReferenceStridedSlice
    {
        /// <summary>
        /// Computes, for each element of the output, the row-major index of the input element that it copies. For example cells 5, 3, 1 of
        /// an axis are start 5, stride -2, count 3.
        /// </summary>
        /// <param name="shape">Shape of the input, of any rank.</param>
        /// <param name="starts">First cell, per axis.</param>
        /// <param name="strides">Cells from one to the next, per axis; may be negative.</param>
        /// <param name="counts">Number of cells, per axis: the output's shape.</param>
        public static int[] Sources(int[] shape, int[] starts, int[] strides, int[] counts)
        {
            int[] sources = new int[ReferenceBroadcast.Length(counts)];
            for (int i = 0; i < sources.Length; i++)
            {
                int rest = i, step = 1;
                for (int axis = shape.Length - 1; axis >= 0; axis--)
                {
                    sources[i] += (starts[axis] + rest % counts[axis] * strides[axis]) * step;
                    rest /= counts[axis];
                    step *= shape[axis];
                }
            }
            return sources;
        }
    }
}
