namespace EdgeConv.Compiler.Operators;

/// <summary>How a filter or pooling window moves over a map [N, H, W, C].</summary>
/// <param name="Rows">R, rows of the window, 1 or above.</param>
/// <param name="Columns">S, columns of the window, 1 or above.</param>
/// <param name="StrideY">Rows from one output to the next, 1 or above.</param>
/// <param name="StrideX">Columns from one output to the next, 1 or above.</param>
/// <param name="DilationY">Rows from one tap to the next, 1 or above.</param>
/// <param name="DilationX">Columns from one tap to the next, 1 or above.</param>
/// <param name="PadTop">Rows of padding above, 0 or above.</param>
/// <param name="PadLeft">Columns of padding to the left, 0 or above.</param>
/// <param name="OutHeight">Output rows, 1 or above. Cells of the last window below the map are padding.</param>
/// <param name="OutWidth">Output columns, 1 or above. Cells of the last window to the right of the map are padding.</param>
public sealed record Window(int Rows, int Columns, int StrideY, int StrideX, int DilationY, int DilationX, int PadTop, int PadLeft,
    int OutHeight, int OutWidth)
{
    internal Window(WindowAxis y, WindowAxis x)
        : this(y.Taps, x.Taps, y.Stride, x.Stride, y.Dilation, x.Dilation, y.Before, x.Before, y.Outputs, x.Outputs)
    {
    }

    internal WindowAxis Y => new(Rows, StrideY, DilationY, PadTop, OutHeight);

    internal WindowAxis X => new(Columns, StrideX, DilationX, PadLeft, OutWidth);
}

/// <summary>How a window moves along one axis of a map or volume.</summary>
/// <param name="Taps">Planes, rows or columns of the window, 1 or above.</param>
/// <param name="Stride">Cells from one output to the next, 1 or above.</param>
/// <param name="Dilation">Cells from one tap to the next, 1 or above.</param>
/// <param name="Before">Cells of padding before the map, 0 or above.</param>
/// <param name="Outputs">Number of outputs. Cells of the last window behind the map are padding.</param>
public readonly record struct WindowAxis(int Taps, int Stride, int Dilation, int Before, int Outputs)
{
    /// <summary>A window of one cell over an extent of 1.</summary>
    internal static WindowAxis Single { get; } = new(1, 1, 1, 0, 1);

    /// <summary>
    /// Makes an axis with TensorFlow's padding SAME: there are extent / stride outputs, rounded up, and the padding they need is divided
    /// evenly between both sides.
    /// </summary>
    /// <param name="extent">Cells of the map along the axis.</param>
    /// <param name="taps">Rows or columns of the window.</param>
    /// <param name="stride">Cells from one output to the next, 1 to 65536.</param>
    /// <param name="dilation">Cells from one tap to the next, 1 to 65536.</param>
    /// <param name="extraBefore">True if the odd cell of padding comes before the map, as with ONNX's SAME_LOWER; false if it comes behind
    /// the map.</param>
    /// <exception cref="ModelException">The window has 2^31 cells or more.</exception>
    internal static WindowAxis Same(int extent, int taps, int stride, int dilation, bool extraBefore = false)
    {
        WindowAxis axis = new(taps, stride, dilation, 0, (extent + stride - 1) / stride);
        if (axis.Reach > int.MaxValue)
            throw new ModelException($"a window of {axis.Reach} does not fit an extent of {extent}; use a smaller window");
        int padding = axis.After(extent);
        return axis with { Before = extraBefore ? padding - padding / 2 : padding / 2 };
    }

    /// <summary>Makes an axis whose padding is given in cells. TensorFlow's padding VALID is 0 and 0.</summary>
    /// <exception cref="ModelException">The window is larger than the padded map.</exception>
    internal static WindowAxis Padded(int extent, int taps, int stride, int dilation, int before, int after)
    {
        WindowAxis axis = new(taps, stride, dilation, before, 0);
        int outputs = axis.OutputsOver(extent + before + after);
        return outputs > 0 ? axis with { Outputs = outputs } : throw new ModelException(
            $"a window of {axis.Reach} does not fit an extent of {extent + before + after}; use a smaller window or padding SAME");
    }

    /// <summary>Cells from the first tap to the last, both included.</summary>
    internal long Reach => (Taps - 1L) * Dilation + 1;

    /// <summary>The number of outputs over a number of cells, padding included; 0 if the window is larger.</summary>
    internal int OutputsOver(int cells) => cells < Reach ? 0 : (int)((cells - Reach) / Stride) + 1;

    /// <summary>The number of cells of padding behind a map of this extent that the last window covers.</summary>
    internal int After(int extent) => (int)Math.Max(0, (Outputs - 1L) * Stride + Reach - Before - extent);
}

/// <summary>An operator that moves a window over a map, so that a PAD before it can be fused into it.</summary>
public interface IWindowed
{
    /// <summary>How the window moves.</summary>
    Window Window { get; }

    /// <summary>
    /// The int8 value that a cell outside the map stands for: the zero point for a convolution, -128 for maximum pooling, 127 for minimum
    /// pooling; null for an average, which skips such cells.
    /// </summary>
    int? PaddingValue { get; }

    /// <summary>Makes the same operator over another input with another window.</summary>
    /// <param name="input">A map with as many channels.</param>
    /// <param name="window">A window with as many taps and outputs.</param>
    /// <exception cref="ModelException">The shapes do not fit together.</exception>
    Operator WithWindow(Tensor input, Window window);
}
