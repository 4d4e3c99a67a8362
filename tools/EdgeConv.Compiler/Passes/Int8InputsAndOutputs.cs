namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Takes the conversion from and to float32 out of a network, for engines that never see float: its inputs and outputs become int8 tensors.
/// Not part of <see cref="Pipeline"/>.
/// </summary>
public static class Int8InputsAndOutputs
{
    /// <summary>
    /// The same network between its int8 tensors, with a float32 input or output left only where the network uses it otherwise.
    /// </summary>
    public static Graph Run(Graph graph)
    {
        List<Operator> operators = [.. graph.Operators];
        List<Tensor> inputs = [];
        foreach (Tensor input in graph.Inputs)
        {
            Operator[] readers = [.. operators.Where(op => op.Inputs.Contains(input))];
            bool strips = readers is [QuantizeFloat] && !graph.Outputs.Contains(input);
            inputs.Add(strips ? readers[0].Output : input);
            if (strips) operators.Remove(readers[0]);
        }
        Tensor[] outputs = [.. graph.Outputs.Select(output =>
            operators.Find(op => op is Dequantize && op.Output == output)?.Inputs[0] ?? output)];
        return DeadCode.Run(new Graph(graph.Name, [.. inputs], [.. outputs], [.. operators]));
    }
}
