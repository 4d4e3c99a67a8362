namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Computes operators whose inputs are all constant, if the results are small: for example a shape that a network computes for its RESHAPE.
/// </summary>
public static class ConstantFolding
{
    // Of all that is computed: more than any board holds, and done in no time. Beyond that, operators stay.
    private const long MaxBytes = 4 << 20;

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
