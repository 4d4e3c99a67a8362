using System;

namespace EdgeConv.Kernels
{
    /// <summary>PReLU, a rectifier with a tensor of slopes for negative values: y = x if x is at least 0, else x * slope.</summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 PRELU (prelu_common.cc, BroadcastPrelu4DSlow).</remarks>
    public sealed class Prelu : IBinaryKernel
    {
        private readonly PairedRuns _runs;
        private readonly int _xZeroPoint, _slopeZeroPoint;
        private readonly Requantization _output;

        /// <summary>
        /// Prepares a rectifier. Slopes are broadcast to x: their axes are aligned at the last one, and an axis that has length 1 or is
        /// missing is repeated.
        /// </summary>
        /// <param name="shape">Shape of x and y, of any rank.</param>
        /// <param name="xZeroPoint">Zero point of x, -128 to 127.</param>
        /// <param name="slopesShape">Shape of the slopes.</param>
        /// <param name="slopeZeroPoint">Zero point of the slopes, -128 to 127.</param>
        /// <param name="output">Two multipliers: 0 requantizes x to the output, 1 requantizes x * slope.</param>
        /// <exception cref="ArgumentException">A parameter is out of its range, or the slopes cannot be broadcast to x.</exception>
        public Prelu(int[] shape, int xZeroPoint, int[] slopesShape, int slopeZeroPoint, Requantization output)
        {
            Argument.InRange("xZeroPoint", xZeroPoint, -128, 127);
            Argument.InRange("slopeZeroPoint", slopeZeroPoint, -128, 127);
            output.CheckChannels(2);
            _runs = PairedRuns.Broadcast(shape, slopesShape);
            if (_runs.Total != Argument.Length(shape))
                throw new ArgumentException("slopesShape: it is not broadcast to the input's shape");
            _xZeroPoint = xZeroPoint;
            _slopeZeroPoint = slopeZeroPoint;
            _output = output;
        }

        /// <summary>Computes y from x and slopes; y may be the same array as an operand of its length.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] slopes, int slopesOffset, sbyte[] y, int yOffset)
        {
            int xZeroPoint = _xZeroPoint, slopeZeroPoint = _slopeZeroPoint, zeroPoint = _output.ZeroPoint;
            int xStep = _runs.AStep, slopeStep = _runs.BStep, length = _runs.Length;
            long multiplier = _output.MultiplierOf(0), slopeMultiplier = _output.MultiplierOf(1);
            int left = _output.ShiftOf(0) > 0 ? _output.ShiftOf(0) : 0, right = left - _output.ShiftOf(0);
            int slopeLeft = _output.ShiftOf(1) > 0 ? _output.ShiftOf(1) : 0, slopeRight = slopeLeft - _output.ShiftOf(1);
            for (int run = 0; run < _runs.Count; run++)
            {
                _runs.Seek(run);
                int xi = xOffset + _runs.AStart, si = slopesOffset + _runs.BStart;
                for (int end = yOffset + length; yOffset < end; yOffset++, xi += xStep, si += slopeStep)
                {
                    int value = x[xi] - xZeroPoint, shift = right;
                    long t;
                    if (value >= 0) t = ((value << left) * multiplier + (1L << 30)) >> 31;
                    else
                    {
                        t = (((value * (slopes[si] - slopeZeroPoint)) << slopeLeft) * slopeMultiplier + (1L << 30)) >> 31;
                        shift = slopeRight;
                    }
                    if (shift != 0) t = (t + (1L << (shift - 1)) + (t >> 63)) >> shift;
                    value = (int)t + zeroPoint;
                    if (value < -128) value = -128;
                    else if (value > 127) value = 127;
                    y[yOffset] = (sbyte)value;
                }
            }
        }
    }
}
