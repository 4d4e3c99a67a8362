namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Finds the values of a model that become int8 tensors, and the groups of values that share a quantization: input and output of an
/// operator that only moves values, and the parts of a concatenation. A value that only a fused clamp (Relu or Clip) reads becomes no
/// tensor.
/// </summary>
internal sealed class QuantizedValues
{
    // Operators whose output has the input's quantization, because TensorFlow Lite's kernels require it: they move values, or compute their
    // maximum, minimum or mean.
    private static readonly HashSet<string> s_movers = ["Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze",
        "Identity", "MaxPool", "AveragePool", "GlobalMaxPool", "ReduceMax", "ReduceMin", "Slice", "Split", "Resize", "Upsample", "Pad"];

    private static readonly HashSet<string> s_clamped = ["Conv", "ConvTranspose", "Gemm", "MatMul", "Add", "Sub", "Mul"];

    private readonly Dictionary<string, string> _parents = [];

    /// <summary>Finds the values and groups of a model.</summary>
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

    /// <summary>Values that depend on the model's input; all others are constants or shapes.</summary>
    public HashSet<string> Real { get; } = [];

    /// <summary>Values that become tensors, in running order, beginning with the input.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Quantizations that TensorFlow Lite fixes, such as Softmax's, by the value that represents the group.</summary>
    public Dictionary<string, Quantization> Fixed { get; } = [];

    /// <summary>Returns the value that represents the group of a value: all values of a group share its quantization.</summary>
    public string Of(string name)
    {
        while (_parents.TryGetValue(name, out string? parent)) name = parent;
        return name;
    }

    /// <summary>Returns the Relu or Clip after a node that is fused into the node; null if there is none.</summary>
    public static OnnxFileNode? ClampOf(FloatModel model, OnnxFileNode node) =>
        s_clamped.Contains(node.Type) && model.OnlyUser(node.Outputs[0]) is { Type: "Relu" or "Clip" } clamp
        && clamp.Inputs[0] == node.Outputs[0] && FloatRewriting.Bounds(model, clamp) is not null ? clamp : null;

    private static Quantization? FixedOf(string type) => type switch
    {
        "Softmax" or "Sigmoid" => Quantization.PerTensor(1f / 256, -128),
        "Tanh" => Quantization.PerTensor(1f / 128, 0),
        _ => null,
    };

    // Makes the second value's group use the quantization of the first's.
    private void Join(string first, string second)
    {
        (first, second) = (Of(first), Of(second));
        if (first != second) _parents[second] = first;
    }
}
