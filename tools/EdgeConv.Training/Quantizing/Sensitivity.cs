namespace EdgeConv.Training.Quantizing;

/// <summary>What quantizing one layer alone, all others in float, does to the network's output. ONNX Runtime runs it.</summary>
/// <param name="model">The float model that was quantized.</param>
/// <param name="quantized">It in int8.</param>
/// <param name="measured">The values compared.</param>
/// <param name="frames">In the float model's order.</param>
internal sealed class Sensitivity(FloatModel model, QuantizedModel quantized, string[] measured, IReadOnlyList<float[]> frames)
{
    private readonly float[][][] _expected = FloatRun.OfAll(model, measured, frames);

    /// <summary>Noise to signal at the output.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Whether its weights are rounded.</param>
    /// <param name="activations">Whether what it gives is.</param>
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

/// <summary>A node that computes, and the value that becomes its int8 tensor, behind a clamp that it does itself.</summary>
/// <param name="Node">The node.</param>
/// <param name="Value">Its tensor.</param>
internal sealed record LayerNode(OnnxFileNode Node, string Value)
{
    private static readonly HashSet<string> s_views = ["Reshape", "Flatten", "Transpose", "Squeeze", "Unsqueeze", "Identity", "Slice",
        "Split", "Pad", "Concat", "Resize", "Upsample", "MaxPool", "GlobalMaxPool", "ReduceMax", "ReduceMin"];

    /// <summary>All layers whose values are rounded anew.</summary>
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
