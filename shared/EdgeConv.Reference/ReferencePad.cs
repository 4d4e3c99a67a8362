namespace EdgeConv.Reference
{
    /// <summary>Padding with a constant.</summary>
    public static class ReferencePad
    {
        /// <summary>y, of shape before + shape + after on every axis, holds x framed by <paramref name="value"/>; any rank.</summary>
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
