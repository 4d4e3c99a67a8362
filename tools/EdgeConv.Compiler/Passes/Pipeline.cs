namespace EdgeConv.Compiler.Passes;

/// <summary>All passes over a graph, in their order. None changes a byte of a tensor that survives it.</summary>
public static class Pipeline
{
    /// <summary>The same network with fewer operators. Inputs and outputs keep their order, names, shapes and types.</summary>
    public static Graph Run(Graph graph) => DeadCode.Run(ActivationFusion.Run(PaddingFusion.Run(DeadCode.Run(ConstantFolding.Run(graph)))));

    /// <summary>The network as a board runs it: with fewer operators, and with int8 inputs and outputs.</summary>
    public static Graph ForBoard(Graph graph) => Int8InputsAndOutputs.Run(Run(graph));
}
