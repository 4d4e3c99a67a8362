namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Which values of a model become int8 tensors, and which of them share a quantization: those that an operator only moves, and the parts of
/// a concatenation. What a following clamp turns into something else is no tensor of its own.
/// </summary>
internal sealed class QuantizedValues
{
    // They pass values on unchanged, or the greatest, or their mean in the same quantization, as TensorFlow Lite's kernels demand.
    private static readonly HashSet<string> s_movers = ["Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze",
        "Identity", "MaxPool", "AveragePool", "GlobalMaxPool", "ReduceMax", "ReduceMin", "Slice", "Split", "Resize", "Upsample", "Pad"];

    private static readonly HashSet<string> s_clamped = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul"];

    private readonly Dictionary<string, string> _parents = [];

    /// <summary>Finds them.</summary>
    public QuantizedValues(FloatModel model)
    {
        Real.Add(model.Input.Name);
        Names.Add(model.Input.Name);
        foreach (OnnxFileNode node in model.Nodes)
        {
            if (node.Type is "Shape" or "Size" || !node.Inputs.Any(Real.Contains)) continue;
            foreach (string output in node.Outputs.Where(output => output.Length > 0))
            {
                Real.Add(output);
                if (ClampOf(model, node) is null) Names.Add(output);
                if (FixedOf(node.Type) is { } quantization) Fixed[output] = quantization;
                if (s_movers.Contains(node.Type)) Join(node.Inputs[0], output);
            }
        }
        foreach (OnnxFileNode node in model.Nodes.Where(node => node.Type == "Concat" && node.Outputs.Length > 0
            && Real.Contains(node.Outputs[0])))
            foreach (string input in node.Inputs.Where(Real.Contains))
                if (!Fixed.ContainsKey(Of(input)) && !Fixed.ContainsKey(Of(node.Outputs[0]))) Join(node.Outputs[0], input);
    }

    /// <summary>Values that depend on the input: the real numbers of the network.</summary>
    public HashSet<string> Real { get; } = [];

    /// <summary>Values that become tensors, in running order; the input first.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Quantization that TensorFlow Lite fixes for an operator's output, by the value that stands for its group.</summary>
    public Dictionary<string, Quantization> Fixed { get; } = [];

    /// <summary>The value whose quantization a value has.</summary>
    public string Of(string name)
    {
        while (_parents.TryGetValue(name, out string? parent)) name = parent;
        return name;
    }

    /// <summary>The Relu or Clip that a node's output goes into and that the node does itself; null where there is none.</summary>
    public static OnnxFileNode? ClampOf(FloatModel model, OnnxFileNode node) =>
        s_clamped.Contains(node.Type) && model.OnlyUser(node.Outputs[0]) is { Type: "Relu" or "Clip" } clamp
        && clamp.Inputs[0] == node.Outputs[0] && FloatRewriting.Bounds(model, clamp) is not null ? clamp : null;

    private static Quantization? FixedOf(string type) => type switch
    {
        "Softmax" or "Sigmoid" => Quantization.PerTensor(1f / 256, -128),
        "Tanh" => Quantization.PerTensor(1f / 128, 0),
        _ => null,
    };

    // The second gets the quantization of the first.
    private void Join(string first, string second)
    {
        (first, second) = (Of(first), Of(second));
        if (first != second) _parents[second] = first;
    }
}
