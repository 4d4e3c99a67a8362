namespace EdgeConv.Compiler.Passes;

/// <summary>All passes over a graph, in their order. No pass changes a byte of a tensor that it leaves in the graph.</summary>
public static class Pipeline
{
    /// <summary>Makes the same network with fewer operators. Inputs and outputs keep their order, names, shapes and types.</summary>
    /// <param name="graph">The network as an importer makes it.</param>
    public static Graph Run(Graph graph) => DeadCode.Run(ActivationFusion.Run(PaddingFusion.Run(DeadCode.Run(ConstantFolding.Run(graph)))));

    /// <summary>Makes the network as a board runs it: with fewer operators, and with int8 inputs and outputs.</summary>
    /// <param name="graph">The network as an importer makes it.</param>
    public static Graph ForBoard(Graph graph) => Int8InputsAndOutputs.Run(Run(graph));
}
