using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>A pooling: its output has the quantization of its input.</summary>
public interface IPool
{
    /// <summary>How the window moves.</summary>
    Window Window { get; }
}

/// <summary>What poolings share.</summary>
internal static class Pooling
{
    /// <summary>The cells of the map that a window covers: rows and columns from the first to before the last.</summary>
    public static (int Top, int Bottom, int Left, int Right) Cells(Window window, Maps input, int y, int x)
    {
        int top = y * window.StrideY - window.PadTop, left = x * window.StrideX - window.PadLeft;
        return (Math.Max(0, top), Math.Min(input.Height, top + window.Rows), Math.Max(0, left),
            Math.Min(input.Width, left + window.Columns));
    }
}
