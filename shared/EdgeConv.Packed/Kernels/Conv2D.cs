using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 convolution, TensorFlow Lite's CONV_2D (reference_ops ConvPerChannel): y[n, r, c, k] = requantize(bias[k] + sum over i, j, d of
    /// (x[n, r * strideY + i * dilationY - padTop, c * strideX + j * dilationX - padLeft, d] - input zero point) * filter[k, i, j, d]).
    /// A window of one row convolves along one axis.
    /// </summary>
    public class Conv2D : IKernel
    {
        /// <summary>The packed filters.</summary>
        internal readonly RowFilters Filters;

        private readonly Window2D _window;
        private readonly PaddedRows _padded;            // null if no window leaves the map
        private readonly int _outHeight, _outLength;    // number of output rows, and elements in one
        private readonly int _step, _inRows;            // output rows computed at once, and the input rows that they read

        /// <summary>Packs the filters, and allocates all memory that the kernel ever needs.</summary>
        /// <param name="window">Geometry; C is the number of input channels of all groups.</param>
        /// <param name="outputs">K, a multiple of <paramref name="groups"/>.</param>
        /// <param name="groups">Number of channel groups, 1 for an ordinary convolution; it must divide C and K.</param>
        /// <param name="filters">[K, R, S, C / groups], each weight -128 to 127, zero point 0.</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths do not fit each other, or a number is out of its range.</exception>
        public Conv2D(Window2D window, int outputs, int groups, sbyte[] filters, int[] bias, int inputZeroPoint,
            Requantization requantization) : this(window, outputs, groups, inputZeroPoint, false, new Workspace(), false) =>
            Filters.Create(requantization, filters, bias);

        /// <summary>
        /// Makes a convolution without arrays. Before it runs, its filters must be loaded and its workspace allocated.
        /// </summary>
        internal Conv2D(Window2D window, int outputs, int groups, int inputZeroPoint, bool isCompact, Workspace workspace,
            bool isDepthwise)
        {
            Argument.AtLeast(1, outputs, "outputs");
            Argument.AtLeast(1, groups, "groups");
            if (window.Channels % groups != 0 || outputs % groups != 0)
                throw new ArgumentException("groups: " + groups.ToString() + " does not divide " + window.Channels.ToString() + " and "
                    + outputs.ToString() + " channels");
            _window = window;
            bool streams = isDepthwise && StreamedFilters.Fit(window, outputs);
            _step = streams ? 2 : 1;
            _inRows = streams ? 4 : window.Rows;
            bool isInside = window.IsInside;
            if (!isInside) _padded = new PaddedRows(window, _inRows, inputZeroPoint, workspace);
            int pitch = isInside ? window.DilationY * window.Width * window.Channels : _padded.Pitch;
            // A 1x1 filter without stride reads the map as one long row.
            bool isPointwise = !isDepthwise && isInside && window.Rows == 1 && window.Columns == 1 && window.StrideX == 1
                && window.StrideY == 1 && window.OutHeight == window.Height && window.OutWidth == window.Width;
            int positions = isPointwise ? window.Height * window.Width : window.OutWidth;
            _outHeight = isPointwise ? 1 : window.OutHeight;
            _outLength = positions * outputs;
            if (streams) Filters = new StreamedFilters(window, pitch, inputZeroPoint, isCompact, workspace);
            else Filters = new PackedFilters(window, outputs, groups, pitch, positions, inputZeroPoint, isDepthwise, isCompact, workspace);
        }

        /// <summary>Replaces filters and biases, even between two frames of a running loop. It allocates nothing.</summary>
        /// <param name="filters">Filters in the constructor's layout.</param>
        /// <param name="bias">[K], or null.</param>
        /// <exception cref="ArgumentException">The number of weights or biases differs from the constructor's.</exception>
        public void SetFilters(sbyte[] filters, int[] bias) => Filters.SetWeights(filters, bias);

        /// <summary>Convolves and requantizes.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, K] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset) => Run(x, xOffset, null, y, yOffset);

        /// <summary>Convolves and returns the int32 accumulators, bias included, without requantizing them.</summary>
        /// <param name="x">[N, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, OutHeight, OutWidth, K] from <paramref name="yOffset"/>.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Accumulate(sbyte[] x, int xOffset, int[] y, int yOffset) => Run(x, xOffset, y, null, yOffset);

        private void Run(sbyte[] x, int xOffset, int[] y32, sbyte[] y8, int yOffset)
        {
            Window2D w = _window;
            int rowLength = w.Width * w.Channels, step = _step;
            if (_padded != null) _padded.Clear();
            for (int n = 0; n < w.Batches; n++)
            {
                for (int r = 0; r < _outHeight; r += step)
                {
                    // If filters compute two rows at once and the number of rows is odd, the last two begin one row earlier.
                    if (r + step > _outHeight) r--;
                    sbyte[] source = x;
                    int p = xOffset + r * w.StrideY * rowLength;
                    if (_padded != null)
                    {
                        for (int i = 0; i < _inRows; i++)
                        {
                            int row = r * w.StrideY + i * w.DilationY - w.PadTop;
                            _padded.SetRow(i, x, row < 0 || row >= w.Height ? -1 : xOffset + row * rowLength);
                        }
                        source = _padded.Data;
                        p = _padded.Pitch;
                    }
                    Filters.SweepRow(source, p, y32, y8, yOffset + r * _outLength);
                }
                xOffset += w.Height * rowLength;
                yOffset += _outHeight * _outLength;
            }
        }
    }
}
