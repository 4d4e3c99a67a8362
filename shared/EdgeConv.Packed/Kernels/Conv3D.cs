using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// int8 convolution over volumes or stacks of frames [N, D, H, W, C]: as <see cref="Conv2D"/>, with a sum over Q more filter planes
    /// along D.
    /// </summary>
    public sealed class Conv3D
    {
        private readonly Window2D _window;
        private readonly Requantization _requantization;
        private readonly PackedFilters _filters;
        private readonly PaddedRows _rows;
        private readonly int _depth, _planes, _strideZ, _dilationZ, _padFront, _outDepth, _outputs;

        /// <summary>Packs the filters; allocates all it will ever need.</summary>
        /// <param name="depth">D, at least 1.</param>
        /// <param name="planes">Q, filter planes along D, at least 1.</param>
        /// <param name="strideZ">Planes from one output to the next, at least 1.</param>
        /// <param name="dilationZ">Planes from one filter plane to the next, at least 1.</param>
        /// <param name="padFront">Planes of padding before the first, at least 0.</param>
        /// <param name="outDepth">Output planes, at least 1; what hangs over the last plane is padding.</param>
        /// <param name="window">Geometry within a plane; N is the number of volumes.</param>
        /// <param name="outputs">K.</param>
        /// <param name="filters">[K, Q, R, S, C]. (TensorFlow has [Q, R, S, C, K].)</param>
        /// <param name="bias">[K], or null.</param>
        /// <param name="inputZeroPoint">-128 to 127.</param>
        /// <param name="requantization">One multiplier, or one per output channel.</param>
        /// <exception cref="ArgumentException">Lengths that do not fit each other, or a number out of its range.</exception>
        public Conv3D(int depth, int planes, int strideZ, int dilationZ, int padFront, int outDepth, Window2D window, int outputs,
            sbyte[] filters, int[] bias,
            int inputZeroPoint, Requantization requantization)
        {
            _depth = Argument.AtLeast(1, depth, "depth");
            _planes = Argument.AtLeast(1, planes, "planes");
            _strideZ = Argument.AtLeast(1, strideZ, "strideZ");
            _dilationZ = Argument.AtLeast(1, dilationZ, "dilationZ");
            _padFront = Argument.AtLeast(0, padFront, "padFront");
            _outDepth = Argument.AtLeast(1, outDepth, "outDepth (does the filter fit?)");
            _outputs = Argument.AtLeast(1, outputs, "outputs");
            _window = window;
            _requantization = requantization;
            requantization.CheckChannels(outputs);
            Argument.InRange("inputZeroPoint", inputZeroPoint, -128, 127);
            int planeTaps = window.Rows * window.Columns * window.Channels, taps = planes * planeTaps;
            if (filters == null || filters.Length != taps * outputs)
                throw new ArgumentException("filters: [K, Q, R, S, C], " + (taps * outputs).ToString());
            if (bias != null && bias.Length != outputs) throw new ArgumentException("bias: [K], " + outputs.ToString());
            Workspace workspace = new Workspace();
            _rows = new PaddedRows(window, planes * window.Rows, inputZeroPoint, workspace);
            _filters = new PackedFilters(window, planes * window.Rows, 1, outputs, _rows.Pitch, inputZeroPoint, window.OutWidth, false,
                workspace);
            workspace.Allocate();
            _filters.Allocate(new int[outputs]);
            _filters.Pack(filters, taps, 1, bias);
        }

        /// <summary>Convolves and requantizes.</summary>
        /// <param name="x">[N, D, H, W, C] from <paramref name="xOffset"/>.</param>
        /// <param name="xOffset">First element of x.</param>
        /// <param name="y">Receives [N, outDepth, OutHeight, OutWidth, K] from <paramref name="yOffset"/>; does not overlap x.</param>
        /// <param name="yOffset">First element of y.</param>
        public void Invoke(sbyte[] x, int xOffset, sbyte[] y, int yOffset)
        {
            Window2D w = _window;
            int rowLength = w.Width * w.Channels;
            _rows.Clear();
            for (int n = 0; n < w.Batches; n++)
            {
                for (int z = 0; z < _outDepth; z++)
                    for (int r = 0; r < w.OutHeight; r++)
                    {
                        for (int i = 0; i < _planes * w.Rows; i++)
                        {
                            int plane = z * _strideZ + i / w.Rows * _dilationZ - _padFront, row = r * w.StrideY
                                + i % w.Rows * w.DilationY - w.PadTop;
                            bool inside = plane >= 0 && plane < _depth && row >= 0 && row < w.Height;
                            _rows.SetRow(i, x, inside ? xOffset + (plane * w.Height + row) * rowLength : -1);
                        }
                        _filters.SweepRow(_rows.Data, _rows.Pitch, w.OutWidth, null, y, yOffset, _requantization);
                        yOffset += w.OutWidth * _outputs;
                    }
                xOffset += _depth * w.Height * rowLength;
            }
        }
    }
}
