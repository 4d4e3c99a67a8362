namespace EdgeConv.Training.Quantizing;

/// <summary>Measures in ONNX Runtime the error at the network's output if only one layer is quantized and all others stay float.</summary>
/// <param name="model">The float model that was quantized.</param>
/// <param name="quantized">The same model in int8.</param>
/// <param name="measured">Names of the values to compare.</param>
/// <param name="frames">Frames in the float model's axis order.</param>
internal sealed class Sensitivity(FloatModel model, QuantizedModel quantized, string[] measured, IReadOnlyList<float[]> frames)
{
    private readonly float[][][] _expected = FloatRun.OfAll(model, measured, frames);

    /// <summary>Returns the noise-to-signal ratio at the measured values.</summary>
    /// <param name="layer">The layer to quantize.</param>
    /// <param name="weights">Whether to round the layer's weights.</param>
    /// <param name="activations">Whether to round the layer's output.</param>
    public double Of(LayerNode layer, bool weights, bool activations)
    {
        FloatModel changed = model.Copy();
        if (weights && FloatFilter.Of(changed, layer.Node) is { } filter)
        {
            (sbyte[] steps, float[] scales) = quantized.WeightsOf(filter);
            filter.Change([.. steps.Select((step, i) => step * scales[filter.OutputOf(i)])], null);
        }
        if (activations) Quantize(changed, layer.Value);
        float[][][] actual = FloatRun.OfAll(changed, measured, frames);
        Noise noise = new();
        for (int f = 0; f < frames.Count; f++)
            for (int i = 0; i < measured.Length; i++) noise.Add(_expected[f][i], actual[f][i]);
        return noise.Ratio;
    }

    private void Quantize(FloatModel changed, string value)
    {
        Quantization q = quantized.Quantizations[value];
        OnnxFileNode producer = changed.Producer(value)!;
        string exact = changed.NewName(value), steps = changed.NewName(value);
        string scale = changed.AddConstant("scale", [], new[] { q.Scale }),
            zero = changed.AddConstant("zero", [], new[] { (sbyte)q.ZeroPoint });
        changed.Replace(producer, producer with { Outputs = [.. producer.Outputs.Select(output => output == value ? exact : output)] },
            new OnnxFileNode("QuantizeLinear", "", "", [exact, scale, zero], [steps], []),
            new OnnxFileNode("DequantizeLinear", "", "", [steps, scale, zero], [value], []));
    }
}

/// <summary>A node that computes new values, together with the clamp that is fused into it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Value">Name of the value that becomes the int8 tensor: the clamp's output, or the node's own.</param>
internal sealed record LayerNode(OnnxFileNode Node, string Value)
{
    private static readonly HashSet<string> s_views = ["Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Slice",
        "Split", "Pad", "Concat", "Resize", "Upsample", "MaxPool", "GlobalMaxPool", "ReduceMax", "ReduceMin"];

    /// <summary>Returns all layers of a model whose output is rounded, which excludes operators that only move values.</summary>
    public static LayerNode[] Of(FloatModel model, QuantizedValues values)
    {
        List<LayerNode> layers = [];
        HashSet<OnnxFileNode> clamps = new(ReferenceEqualityComparer.Instance);
        foreach (OnnxFileNode node in model.Nodes)
        {
            if (s_views.Contains(node.Type) || clamps.Contains(node) || node.Outputs.Length == 0 || !values.Real.Contains(node.Outputs[0]))
                continue;
            OnnxFileNode? clamp = QuantizedValues.ClampOf(model, node);
            if (clamp is not null) clamps.Add(clamp);
            layers.Add(new LayerNode(node, (clamp ?? node).Outputs[0]));
        }
        return [.. layers];
    }
}
