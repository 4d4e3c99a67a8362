using System;

namespace EdgeConv.Kernels
{
    /// <summary>Reorders the axes of a tensor.</summary>
    public sealed class Transpose
    {
        private readonly PairedRuns _runs;

        /// <summary>Prepares a transposition, for any rank: axis i of the output is axis permutation[i] of the input.</summary>
        /// <exception cref="ArgumentException">A bad shape, or not a permutation of its axes.</exception>
        public Transpose(int[] shape, int[] permutation)
        {
            int[] steps = PairedRuns.Steps(shape);
            int rank = shape.Length;
            if (permutation.Length != rank) throw new ArgumentException("permutation: " + permutation.Length.ToString() + " axes of " + rank.ToString());
            bool[] taken = new bool[rank];
            int[] extents = new int[rank], xSteps = new int[rank];
            for (int i = 0; i < rank; i++)
            {
                int axis = permutation[i];
                if (axis < 0 || axis >= rank || taken[axis]) throw new ArgumentException("permutation: axis " + axis.ToString() + " twice or out of range");
                taken[axis] = true;
                extents[i] = shape[axis];
                xSteps[i] = steps[axis];
            }
            _runs = new PairedRuns(extents, xSteps, PairedRuns.Steps(extents));
        }

        /// <summary>y is x with its axes reordered; not in place.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            _runs.Invoke(x, xOffset, y, yOffset);
        }
    }
}
