namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Takes the conversion of float32 inputs and outputs out of a network, for engines that compute with int8 alone: its inputs and outputs
/// become the int8 tensors behind QUANTIZE and before DEQUANTIZE. Not part of <see cref="Pipeline"/>.
/// </summary>
public static class Int8InputsAndOutputs
{
    /// <summary>
    /// The same network between int8 tensors. A float32 input or output stays if the network also uses it in another way.
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
