namespace EdgeConv.Reference
{
    /// <summary>PAD and PADV2: padding with a constant.</summary>
    /// <remarks>Source: TensorFlow Lite, reference/pad.h.</remarks>
    public static class ReferencePad
    {
        /// <summary>
        /// Computes y, whose extent on every axis is before + shape + after: x with cells of <paramref name="value"/> around it. x has any
        /// rank; before and after are 0 or above, in cells.
        /// </summary>
        public static void Run(sbyte[] x, int[] shape, int[] before, int[] after, sbyte value, sbyte[] y)
        {
            int length = 1;
            for (int axis = 0; axis < shape.Length; axis++) length *= before[axis] + shape[axis] + after[axis];
            for (int i = 0; i < length; i++)
            {
                int rest = i, index = 0, step = 1;
                bool inside = true;
                for (int axis = shape.Length - 1; axis >= 0; axis--)
                {
                    int extent = before[axis] + shape[axis] + after[axis];
                    int coordinate = rest % extent - before[axis];
                    rest /= extent;
                    if (coordinate < 0 || coordinate >= shape[axis]) inside = false;
                    index += coordinate * step;
                    step *= shape[axis];
                }
                y[i] = inside ? x[index] : value;
            }
        }
    }
}
