namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Turns RELU, RELU6 and their like into the clamp of the operator before them, where that gives the same bytes: the table of the function
/// is a clamp, input and output have the same quantization, nothing else reads the input, and a fused activation has exactly the range of
/// both clamps together.
/// </summary>
public static class ActivationFusion
{
    /// <summary>The same network without activations that an operator can do.</summary>
    public static Graph Run(Graph graph)
    {
        Operator?[] operators = [.. graph.Operators];
        Dictionary<Tensor, int> producers = new(ReferenceEqualityComparer.Instance), readers = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor tensor in graph.Operators.SelectMany(op => op.Inputs).Concat(graph.Outputs)) readers[tensor] =
            readers.GetValueOrDefault(tensor) + 1;
        for (int i = 0; i < operators.Length; i++)
        {
            if (operators[i] is UnaryTable table && producers.TryGetValue(table.Input, out int producer)
                && operators[producer] is IActivated { Clamps: true } activated
                && readers[table.Input] == 1 && table.Input.Quantized.Equals(table.Output.Quantized)
                && Fused(activated.Activation, table) is { } activation)
            {
                operators[producer] = activated.WithActivation(activation, table.Output);
                operators[i] = null;
                producers[table.Output] = producer;
            }
            else
                foreach (Tensor output in operators[i]!.Outputs) producers[output] = i;
        }
        return new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. operators.OfType<Operator>()]);
    }

    private static Activation? Fused(Activation first, UnaryTable table)
    {
        sbyte lowest = table.Table[0], highest = table.Table[255];
        for (int i = 0; i < 256; i++)
            if (lowest > highest || table.Table[i] != Math.Clamp(i - 128, lowest, highest)) return null;
        (int minimum, int maximum) = ActivationRange.Of(first, table.Output.Quantized);
        (int, int) both = (Math.Clamp(minimum, lowest, highest), Math.Clamp(maximum, lowest, highest));
        foreach (Activation activation in Enum.GetValues<Activation>())
            if (ActivationRange.Of(activation, table.Output.Quantized) == both) return activation;
        return null;
    }
}
