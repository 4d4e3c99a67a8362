using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// Transposed convolution of x [N, H, W, C] with filter [K, R, S, C]: upsamples by its stride, with fused activation.
    /// </summary>
    /// <remarks>Source: TensorFlow Lite Micro's int8 TransposeConv. Here each output adds up the taps that reach it. Three output
    /// channels share a long, in lanes of 21 bits, exact for 63 products of int8 * int8.</remarks>
    public sealed class TransposeConv2D : WeightTable, IKernel
    {
        // The uppermost lane needs no offset, because there is no lane above it that a borrow could change.
        private const long Start = Lanes.Start - ((long)Lanes.Offset << 42);

        private readonly Window2D _window;
        private long[][] _weights;      // [ceil(K / 3), R][S, C]; each long holds three weights
        private int[] _zeroSums;        // [ceil(K / 3) * 3, R, S]: zero point * sum of weights of a tap

        /// <summary>Prepares a transposed convolution. Input cell (i, j) covers the outputs from row i * strideY - padTop and column
        /// j * strideX - padLeft on.</summary>
        /// <param name="n">N, at least 1. All extents and strides below are also at least 1.</param>
        /// <param name="h">Rows of the input.</param>
        /// <param name="w">Columns of the input.</param>
        /// <param name="c">Channels of the input.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="filter">Weights [K, R, S, C], each -128 to 127, zero point 0.</param>
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
        /// <exception cref="ArgumentException">A parameter is outside its range, or an array has the wrong length.</exception>
        public TransposeConv2D(int n, int h, int w, int c, int inputZeroPoint, sbyte[] filter, int k, int r, int s, int[] bias,
            int strideY, int strideX, int padTop, int padLeft, int outH, int outW, Requantization output)
            : this(new Window2D(n, h, w, c, r, s, strideY, strideX, 1, 1, padTop, padLeft, outH, outW), inputZeroPoint, k, new Workspace())
            => Create(output, filter, bias);

        /// <summary>
        /// Prepares a transposed convolution without arrays: its weights have to be loaded before it runs. The window's strides and padding
        /// are in output cells (see the public constructor).
        /// </summary>
        internal TransposeConv2D(Window2D window, int inputZeroPoint, int outputs, Workspace workspace)
            : base(outputs, window.Rows * window.Columns * window.Channels, inputZeroPoint, workspace)
        {
            Argument.Length(new int[] { outputs, window.Rows, window.Columns, window.Channels });
            Argument.Length(new int[] { window.Batches, window.OutHeight, window.OutWidth, outputs });
            _window = window;
        }

        internal override long WeightCount => (long)Outputs * Taps;

        internal override long Bytes => (Outputs + 2) / 3 * (8L * _window.Channels + 12) * Plane;

        private int Plane => _window.Rows * _window.Columns;

        /// <summary>The number of weights of a block; here a part is an output channel.</summary>
        internal override int CountOf(int part, int block)
        {
            int left = part < Outputs ? Taps - block * Workspace.MaxTaps : 0;
            return left < 0 ? 0 : left < Workspace.MaxTaps ? left : Workspace.MaxTaps;
        }

        internal override void Gather(sbyte[] weights, int part, int block, sbyte[] taps) =>
            Array.Copy(weights, part * Taps + block * Workspace.MaxTaps, taps, 0, CountOf(part, block));

        internal override void Allocate()
        {
            _weights = new long[(Outputs + 2) / 3 * _window.Rows][];
            for (int i = 0; i < _weights.Length; i++) _weights[i] = new long[_window.Columns * _window.Channels];
            _zeroSums = new int[(Outputs + 2) / 3 * 3 * Plane];
        }

        internal override void StartPacking()
        {
            for (int i = 0; i < _weights.Length; i++) Array.Clear(_weights[i], 0, _weights[i].Length);
            Array.Clear(_zeroSums, 0, _zeroSums.Length);
        }

        internal override void Pack(int part, int block)
        {
            int rowLength = _window.Columns * _window.Channels, tap = block * Workspace.MaxTaps, count = CountOf(part, block);
            for (int i = 0; i < count; i++, tap++)
            {
                long weight = Workspace.Taps[i];
                _weights[part / 3 * _window.Rows + tap / rowLength][tap % rowLength] += weight << (part % 3 * 21);
                _zeroSums[part * Plane + tap / _window.Channels] += InputZeroPoint * (int)weight;
            }
        }

        /// <summary>Computes y [N, outH, outW, K] from x [N, H, W, C]. The two must not overlap.</summary>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Window2D window = _window;
            int h = window.Height, w = window.Width, c = window.Channels, k = Outputs, r = window.Rows, s = window.Columns, plane = r * s;
            int strideY = window.StrideY, strideX = window.StrideX, padTop = window.PadTop, padLeft = window.PadLeft;
            int batches = window.Batches, outHeight = window.OutHeight, outWidth = window.OutWidth;
            int[] zeroSums = _zeroSums;
            for (int batch = 0; batch < batches; batch++)
                for (int outY = 0; outY < outHeight; outY++)
                    for (int outX = 0; outX < outWidth; outX++)
                        for (int channel = 0; channel < k; channel += 3)
                        {
                            int sum0 = Bias[channel], sum1 = channel + 1 < k ? Bias[channel + 1] : 0;
                            int sum2 = channel + 2 < k ? Bias[channel + 2] : 0;
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
            Requantization q = Requantization;
            int value = Requantize.Apply(sum, q.MultiplierOf(channel), q.ShiftOf(channel)) + q.ZeroPoint;
            y[index] = (sbyte)(value < q.Minimum ? q.Minimum : value > q.Maximum ? q.Maximum : value);
        }
    }
}
