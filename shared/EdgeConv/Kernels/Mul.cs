using System;

namespace EdgeConv.Kernels
{
    /// <summary>Elementwise product of two tensors, broadcast, with fused activation.</summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 Mul.</remarks>
    public sealed class Mul : IBinaryKernel
    {
        private readonly PairedRuns _runs;
        private readonly int _aZeroPoint;
        private readonly int _bZeroPoint;
        private readonly Requantization _output;

        /// <summary>Prepares a product; shapes are aligned at the last axis, an axis of 1 or a missing one is repeated.</summary>
        /// <param name="aShape">Shape of the first operand.</param>
        /// <param name="aZeroPoint">Its zero point, int8.</param>
        /// <param name="bShape">Shape of the second operand.</param>
        /// <param name="bZeroPoint">Its zero point, int8.</param>
        /// <param name="output">From the product of both to the output: one multiplier.</param>
        /// <exception cref="ArgumentException">A parameter outside its range.</exception>
        public Mul(int[] aShape, int aZeroPoint, int[] bShape, int bZeroPoint, Requantization output)
        {
            Requantization.CheckZeroPoint("aZeroPoint", aZeroPoint);
            Requantization.CheckZeroPoint("bZeroPoint", bZeroPoint);
            _runs = PairedRuns.Broadcast(aShape, bShape);
            _aZeroPoint = aZeroPoint;
            _bZeroPoint = bZeroPoint;
            _output = output;
        }

        /// <summary>Elements of y.</summary>
        internal int Length { get { return _runs.Total; } }

        /// <summary>y = a * b; y is as large as the broadcast shape, and may be an operand of that shape.</summary>
        public void Invoke(sbyte[] a, int aOffset, sbyte[] b, int bOffset, sbyte[] y, int yOffset)
        {
            int aZeroPoint = _aZeroPoint, bZeroPoint = _bZeroPoint;
            int aStep = _runs.AStep, bStep = _runs.BStep, length = _runs.Length;
            int zeroPoint = _output.ZeroPoint, minimum = _output.Minimum, maximum = _output.Maximum;
            long multiplier = _output.Multipliers[0];
            int left = _output.Shifts[0] > 0 ? _output.Shifts[0] : 0;
            int shift = _output.Shifts[0] > 0 ? 0 : -_output.Shifts[0];
            long round = shift == 0 ? 0 : 1L << (shift - 1);
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int ai = aOffset + _runs.AStart, bi = bOffset + _runs.BStart;
                for (int end = yOffset + length; yOffset < end; yOffset++)
                {
                    long t = ((((a[ai] - aZeroPoint) * (b[bi] - bZeroPoint)) << left) * multiplier + (1L << 30)) >> 31;
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
    }
}
