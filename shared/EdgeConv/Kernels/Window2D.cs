using System;

namespace EdgeConv.Kernels
{
    /// <summary>
    /// How a filter or pooling window of R rows and S columns moves over maps [N, H, W, C] to give maps of OutHeight x OutWidth
    /// positions.
    /// </summary>
    public sealed class Window2D
    {
        /// <summary>Places a window with all of its geometry given.</summary>
        /// <param name="batches">N, at least 1.</param>
        /// <param name="height">H, at least 1.</param>
        /// <param name="width">W, at least 1.</param>
        /// <param name="channels">C, at least 1.</param>
        /// <param name="rows">R, at least 1; may exceed the height where padding allows.</param>
        /// <param name="columns">S, at least 1.</param>
        /// <param name="strideY">Rows from one output to the next, at least 1.</param>
        /// <param name="strideX">Columns from one output to the next, at least 1.</param>
        /// <param name="dilationY">Rows from one tap to the next, at least 1.</param>
        /// <param name="dilationX">Columns from one tap to the next, at least 1.</param>
        /// <param name="padTop">Rows before the first, at least 0.</param>
        /// <param name="padLeft">Columns before the first, at least 0.</param>
        /// <param name="outHeight">Output rows, at least 1; what hangs over the lower edge is padding.</param>
        /// <param name="outWidth">Output columns, at least 1.</param>
        /// <exception cref="ArgumentException">A number out of its range, or maps of more than 2^31 - 1 elements.</exception>
        public Window2D(int batches, int height, int width, int channels, int rows, int columns, int strideY, int strideX, int dilationY,
            int dilationX,
            int padTop, int padLeft, int outHeight, int outWidth)
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

        /// <summary>VALID: no padding, only windows that lie inside.</summary>
        /// <exception cref="ArgumentException">A number out of its range, or a window larger than the map.</exception>
        public static Window2D Valid(int height, int width, int channels, int rows, int columns, int stride) =>
            Padded(height, width, channels, rows, columns, stride, 1, 0, 0, 0, 0);

        /// <summary>Explicit padding on each side.</summary>
        /// <exception cref="ArgumentException">A number out of its range, or a window larger than the padded map.</exception>
        public static Window2D Padded(int height, int width, int channels, int rows, int columns, int stride, int dilation,
            int padTop, int padBottom, int padLeft, int padRight)
        {
            Argument.AtLeast(1, stride, "stride");
            int freeRows = height + padTop + padBottom - Reach(rows, dilation), freeColumns = width + padLeft
                + padRight - Reach(columns, dilation);
            return new Window2D(1, height, width, channels, rows, columns, stride, stride, dilation, dilation, padTop, padLeft,
                freeRows < 0 ? 0 : freeRows / stride + 1, freeColumns < 0 ? 0 : freeColumns / stride + 1);
        }

        /// <summary>SAME as TensorFlow has it: ceil(extent / stride) outputs, the odd row or column of padding below and right.</summary>
        /// <exception cref="ArgumentException">A number out of its range.</exception>
        public static Window2D Same(int height, int width, int channels, int rows, int columns, int stride)
        {
            Argument.AtLeast(1, stride, "stride");
            int outHeight = (height + stride - 1) / stride, outWidth = (width + stride - 1) / stride;
            return new Window2D(1, height, width, channels, rows, columns, stride, stride, 1, 1,
                SamePadding(height, rows, stride, outHeight), SamePadding(width, columns, stride, outWidth), outHeight, outWidth);
        }

        /// <summary>N.</summary>
        public int Batches { get; }

        /// <summary>H.</summary>
        public int Height { get; }

        /// <summary>W.</summary>
        public int Width { get; }

        /// <summary>C.</summary>
        public int Channels { get; }

        /// <summary>R.</summary>
        public int Rows { get; }

        /// <summary>S.</summary>
        public int Columns { get; }

        /// <summary>Rows from one output to the next.</summary>
        public int StrideY { get; }

        /// <summary>Columns from one output to the next.</summary>
        public int StrideX { get; }

        /// <summary>Rows from one tap to the next.</summary>
        public int DilationY { get; }

        /// <summary>Columns from one tap to the next.</summary>
        public int DilationX { get; }

        /// <summary>Rows of padding above.</summary>
        public int PadTop { get; }

        /// <summary>Columns of padding to the left.</summary>
        public int PadLeft { get; }

        /// <summary>Output rows.</summary>
        public int OutHeight { get; }

        /// <summary>Output columns.</summary>
        public int OutWidth { get; }

        /// <summary>Columns from the left edge of the first window to the right edge of the last, padding included.</summary>
        internal int PaddedWidth => (OutWidth - 1) * StrideX + Reach(Columns, DilationX);

        /// <summary>True when every window lies inside the map.</summary>
        internal bool IsInside => PadTop == 0 && PadLeft == 0 && PaddedWidth <= Width && (OutHeight - 1) * StrideY
            + Reach(Rows, DilationY) <= Height;

        private static int SamePadding(int extent, int taps, int stride, int outputs)
        {
            int total = (outputs - 1) * stride + taps - extent;
            return total > 0 ? total / 2 : 0;
        }

        private static int Reach(int taps, int dilation) => (taps - 1) * dilation + 1;
    }
}
