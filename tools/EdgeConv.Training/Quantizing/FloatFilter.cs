namespace EdgeConv.Training.Quantizing;

/// <summary>The constant weights of a Conv, ConvTranspose, Gemm or MatMul, with the output and input channel of each weight.</summary>
internal sealed class FloatFilter(
    FloatModel model, OnnxFileNode node, OnnxConstant weights, int outputAxis, int inputAxis, int groups)
{
    public OnnxFileNode Node { get; private set; } = node;

    /// <summary>The weights in the node's own layout.</summary>
    public OnnxConstant Weights { get; private set; } = weights;

    /// <summary>Number of output channels.</summary>
    public int Outputs => Weights.Dims[outputAxis];

    /// <summary>Number of input channels of all groups together.</summary>
    public int Inputs => Weights.Dims[inputAxis] * groups;

    /// <summary>Axis of the weights that counts output channels.</summary>
    public int OutputAxis => outputAxis;

    /// <summary>Whether each filter reads exactly one input channel.</summary>
    public bool IsDepthwise => groups > 1 && Weights.Dims[inputAxis] == 1;

    /// <summary>The bias, with one value for all output channels or one for each; null if there is none or it is not a constant.</summary>
    public OnnxConstant? Bias => Node.Type == "MatMul" ? null : model.FloatConstant(Node.Inputs.ElementAtOrDefault(2));

    /// <summary>Returns the weights of a node; null if it has no constant weights, or a bias that is not a constant.</summary>
    public static FloatFilter? Of(FloatModel model, OnnxFileNode? node)
    {
        if (node is null || node.Inputs.Length < 2 || model.FloatConstant(node.Inputs[1]) is not { } weights || weights.Values.Length == 0
            || model.FloatConstant(node.Inputs[0]) is not null) return null;
        if (Of(model, node, weights, weights.Dims.Length) is not { } filter) return null;
        bool hasBias = node.Type != "MatMul" && node.Inputs.ElementAtOrDefault(2) is { Length: > 0 };
        return !hasBias || (filter.Bias is { } bias && (bias.Values.Length == 1 || bias.Values.Length == filter.Outputs)) ? filter : null;
    }

    public int OutputOf(int index) => index / Inner(outputAxis) % Outputs;

    public int InputOf(int index)
    {
        int inGroup = Weights.Dims[inputAxis], channel = index / Inner(inputAxis) % inGroup;
        return groups == 1 ? channel : OutputOf(index) / (Outputs / groups) * inGroup + channel;
    }

    /// <summary>Returns the largest magnitude of each output channel's weights.</summary>
    public float[] OutputRanges() => Ranges(Outputs, OutputOf);

    /// <summary>Returns the largest magnitude of the weights that read each input channel.</summary>
    public float[] InputRanges() => Ranges(Inputs, InputOf);

    /// <summary>Scales the layer's output: output channel k becomes <c>scale[k] * y + shift[k]</c>.</summary>
    public void ScaleOutputs(float[] scale, float[] shift)
    {
        float[] old = (float[])Weights.Values, bias = new float[Outputs];
        float[]? oldBias = (float[]?)Bias?.Values;
        for (int k = 0; k < bias.Length; k++) bias[k] = (oldBias is null ? 0 : oldBias[oldBias.Length == 1 ? 0 : k]) * scale[k] + shift[k];
        Change([.. old.Select((weight, i) => weight * scale[OutputOf(i)])], bias);
    }

    /// <summary>Multiplies the weights that read input channel c by <c>scale[c]</c>.</summary>
    public void ScaleInputs(float[] scale) =>
        Change([.. ((float[])Weights.Values).Select((weight, i) => weight * scale[InputOf(i)])], null);

    public void AddToBias(float[] shift) => ScaleOutputs([.. Enumerable.Repeat(1f, Outputs)], shift);

    /// <summary>
    /// Replaces the weights of the node by a constant with a new name, because other nodes may read the old one. Replaces the bias too
    /// unless
    /// <paramref name="bias"/> is null.
    /// </summary>
    public void Change(float[] weights, float[]? bias)
    {
        string[] inputs = [.. Node.Inputs];
        inputs[1] = model.AddConstant(Weights.Name, Weights.Dims, weights);
        Weights = model.Constants[inputs[1]];
        if (bias is not null && (bias.Any(value => value != 0) || Bias is not null))
        {
            if (inputs.Length < 3) Array.Resize(ref inputs, 3);
            inputs[2] = model.AddConstant(Weights.Name + ".bias", [Outputs], bias);
        }
        OnnxFileNode old = Node;
        Node = old with { Inputs = inputs };
        model.Replace(old, Node);
        foreach (string name in old.Inputs.Skip(1)) model.DropConstant(name);
    }

    private static FloatFilter? Of(FloatModel model, OnnxFileNode node, OnnxConstant weights, int rank)
    {
        OnnxAttributes attributes = new(node);
        switch (node.Type)
        {
            case "Conv" when rank is 3 or 4:
                int groups = (int)Math.Clamp(attributes.Int("group", 1), 1, int.MaxValue);
                return weights.Dims[0] % groups == 0 && (long)groups * weights.Dims[1] <= 1 << 20 ? new(model, node, weights, 0, 1, groups)
                    : null;
            case "ConvTranspose" when rank is 3 or 4 && attributes.Int("group", 1) == 1: return new(model, node, weights, 1, 0, 1);
            case "Gemm" when rank == 2 && attributes.Int("transA", 0) == 0 && attributes.Float("alpha", 1) == 1
                && attributes.Float("beta", 1) == 1:
                bool isTransposed = attributes.Int("transB", 0) != 0;
                return new(model, node, weights, isTransposed ? 0 : 1, isTransposed ? 1 : 0, 1);
            case "MatMul" when rank == 2: return new(model, node, weights, 1, 0, 1);
            default: return null;
        }
    }

    private float[] Ranges(int count, Func<int, int> channelOf)
    {
        float[] values = (float[])Weights.Values, ranges = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = channelOf(i);
            ranges[channel] = Math.Max(ranges[channel], Math.Abs(values[i]));
        }
        return ranges;
    }

    private int Inner(int axis)
    {
        int inner = 1;
        for (int i = axis + 1; i < Weights.Dims.Length; i++) inner *= Weights.Dims[i];
        return inner;
    }
}
