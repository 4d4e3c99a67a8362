using System;

namespace EdgeConv.Kernels
{
    /// <summary>Sum, difference, product, maximum or minimum of two tensors, element by element, with broadcasting.</summary>
    /// <remarks>
    /// Shapes are aligned at the last axis; an axis that is 1 or missing is repeated. Source: TensorFlow Lite Micro's int8 Add, Sub, Mul,
    /// Maximum and Minimum.
    /// </remarks>
    public sealed class Elementwise : IBinaryKernel
    {
        /// <summary>The size of the two tables of a sum's operands, in bytes.</summary>
        internal const int TableBytes = 2 * 256 * 4;

        private readonly PairedRuns _runs;
        private readonly Requantization _output;        // null for a maximum or minimum
        private bool _isMinimum;
        private int[] _aTable, _bTable;                 // of a sum: each int8 operand at the sum's scale; null for the others
        private int _aZeroPoint, _bZeroPoint;           // used by a product only

        private Elementwise(int[] aShape, int[] bShape, Requantization output)
        {
            _runs = PairedRuns.Broadcast(aShape, bShape);
            _output = output;
        }

        /// <summary>Sum, or difference a - b, of two tensors of different scales, with fused activation.</summary>
        /// <param name="aShape">Shape of the first operand.</param>
        /// <param name="aZeroPoint">Its zero point, -128 to 127.</param>
        /// <param name="aMultiplier">Together with <paramref name="aShift"/>: scale of a / (2 * maximum of both scales); 0 to 2^31 -
        /// 1.</param>
        /// <param name="aShift">-31 to 0.</param>
        /// <param name="bShape">Shape of the second operand.</param>
        /// <param name="bZeroPoint">Its zero point, -128 to 127.</param>
        /// <param name="bMultiplier">The same as <paramref name="aMultiplier"/> for b.</param>
        /// <param name="bShift">-31 to 0.</param>
        /// <param name="leftShift">Extra bits of both operands, 0 to 22; TensorFlow Lite takes 20.</param>
        /// <param name="output">Requantization of the sum, including its extra bits, to the output: one multiplier, shift at most
        /// 0.</param>
        /// <param name="subtracts">True for the difference.</param>
        /// <exception cref="ArgumentException">A parameter is outside its range, or the shapes cannot be broadcast.</exception>
        public static Elementwise Sum(int[] aShape, int aZeroPoint, int aMultiplier, int aShift, int[] bShape, int bZeroPoint,
            int bMultiplier, int bShift, int leftShift, Requantization output, bool subtracts)
        {
            Argument.InRange("leftShift", leftShift, 0, 22);
            if (output.Shifts[0] > 0) throw new ArgumentException("output: shift " + output.Shifts[0].ToString() + " is above 0");
            return new Elementwise(aShape, bShape, output)
            {
                _aTable = Table(aZeroPoint, aMultiplier, aShift, leftShift, 1),
                _bTable = Table(bZeroPoint, bMultiplier, bShift, leftShift, subtracts ? -1 : 1),
            };
        }

        /// <summary>Product of two tensors, with fused activation.</summary>
        /// <param name="aShape">Shape of the first operand.</param>
        /// <param name="aZeroPoint">Its zero point, -128 to 127.</param>
        /// <param name="bShape">Shape of the second operand.</param>
        /// <param name="bZeroPoint">Its zero point, -128 to 127.</param>
        /// <param name="output">Requantization of the product to the output: one multiplier.</param>
        /// <exception cref="ArgumentException">A zero point is outside its range, or the shapes cannot be broadcast.</exception>
        public static Elementwise Product(int[] aShape, int aZeroPoint, int[] bShape, int bZeroPoint, Requantization output) =>
            new Elementwise(aShape, bShape, output)
            {
                _aZeroPoint = Argument.InRange("aZeroPoint", aZeroPoint, -128, 127),
                _bZeroPoint = Argument.InRange("bZeroPoint", bZeroPoint, -128, 127),
            };

        /// <summary>Maximum of two tensors of the same quantization.</summary>
        /// <exception cref="ArgumentException">The shapes cannot be broadcast.</exception>
        public static Elementwise Maximum(int[] aShape, int[] bShape) => new Elementwise(aShape, bShape, null);

        /// <summary>Minimum of two tensors of the same quantization.</summary>
        /// <exception cref="ArgumentException">The shapes cannot be broadcast.</exception>
        public static Elementwise Minimum(int[] aShape, int[] bShape) => new Elementwise(aShape, bShape, null) { _isMinimum = true };

        /// <summary>The number of elements of y.</summary>
        internal int Length => _runs.Total;

        /// <summary>Computes y, which has the broadcast shape. y may be the same array part as an operand of that shape.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset)
        {
            Requantization q = _output;
            int[] aTable = _aTable, bTable = _bTable;
            int aZeroPoint = _aZeroPoint, bZeroPoint = _bZeroPoint, minimum = -128, maximum = 127, left = 0, shift = 0;
            long multiplier = 0, round = 0, ties = 0;
            if (q != null)
            {
                minimum = q.Minimum;
                maximum = q.Maximum;
                multiplier = q.Multipliers[0];
                if (q.Shifts[0] > 0) left = q.Shifts[0];
                else shift = -q.Shifts[0];
                // This adds the zero point and one half before the right shift. Ties of negative values are rounded away from zero.
                round = ((long)q.ZeroPoint << shift) + (shift == 0 ? 0 : 1L << (shift - 1));
                ties = shift == 0 ? 0 : -1;
            }
            int aStep = _runs.AStep, bStep = _runs.BStep, length = _runs.Length;
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int ai = aOffset + _runs.AStart, bi = bOffset + _runs.BStart, end = yOffset + length;
                if (q != null)
                    for (; yOffset < end; yOffset++, ai += aStep, bi += bStep)
                    {
                        long t = ((aTable == null
                            ? ((a[ai] - aZeroPoint) * (b[bi] - bZeroPoint)) << left
                            : aTable[a[ai] + 128] + bTable[b[bi] + 128]) * multiplier + (1L << 30)) >> 31;
                        int value = (int)((t + round + ((t >> 63) & ties)) >> shift);
                        if (value < minimum) value = minimum;
                        else if (value > maximum) value = maximum;
                        y[yOffset] = (sbyte)value;
                    }
                else if (_isMinimum)
                    for (; yOffset < end; yOffset++, ai += aStep, bi += bStep)
                    {
                        sbyte value = a[ai], other = b[bi];
                        if (value > other) value = other;
                        y[yOffset] = value;
                    }
                else
                    for (; yOffset < end; yOffset++, ai += aStep, bi += bStep)
                    {
                        sbyte value = a[ai], other = b[bi];
                        if (value < other) value = other;
                        y[yOffset] = value;
                    }
            }
        }

        // Returns the scaled operand of a sum for each of the 256 values that an int8 has.
        private static int[] Table(int zeroPoint, int multiplier, int shift, int leftShift, int sign)
        {
            Argument.InRange("zero point", zeroPoint, -128, 127);
            Argument.AtLeast(0, multiplier, "multiplier");
            Argument.InRange("shift", shift, -31, 0);
            int[] table = new int[256];
            for (int i = 0; i < 256; i++) table[i] = sign * Requantize.Apply((i - 128 - zeroPoint) << leftShift, multiplier, shift);
            return table;
        }
    }
}
