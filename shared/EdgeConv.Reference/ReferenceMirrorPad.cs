namespace EdgeConv.Reference
{
    /// <summary>MIRROR_PAD: padding with the tensor's own cells, mirrored at its edges.</summary>
    /// <remarks>Source: TensorFlow Lite Micro, micro/kernels/mirror_pad.cc.</remarks>
    public static class ReferenceMirrorPad
    {
        /// <summary>
        /// Computes y, whose extent on every axis is before + shape + after: x with its mirror images around it. For example 1 2 3 with two
        /// cells of padding on each side becomes 2 1 1 2 3 3 2 (SYMMETRIC) or 3 2 1 2 3 2 1 (REFLECT).
        /// </summary>
        /// <param name="x">Values, row-major, of any rank.</param>
        /// <param name="shape">Shape of x.</param>
        /// <param name="before">Cells in front, per axis: 0 to extent - <paramref name="edge"/>.</param>
        /// <param name="after">Cells behind, per axis: 0 to extent - <paramref name="edge"/>.</param>
        /// <param name="edge">0 to repeat the cell at the edge (SYMMETRIC), 1 not to (REFLECT).</param>
        /// <param name="y">Takes the result.</param>
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
