namespace EdgeConv.Reference
{
    /// <summary>A part of a tensor: on each axis every so many cells from a start on.</summary>
    public static class ReferenceStridedSlice
    {
        /// <summary>
        /// The flat index into x of each element of y, whose axis i has counts[i] cells of x from starts[i] on, strides[i] apart (which
        /// may be negative); any rank.
        /// </summary>
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
