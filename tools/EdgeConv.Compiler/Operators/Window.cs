namespace EdgeConv.Compiler.Operators;

/// <summary>How a filter or pooling window moves over a map.</summary>
/// <param name="Rows">R.</param>
/// <param name="Columns">S.</param>
/// <param name="StrideY">Rows from one output to the next.</param>
/// <param name="StrideX">Columns from one output to the next.</param>
/// <param name="DilationY">Rows from one tap to the next.</param>
/// <param name="DilationX">Columns from one tap to the next.</param>
/// <param name="PadTop">Rows of padding above.</param>
/// <param name="PadLeft">Columns of padding to the left.</param>
/// <param name="OutHeight">Output rows; what hangs over below is padding.</param>
/// <param name="OutWidth">Output columns.</param>
public sealed record Window(int Rows, int Columns, int StrideY, int StrideX, int DilationY, int DilationX, int PadTop, int PadLeft,
    int OutHeight, int OutWidth);

/// <summary>An operator that moves a window over a map, into which preceding padding can be fused.</summary>
public interface IWindowed
{
    /// <summary>How the window moves.</summary>
    Window Window { get; }

    /// <summary>
    /// Value that a cell outside the map contributes: the zero point for a convolution, -128 for maximum pooling, 127 for minimum pooling;
    /// null for an average, which skips such cells.
    /// </summary>
    int? PaddingValue { get; }

    /// <summary>The same operator over another input with another window.</summary>
    Operator WithWindow(Tensor input, Window window);
}
