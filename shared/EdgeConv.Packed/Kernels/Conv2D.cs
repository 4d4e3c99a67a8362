using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 convolution, TensorFlow Lite's CONV_2D (reference_ops ConvPerChannel): y[n, r, c, k] = requantize(bias[k] + sum over i, j, d of
    /// (x[n, r * strideY + i * dilationY - padTop, c * strideX + j * dilationX - padLeft, d] - input zero point) * filter[k, i, j, d]).
    /// </summary>
    public sealed class Conv2D : IWeightedKernel
    {
        /// <summary>The filters, packed.</summary>
        internal readonly PackedFilters Filters;

        private readonly Window2D _window;
        private readonly int _outputs;
        private readonly int _taps;
        private readonly Workspace _workspace;
        private readonly PaddedRows _padded;        // null where no window leaves the map
        private readonly int _outHeight, _outWidth;
        private Requantization _requantization;

        /// <summary>Packs the filters; allocates all it will ever need.</summary>
        /// <param name="window">Geometry; C is the number of input channels of all groups.</param>
        /// <param name="outputs">K, a multiple of <paramref name="groups"/>.</param>
        /// <param name="groups">Groups of channels, 1 for an ordinary convolution; divides C and K.</param>
        /// <param name="filters">[K, R, S, C / groups], each weight -128 to 127, zero point 0.</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public Conv2D(Window2D window, int outputs, int groups, sbyte[] filters, int[] bias, int inputZeroPoint,
            Requantization requantization)
            : this(window, outputs, groups, inputZeroPoint, false, new Workspace())
        {
            requantization.CheckChannels(outputs);
            _requantization = requantization;
            _workspace.Allocate();
            Filters.Allocate(new int[outputs]);
            SetFilters(filters, bias);
        }

        /// <summary>
        /// Lays out a convolution that gets its arrays from <see cref="IWeightedKernel.Load"/>, and its buffers from a workspace to be
        /// allocated before it runs.
        /// </summary>
        internal Conv2D(Window2D window, int outputs, int groups, int inputZeroPoint, bool isCompact, Workspace workspace)
        {
            _window = window;
            _workspace = workspace;
            _outputs = Argument.AtLeast(1, outputs, "outputs");
            Argument.AtLeast(1, groups, "groups");
            Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            if (window.Channels % groups != 0 || outputs % groups != 0)
                throw new ArgumentException("groups: " + groups.ToString() + " does not divide " + window.Channels.ToString() + " and "
                    + outputs.ToString() + " channels");
            _taps = window.Rows * window.Columns * (window.Channels / groups);
            bool inside = window.IsInside;
            if (!inside) _padded = new PaddedRows(window, window.Rows, inputZeroPoint, workspace);
            // A 1x1 filter without stride takes the map as one long row.
            bool pointwise = inside && window.Rows == 1 && window.Columns == 1 && window.StrideX == 1 && window.StrideY == 1
                && window.OutHeight == window.Height && window.OutWidth == window.Width;
            _outHeight = pointwise ? 1 : window.OutHeight;
            _outWidth = pointwise ? window.Height * window.Width : window.OutWidth;
            int pitch = inside ? window.DilationY * window.Width * window.Channels : _padded.Pitch;
            Filters = new PackedFilters(window, window.Rows, groups, outputs / groups, pitch, inputZeroPoint, _outWidth, isCompact,
                workspace);
        }

        long IWeightedKernel.Bytes => Filters.Bytes;

        long IWeightedKernel.WeightCount => Filters.WeightCount;

        void IWeightedKernel.Load(Requantization requantization, int[] bias, IWeightSource weights)
        {
            _requantization = requantization;
            Filters.Allocate(bias);
            Filters.Load(weights);
        }

        /// <summary>Replaces filters and biases, also while the loop runs between two frames; allocates nothing.</summary>
        /// <param name="filters">[K, R, S, C / groups].</param>
        /// <param name="bias">[K], or null.</param>
        /// <exception cref="ArgumentException">Another number of weights or biases than the convolution was made for.</exception>
        public void SetFilters(sbyte[] filters, int[] bias)
        {
            if (filters == null || filters.Length != _taps * _outputs)
                throw new ArgumentException("filters: [K, R, S, C / groups], " + (_taps * _outputs).ToString());
            if (bias != null && bias.Length != _outputs) throw new ArgumentException("bias: [K], " + _outputs.ToString());
            Filters.Pack(filters, _taps, 1, bias);
        }

        /// <summary>Convolves and requantizes.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, K] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset) => Run(x, xOffset, null, y, yOffset);

        /// <summary>Convolves and leaves the int32 sums, bias included.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, K] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset) => Run(x, xOffset, y, null, yOffset);

        private void Run(sbyte[] x, int xOffset, int[] y32, sbyte[] y8, int o)
        {
            Window2D w = _window;
            int rowLength = w.Width * w.Channels;
            if (_padded != null) _padded.Clear();
            for (int n = 0; n < w.Batches; n++)
            {
                for (int r = 0; r < _outHeight; r++)
                {
                    sbyte[] source = x;
                    int p = xOffset + r * w.StrideY * rowLength;
                    if (_padded != null)
                    {
                        for (int i = 0; i < w.Rows; i++)
                        {
                            int row = r * w.StrideY + i * w.DilationY - w.PadTop;
                            _padded.SetRow(i, x, row < 0 || row >= w.Height ? -1 : xOffset + row * rowLength);
                        }
                        source = _padded.Data;
                        p = _padded.Pitch;
                    }
                    Filters.SweepRow(source, p, _outWidth, y32, y8, o, _requantization);
                    o += _outWidth * _outputs;
                }
                xOffset += w.Height * rowLength;
            }
        }
    }
}
