namespace EdgeConv.Compiler.Passes;

/// <summary>Leaves out operators that no output of the graph depends on.</summary>
public static class DeadCode
{
    /// <summary>The same network without operators whose outputs nothing uses. All inputs of the graph stay, used or not.</summary>
    public static Graph Run(Graph graph)
    {
        HashSet<Tensor> needed = new(graph.Outputs, ReferenceEqualityComparer.Instance);
        List<Operator> operators = [];
        foreach (Operator op in graph.Operators.Reverse())
        {
            if (!op.Outputs.Any(needed.Contains)) continue;
            needed.UnionWith(op.Inputs);
            operators.Add(op);
        }
        operators.Reverse();
        return new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. operators]);
    }
}
