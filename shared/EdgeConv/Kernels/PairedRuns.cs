using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Walks two tensors together, axis by axis, in runs of constant step: what broadcasting, transposing and padding share.
    /// </summary>
    /// <remarks>Axes that one step can cross are merged, so that operands of one shape are a single run.</remarks>
    public sealed class PairedRuns : IKernel
    {
        /// <summary>Number of runs.</summary>
        public readonly int Count;

        /// <summary>Elements of a run.</summary>
        public readonly int Length;

        /// <summary>Step from an element of a run to the next in the first tensor.</summary>
        public readonly int AStep;

        /// <summary>Step from an element of a run to the next in the second tensor.</summary>
        public readonly int BStep;

        /// <summary>Offset in the first tensor at which the run given to <see cref="Seek"/> starts.</summary>
        public int AStart;

        /// <summary>Offset in the second tensor at which the run given to <see cref="Seek"/> starts.</summary>
        public int BStart;

        // The merged axes, innermost first: the first is the run itself.
        private readonly int[] _extents, _aSteps, _bSteps;
        private readonly int _axes;

        /// <summary>Plans a walk over two tensors.</summary>
        /// <param name="extents">Extent of each axis, outermost first, each at least 1.</param>
        /// <param name="aSteps">Elements of the first tensor from one cell of an axis to the next; 0 where the axis is repeated.</param>
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

        /// <summary>Elements of all runs.</summary>
        internal int Total => Count * Length;

        /// <summary>Bytes of the arrays of a walk over both shapes, broadcast.</summary>
        internal static int BytesOf(int[] aShape, int[] bShape) => 12 * (aShape.Length > bShape.Length ? aShape.Length : bShape.Length);

        /// <summary>
        /// Plans broadcasting: shapes are aligned at the last axis, and an axis of 1 or a missing one is repeated along the other's.
        /// </summary>
        /// <exception cref="ArgumentException">An extent below 1, or two of which neither is 1 and that are not equal.</exception>
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

        /// <summary>Plans a reduction: each element of the first tensor with the one of the second that it goes into.</summary>
        /// <param name="shape">Shape of the first tensor.</param>
        /// <param name="reduced">The same with 1 for each axis that is reduced.</param>
        /// <exception cref="ArgumentException">A bad extent, or shapes that do not fit.</exception>
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

        /// <summary>The step of each axis of a row-major tensor.</summary>
        /// <exception cref="ArgumentException">No axis, an extent below 1, or 2^31 elements and more.</exception>
        public static int[] Steps(int[] shape)
        {
            Argument.Length(shape);
            int[] steps = new int[shape.Length];
            for (int axis = shape.Length - 1, step = 1; axis >= 0; step *= shape[axis--]) steps[axis] = step;
            return steps;
        }

        /// <summary>Sets <see cref="AStart"/> and <see cref="BStart"/> to where run 0 to Count - 1 starts.</summary>
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

        /// <summary>Copies every element of the first tensor to the element of the second that the walk pairs it with.</summary>
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
