namespace EdgeConv.Compiler.Passes;

/// <summary>Removes operators on which no output of the graph depends.</summary>
public static class DeadCode
{
    /// <summary>Makes the same network without operators whose outputs nothing uses. All graph inputs stay, used or not.</summary>
    /// <param name="graph">The network.</param>
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
