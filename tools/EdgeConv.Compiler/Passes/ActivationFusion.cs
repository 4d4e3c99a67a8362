namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Makes a RELU, RELU6 or another clamp part of the operator before it: CONV_2D followed by RELU becomes CONV_2D with a fused RELU. An
/// activation is fused only if its input and output have the same quantization, nothing else reads its input, and there is a fused
/// activation with exactly the range of both clamps together. Therefore the bytes stay the same.
/// </summary>
public static class ActivationFusion
{
    /// <summary>Makes the same network with activations fused into the operators before them.</summary>
    /// <param name="graph">The network.</param>
    public static Graph Run(Graph graph)
    {
        Operator?[] operators = [.. graph.Operators];
        Dictionary<Tensor, int> producers = [],
            readers = graph.Operators.SelectMany(op => op.Inputs).Concat(graph.Outputs).CountBy(tensor => tensor).ToDictionary();
        for (int i = 0; i < operators.Length; i++)
        {
            if (operators[i] is UnaryTable table && producers.TryGetValue(table.Input, out int producer)
                && operators[producer] is IActivated { Clamps: true } activated && readers[table.Input] == 1
                && table.Input.Quantized.Equals(table.Output.Quantized) && Fused(activated.Activation, table) is { } activation)
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

    // The activation whose range is what the first activation and then the table leave. Null if the table is not a clamp, or if there is no
    // such activation.
    private static Activation? Fused(Activation first, UnaryTable table)
    {
        Quantization quantization = table.Output.Quantized;
        sbyte min = table.Table[0], max = table.Table[255];
        if (min > max || table.Table.Where((y, i) => y != Math.Clamp(i - 128, min, max)).Any()) return null;
        (int firstMin, int firstMax) = ActivationRange.Of(first, quantization);
        (int, int) both = (Math.Clamp(firstMin, min, max), Math.Clamp(firstMax, min, max));
        return Enum.GetValues<Activation>().Cast<Activation?>()
            .FirstOrDefault(known => ActivationRange.Of(known!.Value, quantization) == both);
    }
}
