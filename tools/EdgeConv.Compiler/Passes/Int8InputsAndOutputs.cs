namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Removes the conversion of float32 inputs and outputs from a network, for engines that compute only with int8. The output of QUANTIZE
/// becomes the graph input, and the input of DEQUANTIZE becomes the graph output. <see cref="Pipeline.Run"/> does not include this pass.
/// </summary>
public static class Int8InputsAndOutputs
{
    /// <summary>
    /// Makes the same network between int8 tensors. A float32 input stays if something other than one QUANTIZE uses it.
    /// </summary>
    /// <param name="graph">The network.</param>
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
