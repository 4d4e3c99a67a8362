using System;

namespace EdgeConv.Kernels
{
    /// <summary>Softmax over the last axis; the output has scale 1/256 and zero point -128.</summary>
    /// <remarks>
    /// Source: TensorFlow Lite Micro's int8 softmax. exp depends only on the difference to the row's maximum, one of 256: a table.
    /// </remarks>
    public sealed class Softmax : IKernel
    {
        private readonly int _rows;
        private readonly int _depth;

        // exp(-i steps) with 0 integer bits.
        private readonly int[] _exps = new int[256];

        /// <summary>Prepares a softmax.</summary>
        /// <param name="rows">Vectors, at least 1: the product of all axes but the last.</param>
        /// <param name="depth">Elements of a vector, 1 to 4095.</param>
        /// <param name="multiplier">With <paramref name="leftShift"/>: beta times the input scale times 2^26; 0 to 2^31 - 1.</param>
        /// <param name="leftShift">0 to 31.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public Softmax(int rows, int depth, int multiplier, int leftShift)
        {
            _rows = Argument.AtLeast(1, rows, "rows");
            _depth = Argument.InRange("depth", depth, 1, 4095);
            Argument.AtLeast(0, multiplier, "multiplier");
            Argument.InRange("leftShift", leftShift, 0, 31);
            // Greater differences do not fit 5 integer bits: their exp counts as 0.
            long greatest = (31L << 26) >> leftShift;
            for (int i = 0; i < 256 && i <= greatest; i++)
                _exps[i] = FixedPoint.Exp(FixedPoint.Product(-i << leftShift, multiplier), 5);
        }

        /// <summary>y [rows, depth] = softmax of each row of x [rows, depth]; x and y may be the same.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int[] exps = _exps;
            int depth = _depth;
            for (int row = 0; row < _rows; row++)
            {
                int end = xOffset + depth;
                int greatest = -128;
                for (int i = xOffset; i < end; i++)
                    if (x[i] > greatest) greatest = x[i];

                // 12 integer bits; at least 1, since the greatest counts 1.
                int sum = 0;
                for (int i = xOffset; i < end; i++) sum += ((exps[greatest - x[i]] >> 11) + 1) >> 1;

                int shift = 35;
                while (sum > 0)
                {
                    sum <<= 1;
                    shift--;
                }
                int scale = FixedPoint.Raise(FixedPoint.Reciprocal(sum & int.MaxValue), 1);
                long round = 1L << (shift - 1);
                for (int i = xOffset; i < end; i++)
                {
                    int share = (int)(((((long)scale * exps[greatest - x[i]] + (1L << 30)) >> 31) + round) >> shift);
                    y[yOffset++] = (sbyte)(share > 255 ? 127 : share - 128);
                }
                xOffset = end;
            }
        }
    }
}
