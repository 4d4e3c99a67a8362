namespace EdgeConv.Compiler.Reference;

/// <summary>
/// Runs a graph operator by operator with the reference kernels and keeps every tensor. Every other engine must give the same bytes.
/// </summary>
public static class ReferenceEngine
{
    /// <summary>Runs one inference.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="inputs">One array per graph input, row-major, of the input's type and length.</param>
    /// <param name="done">Called after each operator, for example to show progress; may be null.</param>
    /// <returns>The values of all tensors.</returns>
    /// <exception cref="ModelException">The number of inputs is wrong, or an input has the wrong length or type.</exception>
    public static TensorValues Run(Graph graph, IReadOnlyList<Array> inputs, Action<Operator>? done = null)
    {
        if (inputs.Count != graph.Inputs.Length)
            throw new ModelException($"the model has {Amount.Of(graph.Inputs.Length, "input")}, but {inputs.Count} were given");
        TensorValues values = new();
        for (int i = 0; i < inputs.Count; i++)
        {
            Tensor input = graph.Inputs[i];
            if (inputs[i].GetType() != input.NewValue().GetType() || inputs[i].Length != input.Shape.Length)
                throw new ModelException($"input '{input.Name}' takes {Amount.Of(input.Shape.Length, "value")} of {input.Type}, but "
                    + $"{inputs[i].Length} of {inputs[i].GetType().GetElementType()!.Name} were given");
            values.Set(input, inputs[i]);
        }
        foreach (Operator op in graph.Operators)
        {
            op.Evaluate(values);
            done?.Invoke(op);
        }
        return values;
    }
}
