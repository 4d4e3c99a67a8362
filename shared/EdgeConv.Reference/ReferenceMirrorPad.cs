namespace EdgeConv.Reference
{
    /// <summary>Padding with the map's own cells, mirrored at its edge.</summary>
    public static class ReferenceMirrorPad
    {
        /// <summary>
        /// y, of shape before + shape + after on every axis, holds x framed by its mirror images; edge 0 repeats the cell at the edge
        /// (SYMMETRIC), 1 does not (REFLECT). before and after are at most the extent - edge; any rank.
        /// </summary>
        public static void Run(sbyte[] x, int[] shape, int[] before, int[] after, int edge, sbyte[] y)
        {
            int length = 1;
            for (int axis = 0; axis < shape.Length; axis++) length *= before[axis] + shape[axis] + after[axis];
            for (int i = 0; i < length; i++)
            {
                int rest = i, index = 0, step = 1;
                for (int axis = shape.Length - 1; axis >= 0; axis--)
                {
                    int extent = before[axis] + shape[axis] + after[axis];
                    int coordinate = rest % extent - before[axis];
                    rest /= extent;
                    if (coordinate < 0) coordinate = edge - 1 - coordinate;
                    else if (coordinate >= shape[axis]) coordinate = 2 * shape[axis] - 1 - edge - coordinate;
                    index += coordinate * step;
                    step *= shape[axis];
                }
                y[i] = x[index];
            }
        }
    }
}
