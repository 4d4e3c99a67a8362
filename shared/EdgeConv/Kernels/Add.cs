using System;

namespace EdgeConv.Kernels
{
    /// <summary>Elementwise sum of two tensors of different scales, broadcast, with fused activation.</summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 Add. What it makes of an operand depends on 8 bits only: a table for each.</remarks>
    public sealed class Add : IBinaryKernel
    {
        /// <summary>Bytes of the tables of both operands.</summary>
        internal const int TableBytes = 2 * 256 * 4;

        private readonly PairedRuns _runs;
        private readonly int[] _a;
        private readonly int[] _b;
        private readonly Requantization _output;

        /// <summary>Prepares a sum; shapes are aligned at the last axis, an axis of 1 or a missing one is repeated.</summary>
        /// <param name="aShape">Shape of the first operand.</param>
        /// <param name="aZeroPoint">Its zero point, int8.</param>
        /// <param name="aMultiplier">With <paramref name="aShift"/>: its scale over twice the greater of both; 0 to 2^31 - 1.</param>
        /// <param name="aShift">-31 to 0.</param>
        /// <param name="bShape">Shape of the second operand.</param>
        /// <param name="bZeroPoint">Its zero point, int8.</param>
        /// <param name="bMultiplier">As <paramref name="aMultiplier"/>.</param>
        /// <param name="bShift">-31 to 0.</param>
        /// <param name="leftShift">Extra bits of both operands, 0 to 22; TensorFlow Lite takes 20.</param>
        /// <param name="output">From the sum, with its extra bits, to the output: one multiplier, shift at most 0.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public Add(int[] aShape, int aZeroPoint, int aMultiplier, int aShift, int[] bShape, int bZeroPoint, int bMultiplier, int bShift,
            int leftShift, Requantization output)
            : this(aShape, aZeroPoint, aMultiplier, aShift, bShape, bZeroPoint, bMultiplier, bShift, leftShift, output, false)
        {
        }

        /// <summary>Prepares a sum, or a difference: a sum with the second operand negated.</summary>
        internal Add(int[] aShape, int aZeroPoint, int aMultiplier, int aShift, int[] bShape, int bZeroPoint, int bMultiplier, int bShift,
            int leftShift, Requantization output, bool subtracts)
        {
            if (leftShift < 0 || leftShift > 22) throw new ArgumentException("leftShift: " + leftShift.ToString() + " is not within 0 to 22");
            if (output.Shifts[0] > 0) throw new ArgumentException("output: shift " + output.Shifts[0].ToString() + " is above 0");
            _runs = PairedRuns.Broadcast(aShape, bShape);
            _a = Table(aZeroPoint, aMultiplier, aShift, leftShift);
            _b = Table(bZeroPoint, bMultiplier, bShift, leftShift);
            _output = output;
            if (!subtracts) return;
            for (int i = 0; i < 256; i++) _b[i] = -_b[i];
        }

        /// <summary>Elements of y.</summary>
        internal int Length { get { return _runs.Total; } }

        /// <summary>y = a + b; y is as large as the broadcast shape, and may be an operand of that shape.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset)
        {
            int[] aTable = _a, bTable = _b;
            int aStep = _runs.AStep, bStep = _runs.BStep, length = _runs.Length;
            int zeroPoint = _output.ZeroPoint, minimum = _output.Minimum, maximum = _output.Maximum;
            long multiplier = _output.Multipliers[0];
            int shift = -_output.Shifts[0];
            long round = shift == 0 ? 0 : 1L << (shift - 1);
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int ai = aOffset + _runs.AStart, bi = bOffset + _runs.BStart;
                for (int end = yOffset + length; yOffset < end; yOffset++)
                {
                    long t = ((aTable[a[ai] + 128] + bTable[b[bi] + 128]) * multiplier + (1L << 30)) >> 31;
                    if (shift != 0) t = (t + round + (t >> 63)) >> shift;
                    int value = (int)t + zeroPoint;
                    if (value < minimum) value = minimum;
                    else if (value > maximum) value = maximum;
                    y[yOffset] = (sbyte)value;
                    ai += aStep;
                    bi += bStep;
                }
            }
        }

        private static int[] Table(int zeroPoint, int multiplier, int shift, int leftShift)
        {
            Requantization.CheckZeroPoint("zero point", zeroPoint);
            if (multiplier < 0) throw new ArgumentException("multiplier " + multiplier.ToString() + " is below 0");
            if (shift < -31 || shift > 0) throw new ArgumentException("shift " + shift.ToString() + " is not within -31 to 0");
            int[] table = new int[256];
            for (int i = 0; i < 256; i++) table[i] = Requantize.Apply((i - 128 - zeroPoint) << leftShift, multiplier, shift);
            return table;
        }
    }
}
