namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Computes what depends on constants alone, as far as it is small: shapes that a network computes, and constants it reshapes.
/// </summary>
public static class ConstantFolding
{
    // Most that is computed in all: more than any board holds, and soon done. What lies beyond stays an operator.
    private const long MostBytes = 4 << 20;

    /// <summary>The same network without operators whose inputs are all constant; their outputs are constants.</summary>
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
            // A pool's window may have any number of cells.
            if (current.Inputs.All(input => input.IsConstant) && current is not Pool2D && current.Macs <= MostBytes
                && bytes + current.Outputs.Sum(ArenaPlanner.BytesOf) <= MostBytes)
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
