using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

/// <summary>An operator that ends in a clamp of its int8 output, into which a following activation can be fused.</summary>
public interface IActivated
{
    /// <summary>Fused activation.</summary>
    Activation Activation { get; }

    /// <summary>The same operator with another activation and output.</summary>
    Operator WithActivation(Activation activation, Tensor output);
}
