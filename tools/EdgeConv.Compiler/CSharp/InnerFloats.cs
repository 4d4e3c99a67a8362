namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Removes float32 from the inside of a network. A value that is dequantized and then quantized again is a function of one int8 value, so
/// both operators become one table.
/// </summary>
internal static class InnerFloats
{
    /// <summary>Makes the same network with such pairs as tables.</summary>
    internal static Graph Run(Graph graph)
    {
        Dictionary<Tensor, Dequantize> producers = new(ReferenceEqualityComparer.Instance);
        foreach (Operator op in graph.Operators)
            if (op is Dequantize dequantize) producers.Add(op.Output, dequantize);
        if (producers.Count == 0) return graph;
        return Passes.DeadCode.Run(new Graph(graph.Name, graph.Inputs, graph.Outputs,
            [.. graph.Operators.Select(op =>
            op is QuantizeFloat quantize && producers.TryGetValue(op.Inputs[0], out Dequantize? producer) ? Table(producer, quantize)
                : op)]));
    }

    private static UnaryTable Table(Dequantize from, QuantizeFloat to)
    {
        Shape all = new(256);
        Tensor x = new("x", all, ElementType.Int8, from.Input.Quantization), real = new("real", all, ElementType.Float32, null),
            y = new("y", all, ElementType.Int8, to.Output.Quantization);
        TensorValues values = new();
        values.Set(x, Enumerable.Range(-128, 256).Select(value => (sbyte)value).ToArray());
        new Dequantize(x, real).Evaluate(values);
        new QuantizeFloat(real, y).Evaluate(values);
        return new UnaryTable("QUANTIZE", from.Input, to.Output, [.. values.Int8(y)]);
    }
}
