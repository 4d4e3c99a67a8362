using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Transposed convolution of x [N, H, W, C] with filter [K, R, S, C]: upsamples by its stride, with fused activation.
    /// </summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 TransposeConv, gathered: each output sums the taps that reach it. Three output
    /// channels share a long, in lanes of 21 bits, exact for 63 products of int8 * int8.</remarks>
    public sealed class TransposeConv2D : IWeightedKernel
    {
        // The last lane needs no offset: nothing is above it.
        private const long Start = Lanes.Start - ((long)Lanes.Offset << 42);

        private readonly Window2D _window;
        private readonly int _k, _inputZeroPoint;
        private Requantization _output;

        // [ceil(K / 3), R][S, C]: three weights each.
        private long[][] _weights;

        // [ceil(K / 3) * 3, R, S]: the zero point's part of a tap.
        private int[] _zeroSums;

        // [K].
        private int[] _bias;

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
            : this(new Window2D(n, h, w, c, r, s, strideY, strideX, 1, 1, padTop, padLeft, outH, outW), inputZeroPoint, k)
        {
            output.CheckChannels(k);
            int taps = r * s * c;
            if (filter == null || filter.Length != k * taps) throw new ArgumentException("filter: " + (k * taps).ToString() + " weights");
            if (bias != null && bias.Length != k) throw new ArgumentException("bias: " + k.ToString() + " values or null");
            int[] kept = new int[k];
            if (bias != null) Array.Copy(bias, kept, k);
            ((IWeightedKernel)this).Load(output, kept, new ArrayWeights(filter));
        }

        /// <summary>
        /// Lays out a transposed convolution that gets its arrays from <see cref="IWeightedKernel.Load"/>. Strides and padding of the
        /// window are those of the output over the input.
        /// </summary>
        internal TransposeConv2D(Window2D window, int inputZeroPoint, int outputs)
        {
            PairedRuns.Steps(new int[] { outputs, window.Rows, window.Columns, window.Channels });
            PairedRuns.Steps(new int[] { window.Batches, window.OutHeight, window.OutWidth, outputs });
            _window = window;
            _k = outputs;
            _inputZeroPoint = Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
        }

        long IWeightedKernel.WeightCount => (long)_k * Plane * _window.Channels;

        private int Plane => _window.Rows * _window.Columns;

        long IWeightedKernel.Bytes => (_k + 2) / 3 * (8L * _window.Channels + 12) * Plane;

        void IWeightedKernel.Load(Requantization output, int[] bias, IWeightSource weights)
        {
            _output = output;
            _bias = bias;
            int triples = (_k + 2) / 3, rows = _window.Rows, columns = _window.Columns, channels = _window.Channels;
            _weights = new long[triples * rows][];
            for (int i = 0; i < _weights.Length; i++) _weights[i] = new long[columns * channels];
            _zeroSums = new int[triples * 3 * rows * columns];
            sbyte[] tap = new sbyte[channels];
            for (int channel = 0; channel < _k; channel++)
                for (int i = 0; i < rows * columns; i++)
                {
                    long[] row = _weights[channel / 3 * rows + i / columns];
                    weights.Read(tap, 0, channels);
                    for (int d = 0; d < channels; d++)
                    {
                        row[i % columns * channels + d] += (long)tap[d] << (channel % 3 * 21);
                        _zeroSums[channel * rows * columns + i] += _inputZeroPoint * tap[d];
                    }
                }
        }

        /// <summary>y [N, outH, outW, K] from x [N, H, W, C]; not in place.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Window2D window = _window;
            int h = window.Height, w = window.Width, c = window.Channels, k = _k, r = window.Rows, s = window.Columns, plane = r * s;
            int strideY = window.StrideY, strideX = window.StrideX, padTop = window.PadTop, padLeft = window.PadLeft;
            int batches = window.Batches, outHeight = window.OutHeight, outWidth = window.OutWidth;
            int[] zeroSums = _zeroSums;
            for (int batch = 0; batch < batches; batch++)
                for (int outY = 0; outY < outHeight; outY++)
                    for (int outX = 0; outX < outWidth; outX++)
                        for (int channel = 0; channel < k; channel += 3)
                        {
                            int sum0 = _bias[channel], sum1 = channel + 1 < k ? _bias[channel + 1] : 0;
                            int sum2 = channel + 2 < k ? _bias[channel + 2] : 0;
                            long lanes = Start;
                            int room = 63;
                            // The taps that fall on input rows and columns lie a stride apart.
                            for (int filterY = (outY + padTop) % strideY; filterY < r; filterY += strideY)
                            {
                                int inY = (outY + padTop - filterY) / strideY;
                                if (filterY > outY + padTop || inY >= h) continue;
                                long[] weights = _weights[channel / 3 * r + filterY];
                                for (int filterX = (outX + padLeft) % strideX; filterX < s; filterX += strideX)
                                {
                                    int inX = (outX + padLeft - filterX) / strideX;
                                    if (filterX > outX + padLeft || inX >= w) continue;
                                    int tap = filterY * s + filterX;
                                    int zero = channel * plane + tap;
                                    sum0 -= zeroSums[zero];
                                    sum1 -= zeroSums[zero + plane];
                                    sum2 -= zeroSums[zero + plane + plane];
                                    int xi = xOffset + ((batch * h + inY) * w + inX) * c;
                                    int wi = filterX * c;
                                    for (int left = c; left > 0;)
                                    {
                                        if (room == 0)
                                        {
                                            sum0 += ((int)lanes & Lanes.Mask) - Lanes.Offset;
                                            sum1 += ((int)(lanes >> 21) & Lanes.Mask) - Lanes.Offset;
                                            sum2 += (int)(lanes >> 42);
                                            lanes = Start;
                                            room = 63;
                                        }
                                        int take = left < room ? left : room;
                                        for (int end = xi + take; xi < end;) lanes += x[xi++] * weights[wi++];
                                        left -= take;
                                        room -= take;
                                    }
                                }
                            }
                            Write(channel, sum0 + ((int)lanes & Lanes.Mask) - Lanes.Offset, y, yOffset);
                            if (channel + 1 < k)
                                Write(channel + 1, sum1 + ((int)(lanes >> 21) & Lanes.Mask) - Lanes.Offset, y, yOffset + 1);
                            if (channel + 2 < k) Write(channel + 2, sum2 + (int)(lanes >> 42), y, yOffset + 2);
                            yOffset += k - channel < 3 ? k - channel : 3;
                        }
        }

        private void Write(int channel, int sum, sbyte[] y, int index)
        {
            int value = Requantize.Apply(sum, _output.MultiplierOf(channel), _output.ShiftOf(channel)) + _output.ZeroPoint;
            y[index] = (sbyte)(value < _output.Minimum ? _output.Minimum : value > _output.Maximum ? _output.Maximum : value);
        }

        // Weights that stand in an array already.
        private sealed class ArrayWeights : IWeightSource
        {
            private readonly sbyte[] _values;
            private int _at;

            internal ArrayWeights(sbyte[] values) => _values = values;

            public void Read(sbyte[] weights, int first, int count)
            {
                Array.Copy(_values, _at, weights, first, count);
                _at += count;
            }
        }
    }
}
