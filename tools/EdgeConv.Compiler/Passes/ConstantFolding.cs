namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Computes operators whose inputs are all constant, if the results are small. For example, a network may compute a shape for its RESHAPE.
/// </summary>
public static class ConstantFolding
{
    // Maximum size of all results together, in bytes. It is more than any board holds, and computing so much takes well under a second.
    // Operators beyond that stay in the graph.
    private const long MaxBytes = 4 << 20;

    /// <summary>Makes the same network without operators whose inputs are all constant. Their outputs become constants.</summary>
    /// <param name="graph">The network.</param>
    public static Graph Run(Graph graph)
    {
        Dictionary<Tensor, Tensor> folded = new(ReferenceEqualityComparer.Instance);
        ImmutableArray<Tensor> Replace(ImmutableArray<Tensor> tensors) =>
            [.. tensors.Select(tensor => folded.GetValueOrDefault(tensor, tensor))];
        List<Operator> operators = [];
        long bytes = 0;
        foreach (Operator op in graph.Operators)
        {
            Operator current = op.Inputs.Any(folded.ContainsKey) ? op.With(Replace(op.Inputs), op.Outputs) : op;
            // A pooling is not folded: Macs does not count its cells, and its window may have any number of them.
            if (current.Inputs.All(input => input.IsConstant) && current is not Pool2D && current.Macs <= MaxBytes
                && bytes + current.Outputs.Sum(ArenaPlanner.BytesOf) <= MaxBytes)
            {
                bytes += current.Outputs.Sum(ArenaPlanner.BytesOf);
                TensorValues values = new();
                current.Evaluate(values);
                foreach (Tensor output in current.Outputs) folded[output] = output.WithConstant(values.Of(output));
            }
            else operators.Add(current);
        }
        return new Graph(graph.Name, graph.Inputs, Replace(graph.Outputs), [.. operators]);
    }
}
