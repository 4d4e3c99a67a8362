using System;

namespace EdgeConv.Kernels
{
    /// <summary>Transposed convolution of x [N, H, W, C] with filter [K, R, S, C]: upsamples by its stride, with fused activation.</summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 TransposeConv, gathered: each output sums the taps that reach it. Three output channels share
    /// a long, in lanes of 21 bits, exact for 63 products of int8 * int8.</remarks>
    public sealed class TransposeConv2D
    {
        private const long Lanes = (1L << 20) + (1L << 41);

        private readonly int _n, _h, _w, _c, _k, _r, _s, _strideY, _strideX, _padTop, _padLeft, _outH, _outW;
        private readonly Requantization _output;

        // [ceil(K / 3), R, S, C]: three weights each.
        private readonly long[] _weights;

        // [ceil(K / 3) * 3, R, S]: the zero point's part of a tap.
        private readonly int[] _zeroSums;

        // [ceil(K / 3) * 3].
        private readonly int[] _bias;

        /// <summary>Prepares a transposed convolution. Input cell (i, j) covers the outputs from row i * strideY - padTop and column
        /// j * strideX - padLeft on.</summary>
        /// <param name="n">Batch, from 1, as are all extents and strides.</param>
        /// <param name="h">Rows of the input.</param>
        /// <param name="w">Columns of the input.</param>
        /// <param name="c">Channels of the input.</param>
        /// <param name="inputZeroPoint">Int8.</param>
        /// <param name="filter">Weights [K, R, S, C].</param>
        /// <param name="k">Channels of the output.</param>
        /// <param name="r">Rows of the filter.</param>
        /// <param name="s">Columns of the filter.</param>
        /// <param name="bias">Biases [K], or null.</param>
        /// <param name="strideY">Output rows per input row.</param>
        /// <param name="strideX">Output columns per input column.</param>
        /// <param name="padTop">Rows cut off at the top, from 0.</param>
        /// <param name="padLeft">Columns cut off at the left, from 0.</param>
        /// <param name="outH">Rows of the output.</param>
        /// <param name="outW">Columns of the output.</param>
        /// <param name="output">One multiplier, or K.</param>
        /// <exception cref="ArgumentException">A parameter outside its range, or an array of the wrong length.</exception>
        public TransposeConv2D(int n, int h, int w, int c, int inputZeroPoint, sbyte[] filter, int k, int r, int s, int[] bias,
            int strideY, int strideX, int padTop, int padLeft, int outH, int outW, Requantization output)
        {
            int taps = PairedRuns.Steps(new int[] { k, r, s, c })[0];
            PairedRuns.Steps(new int[] { n, h, w, c });
            PairedRuns.Steps(new int[] { n, outH, outW, k });
            if (strideY < 1 || strideX < 1) throw new ArgumentException("stride " + strideY.ToString() + ", " + strideX.ToString() + ": from 1");
            if (padTop < 0 || padLeft < 0) throw new ArgumentException("padding " + padTop.ToString() + ", " + padLeft.ToString() + ": from 0");
            if (inputZeroPoint < -128 || inputZeroPoint > 127)
                throw new ArgumentException("inputZeroPoint: " + inputZeroPoint.ToString() + " is not int8");
            if (filter == null || filter.Length != k * taps) throw new ArgumentException("filter: " + (k * taps).ToString() + " weights");
            if (bias != null && bias.Length != k) throw new ArgumentException("bias: " + k.ToString() + " values or null");
            if (output.Multipliers.Length != 1 && output.Multipliers.Length != k) throw new ArgumentException("output: 1 or " + k.ToString() + " multipliers");
            _n = n; _h = h; _w = w; _c = c; _k = k; _r = r; _s = s;
            _strideY = strideY; _strideX = strideX; _padTop = padTop; _padLeft = padLeft; _outH = outH; _outW = outW;
            _output = output;
            int triples = (k + 2) / 3;
            _weights = new long[triples * taps];
            _zeroSums = new int[triples * 3 * r * s];
            _bias = new int[triples * 3];
            for (int channel = 0; channel < k; channel++)
            {
                if (bias != null) _bias[channel] = bias[channel];
                for (int tap = 0; tap < taps; tap++)
                {
                    int weight = filter[channel * taps + tap];
                    _weights[channel / 3 * taps + tap] += (long)weight << (channel % 3 * 21);
                    _zeroSums[channel * r * s + tap / c] += inputZeroPoint * weight;
                }
            }
        }

        /// <summary>y [N, outH, outW, K] from x [N, H, W, C]; not in place.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            int h = _h, w = _w, c = _c, k = _k, r = _r, s = _s, strideY = _strideY, strideX = _strideX, plane = r * s;
            long[] weights = _weights;
            int[] zeroSums = _zeroSums;
            for (int batch = 0; batch < _n; batch++)
            for (int outY = 0; outY < _outH; outY++)
            for (int outX = 0; outX < _outW; outX++)
            for (int channel = 0; channel < k; channel += 3)
            {
                int sum0 = _bias[channel], sum1 = _bias[channel + 1], sum2 = _bias[channel + 2];
                long lanes = Lanes;
                int room = 63;
                // The taps that fall on input rows and columns lie a stride apart.
                for (int filterY = (outY + _padTop) % strideY; filterY < r; filterY += strideY)
                {
                    int inY = (outY + _padTop - filterY) / strideY;
                    if (filterY > outY + _padTop || inY >= h) continue;
                    for (int filterX = (outX + _padLeft) % strideX; filterX < s; filterX += strideX)
                    {
                        int inX = (outX + _padLeft - filterX) / strideX;
                        if (filterX > outX + _padLeft || inX >= w) continue;
                        int tap = filterY * s + filterX;
                        int zero = channel * plane + tap;
                        sum0 -= zeroSums[zero];
                        sum1 -= zeroSums[zero + plane];
                        sum2 -= zeroSums[zero + plane + plane];
                        int xi = xOffset + ((batch * h + inY) * w + inX) * c;
                        int wi = (channel / 3 * plane + tap) * c;
                        for (int left = c; left > 0;)
                        {
                            if (room == 0)
                            {
                                sum0 += ((int)lanes & 0x1FFFFF) - (1 << 20);
                                sum1 += ((int)(lanes >> 21) & 0x1FFFFF) - (1 << 20);
                                sum2 += (int)(lanes >> 42);
                                lanes = Lanes;
                                room = 63;
                            }
                            int take = left < room ? left : room;
                            for (int end = xi + take; xi < end;) lanes += x[xi++] * weights[wi++];
                            left -= take;
                            room -= take;
                        }
                    }
                }
                Write(channel, sum0 + ((int)lanes & 0x1FFFFF) - (1 << 20), y, yOffset);
                if (channel + 1 < k) Write(channel + 1, sum1 + ((int)(lanes >> 21) & 0x1FFFFF) - (1 << 20), y, yOffset + 1);
                if (channel + 2 < k) Write(channel + 2, sum2 + (int)(lanes >> 42), y, yOffset + 2);
                yOffset += k - channel < 3 ? k - channel : 3;
            }
        }

        private void Write(int channel, int sum, sbyte[] y, int index)
        {
            int value = Requantize.Apply(sum, _output.MultiplierOf(channel), _output.ShiftOf(channel)) + _output.ZeroPoint;
            y[index] = (sbyte)(value < _output.Minimum ? _output.Minimum : value > _output.Maximum ? _output.Maximum : value);
        }
    }
}
