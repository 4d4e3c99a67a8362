using System;

namespace EdgeConv.Kernels
{
    /// <summary>Frames a tensor with a constant.</summary>
    public sealed class Pad
    {
        private readonly PairedRuns _runs;
        private readonly int _start;
        private readonly int _length;
        private readonly sbyte _value;

        /// <summary>Prepares padding, for any rank.</summary>
        /// <param name="shape">Shape of the input.</param>
        /// <param name="before">Cells put before each axis, from 0.</param>
        /// <param name="after">Cells put after each axis, from 0.</param>
        /// <param name="value">What they hold, int8: the zero point for a padding with 0.</param>
        /// <exception cref="ArgumentException">A parameter outside its range, or arrays of different lengths.</exception>
        public Pad(int[] shape, int[] before, int[] after, int value)
        {
            int[] steps = PairedRuns.Steps(shape);
            if (before.Length != shape.Length || after.Length != shape.Length)
                throw new ArgumentException("before, after: a value for each of the " + shape.Length.ToString() + " axes");
            if (value < -128 || value > 127) throw new ArgumentException("value: " + value.ToString() + " is not int8");
            int[] framed = new int[shape.Length];
            for (int axis = 0; axis < shape.Length; axis++)
            {
                if (before[axis] < 0 || after[axis] < 0)
                    throw new ArgumentException("before, after: " + before[axis].ToString() + ", " + after[axis].ToString() + ": below 0");
                framed[axis] = before[axis] + shape[axis] + after[axis];
            }
            int[] framedSteps = PairedRuns.Steps(framed);
            for (int axis = 0; axis < shape.Length; axis++) _start += before[axis] * framedSteps[axis];
            _length = framed[0] * framedSteps[0];
            _runs = new PairedRuns(shape, steps, framedSteps);
            _value = (sbyte)value;
        }

        /// <summary>y, of the framed shape, holds x in its place; not in place.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Fill(y, yOffset, _length, _value);
            _runs.Invoke(x, xOffset, y, yOffset + _start);
        }

        /// <summary>Sets <paramref name="length"/> elements, at least 1. Array.Copy is native: the constant spreads by doubling.</summary>
        internal static void Fill(sbyte[] y, int first, int length, sbyte value)
        {
            y[first] = value;
            for (int done = 1; done < length; done <<= 1)
                Array.Copy(y, first, y, first + done, done < length - done ? done : length - done);
        }
    }
}
