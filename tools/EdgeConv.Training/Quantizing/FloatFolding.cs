namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Computes nodes whose inputs are all float constants, such as the parts into which exporters split a batch normalization.
/// </summary>
internal static class FloatFolding
{
    /// <summary>Returns the constant that a node computes from its constant inputs; null if its operator is not handled here.</summary>
    internal static OnnxConstant? Fold(OnnxFileNode node, OnnxValue?[] inputs)
    {
        if (inputs.Length is < 1 or > 2 || inputs[0]?.Constant is not { Values: float[] a } first) return null;
        string name = node.Outputs.Length > 0 ? node.Outputs[0] : "";
        if (inputs.Length == 1)
        {
            Func<float, float>? function = node.Type switch
            {
                "Sqrt" => MathF.Sqrt,
                "Neg" => x => -x,
                "Reciprocal" => x => 1 / x,
                "Exp" => MathF.Exp,
                "Abs" => Math.Abs,
                _ => null
            };
            return function is null ? null : new OnnxConstant(name, first.Dims, a.Select(function).ToArray());
        }
        if (inputs[1]?.Constant is not { Values: float[] b } second) return null;
        Func<float, float, float>? combine = node.Type switch
        {
            "Add" => (x, y) => x + y,
            "Sub" => (x, y) => x - y,
            "Mul" => (x, y) => x * y,
            "Div" => (x, y) => x / y,
            "Pow" => MathF.Pow,
            _ => null
        };
        // Only a single number is broadcast; other shapes stay nodes of the network.
        bool isSame = first.Dims.AsSpan().SequenceEqual(second.Dims), isScalar = b.Length == 1 && second.Dims.Length <= first.Dims.Length;
        if (combine is null || !(isSame || isScalar)) return null;
        return new OnnxConstant(name, first.Dims, a.Select((x, i) => combine(x, b[isScalar ? 0 : i])).ToArray());
    }
}
