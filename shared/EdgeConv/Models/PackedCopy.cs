using EdgeConv.Kernels;

namespace EdgeConv.Models
{
    /// <summary>Copies elements by steps: x, y, number of axes, extents, steps in x, steps in y.</summary>
    internal sealed class PackedCopy : PackedOperator
    {
        private readonly int _x, _y;
        private readonly PairedRuns _runs;

        internal PackedCopy(EcmReader file)
        {
            _x = file.Word();
            _y = file.Word();
            int[] extents = file.Shape();
            int[] xSteps = file.Ints(extents.Length, -EcmReader.Most, EcmReader.Most, "step"), ySteps = file.Ints(extents.Length, -EcmReader.Most, EcmReader.Most, "step");
            long xFirst = 0, xLast = 0, yFirst = 0, yLast = 0;
            for (int axis = 0; axis < extents.Length; axis++)
            {
                long x = (extents[axis] - 1L) * xSteps[axis], y = (extents[axis] - 1L) * ySteps[axis];
                if (x < 0) xFirst += x;
                else xLast += x;
                if (y < 0) yFirst += y;
                else yLast += y;
            }
            if (xLast - xFirst > EcmReader.Most || yLast - yFirst > EcmReader.Most) throw new ModelFormatException("steps reach over more than " + EcmReader.Most.ToString() + " elements");
            file.Length(extents);
            file.CheckApart(_x + xFirst, xLast - xFirst + 1, _y + yFirst, yLast - yFirst + 1);
            file.Need(12L * extents.Length);
            _runs = new PairedRuns(extents, xSteps, ySteps);
        }

        internal override void Invoke(sbyte[] arena)
        {
            _runs.Copy(arena, _x, arena, _y);
        }
    }
}
