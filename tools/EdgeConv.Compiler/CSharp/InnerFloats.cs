namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Takes float32 out of the inside of a network: a value dequantized and quantized again is a function of one int8 value, a table.
/// </summary>
internal static class InnerFloats
{
    /// <summary>The same network with such pairs as tables.</summary>
    internal static Graph Run(Graph graph)
    {
        Dictionary<Tensor, Dequantize> makers = new(ReferenceEqualityComparer.Instance);
        foreach (Operator op in graph.Operators)
            if (op is Dequantize dequantize) makers.Add(op.Output, dequantize);
        if (makers.Count == 0) return graph;
        return Passes.DeadCode.Run(new Graph(graph.Name, graph.Inputs, graph.Outputs,
            [.. graph.Operators.Select(op =>
            op is QuantizeFloat && makers.TryGetValue(op.Inputs[0], out Dequantize? maker) ? Table(maker, (QuantizeFloat)op) : op)]));
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
