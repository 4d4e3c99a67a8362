using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

/// <summary>An operator that moves a window over a map, into which preceding padding can be fused.</summary>
public interface IWindowed
{
    /// <summary>How the window moves.</summary>
    Window Window { get; }

    /// <summary>The value that a cell of padding has the effect of; null where it does not act as any cell does.</summary>
    int? Outside { get; }

    /// <summary>The same operator over another input with another window.</summary>
    Operator WithWindow(Tensor input, Window window);
}
