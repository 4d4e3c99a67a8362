using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Copies elements by steps: x, y, number of axes, extents, steps in x, steps in y.</summary>
    internal static class PackedCopy
    {
        internal static PackedOperator Read(EcmReader file)
        {
            int x = file.Word(), y = file.Word();
            int[] extents = file.Shape();
            int[] xSteps = file.Ints(extents.Length, -EcmReader.Most, EcmReader.Most, "step"), ySteps = file.Ints(extents.Length, -EcmReader.Most, EcmReader.Most, "step");
            long xFirst = 0, xLast = 0, yFirst = 0, yLast = 0;
            for (int axis = 0; axis < extents.Length; axis++)
            {
                long dx = (extents[axis] - 1L) * xSteps[axis], dy = (extents[axis] - 1L) * ySteps[axis];
                if (dx < 0) xFirst += dx;
                else xLast += dx;
                if (dy < 0) yFirst += dy;
                else yLast += dy;
            }
            if (xLast - xFirst > EcmReader.Most || yLast - yFirst > EcmReader.Most) throw new ModelFormatException("steps reach over more than " + EcmReader.Most.ToString() + " elements");
            file.Length(extents);
            file.CheckApart(x + xFirst, xLast - xFirst + 1, y + yFirst, yLast - yFirst + 1);
            file.Need(12L * extents.Length);
            PairedRuns kernel = new PairedRuns(extents, xSteps, ySteps);
            return new PackedOperator(kernel, x, y);
        }
    }
}
