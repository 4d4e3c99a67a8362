using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// The geometry of a filter or pooling window of R rows and S columns that moves over maps [N, H, W, C]. The output maps have
    /// OutHeight x OutWidth positions.
    /// </summary>
    public sealed class Window2D
    {
        /// <summary>N, H, W and C of the input.</summary>
        public readonly int Batches, Height, Width, Channels;

        /// <summary>R and S, the rows and columns of the window.</summary>
        public readonly int Rows, Columns;

        /// <summary>Rows and columns from one output to the next.</summary>
        public readonly int StrideY, StrideX;

        /// <summary>Rows and columns from one tap to the next.</summary>
        public readonly int DilationY, DilationX;

        /// <summary>Rows of padding above the map and columns to its left.</summary>
        public readonly int PadTop, PadLeft;

        /// <summary>Rows and columns of the output.</summary>
        public readonly int OutHeight, OutWidth;

        /// <summary>Creates a window from its complete geometry.</summary>
        /// <param name="batches">N, at least 1.</param>
        /// <param name="height">H, at least 1.</param>
        /// <param name="width">W, at least 1.</param>
        /// <param name="channels">C, at least 1.</param>
        /// <param name="rows">R, at least 1; may exceed the height if padding allows it.</param>
        /// <param name="columns">S, at least 1.</param>
        /// <param name="strideY">Rows from one output to the next, at least 1.</param>
        /// <param name="strideX">Columns from one output to the next, at least 1.</param>
        /// <param name="dilationY">Rows from one tap to the next, at least 1.</param>
        /// <param name="dilationX">Columns from one tap to the next, at least 1.</param>
        /// <param name="padTop">Rows of padding above the map, at least 0.</param>
        /// <param name="padLeft">Columns of padding to the left of the map, at least 0.</param>
        /// <param name="outHeight">Output rows, at least 1. Window rows below the map are padding.</param>
        /// <param name="outWidth">Output columns, at least 1.</param>
        /// <exception cref="ArgumentException">A number is out of its range, or a map has more than 2^31 - 1 elements.</exception>
        public Window2D(int batches, int height, int width, int channels, int rows, int columns, int strideY, int strideX, int dilationY,
            int dilationX, int padTop, int padLeft, int outHeight, int outWidth)
        {
            Batches = Argument.AtLeast(1, batches, "batches");
            Height = Argument.AtLeast(1, height, "height");
            Width = Argument.AtLeast(1, width, "width");
            Channels = Argument.AtLeast(1, channels, "channels");
            Rows = Argument.AtLeast(1, rows, "rows");
            Columns = Argument.AtLeast(1, columns, "columns");
            StrideY = Argument.AtLeast(1, strideY, "strideY");
            StrideX = Argument.AtLeast(1, strideX, "strideX");
            DilationY = Argument.AtLeast(1, dilationY, "dilationY");
            DilationX = Argument.AtLeast(1, dilationX, "dilationX");
            PadTop = Argument.AtLeast(0, padTop, "padTop");
            PadLeft = Argument.AtLeast(0, padLeft, "padLeft");
            OutHeight = Argument.AtLeast(1, outHeight, "outHeight (does the window fit?)");
            OutWidth = Argument.AtLeast(1, outWidth, "outWidth (does the window fit?)");
            if ((long)batches * height * width > int.MaxValue / channels)
                throw new ArgumentException("maps of more than 2^31 - 1 elements");
        }

        /// <summary>A window over one map [1, H, W, C] without padding (VALID): only positions at which it lies inside.</summary>
        /// <param name="height">H, at least 1.</param>
        /// <param name="width">W, at least 1.</param>
        /// <param name="channels">C, at least 1.</param>
        /// <param name="rows">R, 1 to H.</param>
        /// <param name="columns">S, 1 to W.</param>
        /// <param name="stride">Rows and columns from one output to the next, at least 1.</param>
        /// <exception cref="ArgumentException">A number is out of its range, or the window is larger than the map.</exception>
        public static Window2D Valid(int height, int width, int channels, int rows, int columns, int stride) =>
            Padded(height, width, channels, rows, columns, stride, 1, 0, 0, 0, 0);

        /// <summary>A window over one map [1, H, W, C] with explicit padding on each side.</summary>
        /// <param name="height">H, at least 1.</param>
        /// <param name="width">W, at least 1.</param>
        /// <param name="channels">C, at least 1.</param>
        /// <param name="rows">R, at least 1.</param>
        /// <param name="columns">S, at least 1.</param>
        /// <param name="stride">Rows and columns from one output to the next, at least 1.</param>
        /// <param name="dilation">Rows and columns from one tap to the next, at least 1.</param>
        /// <param name="padTop">Rows above the map, at least 0.</param>
        /// <param name="padBottom">Rows below the map, at least 0.</param>
        /// <param name="padLeft">Columns left of the map, at least 0.</param>
        /// <param name="padRight">Columns right of the map, at least 0.</param>
        /// <exception cref="ArgumentException">A number is out of its range, or the window is larger than the padded map.</exception>
        public static Window2D Padded(int height, int width, int channels, int rows, int columns, int stride, int dilation,
            int padTop, int padBottom, int padLeft, int padRight)
        {
            Argument.AtLeast(1, stride, "stride");
            return new Window2D(1, height, width, channels, rows, columns, stride, stride, dilation, dilation, padTop, padLeft,
                Outputs(height + padTop + padBottom, rows, stride, dilation),
                Outputs(width + padLeft + padRight, columns, stride, dilation));
        }

        /// <summary>
        /// A window over one map [1, H, W, C] with TensorFlow's SAME padding: ceil(extent / stride) outputs. If the padding is odd, the
        /// extra row or column of padding is below or right.
        /// </summary>
        /// <param name="height">H, at least 1.</param>
        /// <param name="width">W, at least 1.</param>
        /// <param name="channels">C, at least 1.</param>
        /// <param name="rows">R, at least 1.</param>
        /// <param name="columns">S, at least 1.</param>
        /// <param name="stride">Rows and columns from one output to the next, at least 1.</param>
        /// <exception cref="ArgumentException">A number is out of its range.</exception>
        public static Window2D Same(int height, int width, int channels, int rows, int columns, int stride)
        {
            int vertical = SamePadding(height, rows, stride), horizontal = SamePadding(width, columns, stride);
            return Padded(height, width, channels, rows, columns, stride, 1, vertical / 2, vertical - vertical / 2, horizontal / 2,
                horizontal - horizontal / 2);
        }

        /// <summary>Columns from the left edge of the first window to the right edge of the last, padding included.</summary>
        internal int PaddedWidth => (OutWidth - 1) * StrideX + Reach(Columns, DilationX);

        /// <summary>True when every window lies inside the map.</summary>
        internal bool IsInside => PadTop == 0 && PadLeft == 0 && PaddedWidth <= Width
            && (OutHeight - 1) * StrideY + Reach(Rows, DilationY) <= Height;

        private static int Outputs(int extent, int taps, int stride, int dilation) =>
            extent < Reach(taps, dilation) ? 0 : (extent - Reach(taps, dilation)) / stride + 1;

        // Returns the padding of both sides together for ceil(extent / stride) outputs.
        private static int SamePadding(int extent, int taps, int stride)
        {
            int total = (extent - 1) / Argument.AtLeast(1, stride, "stride") * stride + taps - extent;
            return total > 0 ? total : 0;
        }

        private static int Reach(int taps, int dilation) => (taps - 1) * dilation + 1;
    }
}
