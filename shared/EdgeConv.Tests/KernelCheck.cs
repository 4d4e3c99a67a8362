using System;
using EdgeConv.Kernels;
using EdgeConv.Reference;

namespace EdgeConv.Tests
{
    /// <summary>
    /// Compares kernels with what the reference gives. The kernels read and write at offsets, which the reference does not know, and
    /// nothing around their output may change.
    /// </summary>
    public static class KernelCheck
    {
        private const int XOffset = 2, BOffset = 1, YOffset = 3;

        // Shows what was not written.
        private const sbyte Mark = 99;

        /// <summary>The Invoke method of a kernel with one input.</summary>
        public delegate void Unary(sbyte[] x, int xOffset, sbyte[] y, int yOffset);

        /// <summary>The Invoke method of a kernel with two inputs.</summary>
        public delegate void Binary(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset);

        /// <summary>The Accumulate method of a kernel with weights.</summary>
        public delegate void Accumulator(sbyte[] x, int xOffset, int[] y, int yOffset);

        /// <summary>Checks a kernel with one input.</summary>
        public static void Same(Unary invoke, sbyte[] x, sbyte[] expected, string what)
        {
            sbyte[] y = Marked(expected.Length);
            invoke(Moved(x, XOffset), XOffset, y, YOffset);
            Check(expected, y, what);
        }

        /// <summary>Checks a kernel with two inputs.</summary>
        public static void Same(Binary invoke, sbyte[] a, sbyte[] b, sbyte[] expected, string what)
        {
            sbyte[] y = Marked(expected.Length);
            invoke(Moved(a, XOffset), XOffset, Moved(b, BOffset), BOffset, y, YOffset);
            Check(expected, y, what);
        }

        /// <summary>Checks the sums [..., K] of a kernel with weights, and the int8 values made of them.</summary>
        public static void Same(Unary invoke, Accumulator accumulate, sbyte[] x, int[] expectedSums, int k, Requantization q, string what)
        {
            int[] sums = new int[expectedSums.Length];
            accumulate(Moved(x, XOffset), XOffset, sums, 0);
            Expect.Same(expectedSums, sums, sums.Length, what + ", sums");
            sbyte[] expected = new sbyte[sums.Length];
            ReferenceMath.Requantize(expectedSums, k, q.Multipliers, q.Shifts, q.ZeroPoint, q.Minimum, q.Maximum, expected);
            Same(invoke, x, expected, what);
        }

        private static sbyte[] Moved(sbyte[] values, int offset)
        {
            sbyte[] moved = new sbyte[values.Length + offset];
            Array.Copy(values, 0, moved, offset, values.Length);
            return moved;
        }

        private static sbyte[] Marked(int length)
        {
            sbyte[] y = new sbyte[length + YOffset + 2];
            for (int i = 0; i < y.Length; i++) y[i] = Mark;
            return y;
        }

        private static void Check(sbyte[] expected, sbyte[] y, string what)
        {
            sbyte[] part = new sbyte[expected.Length];
            Array.Copy(y, YOffset, part, 0, part.Length);
            Expect.Same(expected, part, part.Length, what);
            for (int i = 0; i < y.Length; i++)
                if ((i < YOffset || i >= YOffset + part.Length) && y[i] != Mark)
                    Expect.Fail(what + ": wrote beside its output, at " + i.ToString());
        }
    }
}
