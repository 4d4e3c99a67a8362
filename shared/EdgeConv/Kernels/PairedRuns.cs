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

        /// <summary>Where the run that <see cref="Seek"/> was given starts in the first tensor.</summary>
        public int AStart;

        /// <summary>Where the run that <see cref="Seek"/> was given starts in the second tensor.</summary>
        public int BStart;

        // The merged axes around the runs, innermost first.
        private readonly int[] _extents;
        private readonly int[] _aSteps;
        private readonly int[] _bSteps;
        private readonly int _axes;

        /// <summary>Plans a walk over the extents, outermost first, with the step of each axis in both tensors (0: repeated).</summary>
        public PairedRuns(int[] extents, int[] aSteps, int[] bSteps)
        {
            int rank = extents.Length;
            _extents = new int[rank];
            _aSteps = new int[rank];
            _bSteps = new int[rank];
            Length = 1;
            Count = 1;
            // Merged axes so far, the run included.
            int merged = 0;
            int extent = 1, aStep = 0, bStep = 0;
            for (int axis = rank - 1; axis >= -1; axis--)
            {
                if (axis >= 0 && extents[axis] == 1) continue;
                if (axis >= 0 && extent > 1 && aSteps[axis] == aStep * extent && bSteps[axis] == bStep * extent)
                {
                    extent *= extents[axis];
                    continue;
                }
                if (extent > 1)
                {
                    if (merged == 0)
                    {
                        Length = extent;
                        AStep = aStep;
                        BStep = bStep;
                    }
                    else
                    {
                        _extents[_axes] = extent;
                        _aSteps[_axes] = aStep;
                        _bSteps[_axes++] = bStep;
                        Count *= extent;
                    }
                    merged++;
                }
                if (axis < 0) break;
                extent = extents[axis];
                aStep = aSteps[axis];
                bStep = bSteps[axis];
            }
        }

        /// <summary>Elements of all runs.</summary>
        internal int Total => Count * Length;

        /// <summary>Bytes of the arrays of a walk over both shapes, broadcast.</summary>
        internal static int BytesOf(int[] aShape, int[] bShape) => 12 * (aShape.Length > bShape.Length ? aShape.Length : bShape.Length);

        /// <summary>
        /// Plans broadcasting: shapes are aligned at the last axis, and an axis of 1 or a missing one is repeated along the other's.
        /// </summary>
        /// <exception cref="ArgumentException">A bad extent, or two that neither are equal nor 1.</exception>
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
            if (shape == null || shape.Length == 0) throw new ArgumentException("shape: at least one axis");
            int[] steps = new int[shape.Length];
            long step = 1;
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                if (shape[axis] < 1) throw new ArgumentException("shape: an axis of " + shape[axis].ToString());
                steps[axis] = (int)step;
                step *= shape[axis];
                if (step > int.MaxValue) throw new ArgumentException("shape: more than 2^31 - 1 elements");
            }
            return steps;
        }

        /// <summary>Sets <see cref="AStart"/> and <see cref="BStart"/> to where run 0 to Count - 1 starts.</summary>
        public void Seek(int run)
        {
            int a = 0, b = 0;
            for (int axis = 0; axis < _axes; axis++)
            {
                int extent = _extents[axis];
                int place = run % extent;
                run /= extent;
                a += place * _aSteps[axis];
                b += place * _bSteps[axis];
            }
            AStart = a;
            BStart = b;
        }

        /// <summary>Copies every element of the first tensor to its place in the second.</summary>
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
                for (int i = 0; i < length; i++, ai += aStep, bi += bStep)
                {
                    b[bi] = a[ai];
                }
            }
        }
    }
}
