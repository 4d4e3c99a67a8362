using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Visits pairs of elements of two tensors in runs of constant step. Broadcasting, transposing, reducing and padding use this.
    /// </summary>
    /// <remarks>Adjacent axes that one step covers are merged, so that two tensors of the same shape are a single run.</remarks>
    public sealed class PairedRuns : IKernel
    {
        /// <summary>Number of runs.</summary>
        public readonly int Count;

        /// <summary>The number of elements of a run.</summary>
        public readonly int Length;

        /// <summary>Step from an element of a run to the next in the first tensor.</summary>
        public readonly int AStep;

        /// <summary>Step from an element of a run to the next in the second tensor.</summary>
        public readonly int BStep;

        /// <summary>Offset in the first tensor at which the run given to <see cref="Seek"/> starts.</summary>
        public int AStart;

        /// <summary>Offset in the second tensor at which the run given to <see cref="Seek"/> starts.</summary>
        public int BStart;

        // These describe the merged axes, innermost first. The first axis is the run.
        private readonly int[] _extents, _aSteps, _bSteps;
        private readonly int _axes;

        /// <summary>Prepares the runs over two tensors.</summary>
        /// <param name="extents">Extent of each axis, outermost first, each at least 1.</param>
        /// <param name="aSteps">Distance in elements between neighbors along each axis of the first tensor; 0 for an axis that is
        /// repeated.</param>
        /// <param name="bSteps">The same of the second tensor.</param>
        public PairedRuns(int[] extents, int[] aSteps, int[] bSteps)
        {
            _extents = new int[extents.Length];
            _aSteps = new int[extents.Length];
            _bSteps = new int[extents.Length];
            for (int axis = extents.Length - 1, last = -1; axis >= 0; axis--)
            {
                if (extents[axis] == 1) continue;
                if (last >= 0 && aSteps[axis] == _aSteps[last] * _extents[last] && bSteps[axis] == _bSteps[last] * _extents[last])
                {
                    _extents[last] *= extents[axis];
                    continue;
                }
                last = _axes++;
                _extents[last] = extents[axis];
                _aSteps[last] = aSteps[axis];
                _bSteps[last] = bSteps[axis];
            }
            Length = _axes == 0 ? 1 : _extents[0];
            AStep = _aSteps[0];
            BStep = _bSteps[0];
            Count = 1;
            for (int axis = 1; axis < _axes; axis++) Count *= _extents[axis];
        }

        /// <summary>The number of elements of all runs.</summary>
        internal int Total => Count * Length;

        /// <summary>The size of the arrays for two shapes that are broadcast, in bytes.</summary>
        internal static int BytesOf(int[] aShape, int[] bShape) => 12 * (aShape.Length > bShape.Length ? aShape.Length : bShape.Length);

        /// <summary>
        /// Prepares broadcasting: the shapes are aligned at the last axis, and an axis that is 1 or missing is repeated.
        /// </summary>
        /// <exception cref="ArgumentException">An extent is below 1, or two extents differ and neither is 1.</exception>
        public static PairedRuns Broadcast(int[] aShape, int[] bShape)
        {
            int[] aDense = Steps(aShape), bDense = Steps(bShape);
            int rank = aShape.Length > bShape.Length ? aShape.Length : bShape.Length;
            int[] extents = new int[rank], aSteps = new int[rank], bSteps = new int[rank];
            for (int i = 1; i <= rank; i++)
            {
                int a = i > aShape.Length ? 1 : aShape[aShape.Length - i];
                int b = i > bShape.Length ? 1 : bShape[bShape.Length - i];
                if (a != b && a != 1 && b != 1)
                    throw new ArgumentException("shapes: extents " + a.ToString() + " and " + b.ToString() + " cannot be broadcast");
                extents[rank - i] = a == 1 ? b : a;
                aSteps[rank - i] = a == 1 ? 0 : aDense[aShape.Length - i];
                bSteps[rank - i] = b == 1 ? 0 : bDense[bShape.Length - i];
            }
            Steps(extents);
            return new PairedRuns(extents, aSteps, bSteps);
        }

        /// <summary>
        /// Prepares a reduction: pairs each element of the first tensor with the element of the second into which it is reduced.
        /// </summary>
        /// <param name="shape">Shape of the first tensor.</param>
        /// <param name="reduced">The first shape with 1 for each axis that is reduced.</param>
        /// <exception cref="ArgumentException">An extent is below 1, or the shapes do not fit each other.</exception>
        public static PairedRuns Reduce(int[] shape, int[] reduced)
        {
            int[] steps = Steps(shape);
            if (reduced.Length != shape.Length)
                throw new ArgumentException("reduced: " + reduced.Length.ToString() + " axes of " + shape.Length.ToString());
            int[] reducedSteps = Steps(reduced);
            for (int axis = 0; axis < shape.Length; axis++)
            {
                if (reduced[axis] == shape[axis]) continue;
                if (reduced[axis] != 1)
                    throw new ArgumentException("reduced: " + reduced[axis].ToString() + " of an axis of " + shape[axis].ToString());
                reducedSteps[axis] = 0;
            }
            return new PairedRuns(shape, steps, reducedSteps);
        }

        /// <summary>Returns the step of each axis of a row-major tensor, in elements.</summary>
        /// <exception cref="ArgumentException">There is no axis, an extent is below 1, or there are 2^31 elements or more.</exception>
        public static int[] Steps(int[] shape)
        {
            Argument.Length(shape);
            int[] steps = new int[shape.Length];
            for (int axis = shape.Length - 1, step = 1; axis >= 0; step *= shape[axis--]) steps[axis] = step;
            return steps;
        }

        /// <summary>Sets <see cref="AStart"/> and <see cref="BStart"/> to the start of a run, 0 to <see cref="Count"/> - 1.</summary>
        public void Seek(int run)
        {
            int a = 0, b = 0;
            for (int axis = 1; axis < _axes; axis++)
            {
                int extent = _extents[axis], index = run % extent;
                run /= extent;
                a += index * _aSteps[axis];
                b += index * _bSteps[axis];
            }
            AStart = a;
            BStart = b;
        }

        /// <summary>Copies every element of the first tensor to its counterpart in the second.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset)
        {
            int aStep = AStep, bStep = BStep, length = Length;
            for (int run = 0; run < Count; run++)
            {
                Seek(run);
                int ai = aOffset + AStart, bi = bOffset + BStart;
                if (aStep == 1 && bStep == 1)
                {
                    Array.Copy(a, ai, b, bi, length);
                    continue;
                }
                for (int i = 0; i < length; i++, ai += aStep, bi += bStep) b[bi] = a[ai];
            }
        }
    }
}
