namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Brings a float model into the form that quantizes well, without changing what it computes: batch normalization and other constant
/// factors go into the weights before them, what does nothing goes away, and activations that exporters write in pieces become one node.
/// </summary>
internal sealed class FloatRewriting(FloatModel model)
{
    /// <summary>Rewrites until nothing changes any more.</summary>
    /// <exception cref="ModelException">A node that cannot be brought into form; the message names it.</exception>
    public static void Run(FloatModel model) => new FloatRewriting(model).Run();

    private void Run()
    {
        Func<OnnxFileNode, bool>[] steps = [DropIdle, Normalize, JoinHardSwish, FoldBias, FoldAffine, FoldHardSigmoid, FoldPowers];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int i = 0; i < model.Nodes.Count; i++)
                foreach (Func<OnnxFileNode, bool> step in steps)
                {
                    if (i >= model.Nodes.Count || !step(model.Nodes[i])) continue;
                    changed = true;
                    i = Math.Max(-1, i - 2);
                    break;
                }
        }
        // What is left of batch normalization stands behind no weights: it becomes a layer of its own.
        foreach (OnnxFileNode node in model.Nodes.Where(node => node.Type == "BatchNormalization").ToArray()) Unfold(node);
        DropUnused();
    }

    // Dropout and Identity pass on what they get; a Cast to float too.
    private bool DropIdle(OnnxFileNode node)
    {
        bool isIdle = node.Type is "Identity" or "Dropout" || (node.Type == "Cast" && new OnnxAttributes(node).Int("to", 0) == 1);
        if (!isIdle || node.Inputs.Length == 0 || node.Outputs.Length == 0) return false;
        if (node.Outputs.Skip(1).Any(output => output.Length > 0 && (model.Outputs.Contains(output) || model.Users(output).Any())))
            throw new ModelException($"{node.Label}: its mask is used; export the model for inference");
        return model.Bypass(node, node.Inputs[0]);
    }

    // Gemm gets alpha and beta of 1; MatMul of two axes becomes a Gemm; division by a constant becomes a product.
    private bool Normalize(OnnxFileNode node)
    {
        OnnxAttributes attributes = new(node);
        if (node.Type == "Gemm" && (attributes.Float("alpha", 1) != 1 || attributes.Float("beta", 1) != 1)
            && model.FloatConstant(node.Inputs.ElementAtOrDefault(1)) is { } weights)
        {
            float alpha = attributes.Float("alpha", 1), beta = attributes.Float("beta", 1);
            string[] inputs = [.. node.Inputs];
            inputs[1] = model.AddMapped(weights, weight => weight * alpha);
            if (inputs.Length > 2 && model.FloatConstant(inputs[2]) is { } bias) inputs[2] = model.AddMapped(bias, value => value * beta);
            else if (inputs.Length > 2 && inputs[2].Length > 0) return false;
            model.Replace(node, node with { Inputs = inputs, Attributes = Without(node, "alpha", "beta") });
            return true;
        }
        if (node.Type == "MatMul" && node.Inputs.Length == 2 && FloatFilter.Of(model, node) is not null && RankOf(node.Inputs[0]) == 2)
        {
            model.Replace(node, node with { Type = "Gemm", Attributes = [] });
            return true;
        }
        if (node.Type == "Div" && node.Inputs.Length == 2 && model.FloatConstant(node.Inputs[1]) is { } divisor)
        {
            if (divisor.Floats.Any(value => value == 0)) throw new ModelException($"{node.Label}: a division by 0");
            model.Replace(node, node with { Type = "Mul", Inputs = [node.Inputs[0], model.AddMapped(divisor, value => 1 / value)] });
            return true;
        }
        return false;
    }

    // x * HardSigmoid(x), and x * clip(x + 3, 0, 6) / 6 with the division anywhere, become HardSwish.
    private bool JoinHardSwish(OnnxFileNode node)
    {
        if (model.Opset < 14 || node.Type != "Mul" || node.Inputs.Length != 2) return false;
        for (int gate = 0; gate < 2; gate++)
        {
            string x = node.Inputs[1 - gate];
            float factor = 1;
            OnnxFileNode? from = Unscaled(model.Producer(node.Inputs[gate]), ref factor);
            if (from is null || model.Outputs.Contains(from.Outputs[0])) continue;
            OnnxFileNode product = node;
            // x * clip(x + 3) may be divided behind.
            bool isGate = IsGate(from, x, factor);
            if (!isGate && IsGate(from, x, factor / 6) && model.OnlyUser(node.Outputs[0]) is { Type: "Mul" } last
                && ScalarOf(last) is { } sixth && Near(sixth, 1f / 6)) (product, isGate) = (last, true);
            if (!isGate) continue;
            OnnxFileNode joined = new("HardSwish", "", product.Name, [x], product.Outputs, []);
            if (product != node) model.Nodes.Remove(node);
            model.Replace(product, joined);
            DropUnused();
            return true;
        }
        return false;
    }

    // A constant added behind a layer without bias, or with one.
    private bool FoldBias(OnnxFileNode node)
    {
        if (node.Type is not ("Add" or "Sub") || node.Inputs.Length != 2) return false;
        int constant = model.FloatConstant(node.Inputs[1]) is not null ? 1 : 0;
        if (node.Type == "Sub" && constant == 0) return false;
        if (Before(node, 1 - constant) is not { } filter || filter.Node.Type == "MatMul"
            || PerChannel(filter, node.Inputs[constant]) is not { } shift) return false;
        if (node.Type == "Sub") shift = [.. shift.Select(value => -value)];
        filter.AddToBias(shift);
        return Join(filter.Node, node);
    }

    // Constant factors and batch normalization behind a layer.
    private bool FoldAffine(OnnxFileNode node)
    {
        if (node.Type == "BatchNormalization")
        {
            (float[] scale, float[] shift) = Normalization(node);
            if (Before(node, 0) is not { } filter || filter.Node.Type == "MatMul" || filter.Outputs != scale.Length) return false;
            filter.ScaleOutputs(scale, shift);
            return Join(filter.Node, node);
        }
        if (node.Type != "Mul" || node.Inputs.Length != 2) return false;
        int constant = model.FloatConstant(node.Inputs[1]) is not null ? 1 : 0;
        if (Before(node, 1 - constant) is not { } layer || PerChannel(layer, node.Inputs[constant]) is not { } factors) return false;
        if (layer.Node.Type == "MatMul")
            layer.Change([.. layer.Weights.Floats.Select((weight, i) => weight * factors[layer.OutputOf(i)])], null);
        else layer.ScaleOutputs(factors, new float[factors.Length]);
        return Join(layer.Node, node);
    }

    // alpha * x + beta goes into the layer, and what stays is a clip to 0..1.
    private bool FoldHardSigmoid(OnnxFileNode node)
    {
        if (node.Type != "HardSigmoid" || Before(node, 0) is not { } filter || filter.Node.Type == "MatMul") return false;
        OnnxAttributes attributes = new(node);
        filter.ScaleOutputs([.. Enumerable.Repeat(attributes.Float("alpha", 0.2f), filter.Outputs)],
            [.. Enumerable.Repeat(attributes.Float("beta", 0.5f), filter.Outputs)]);
        OnnxFileNode clip = model.Opset < 11
            ? node with
            {
                Type = "Clip",
                Attributes = new() { ["min"] = OnnxFileWriter.Attribute("min", 0f), ["max"] = OnnxFileWriter.Attribute("max", 1f) }
            }
            : node with
            {
                Type = "Clip",
                Inputs = [node.Inputs[0], model.AddConstant(node.Name, [], new[] { 0f }),
                model.AddConstant(node.Name, [], new[] { 1f })],
                Attributes = []
            };
        model.Replace(node, clip);
        return true;
    }

    // x * x written as a power.
    private bool FoldPowers(OnnxFileNode node)
    {
        if (node.Type != "Pow" || node.Inputs.Length != 2 || model.FloatConstant(node.Inputs[1]) is not { Values.Length: 1 } power
            || power.Floats[0] != 2) return false;
        model.Replace(node, node with { Type = "Mul", Inputs = [node.Inputs[0], node.Inputs[0]] });
        return true;
    }

    // A batch normalization behind no weights, as a depthwise convolution of one tap, or a product and a sum.
    private void Unfold(OnnxFileNode node)
    {
        (float[] scale, float[] shift) = Normalization(node);
        int channels = scale.Length, rank = RankOf(node.Inputs[0]) ?? 4;
        string x = node.Inputs[0];
        if (rank is 3 or 4)
        {
            int[] dims = rank == 4 ? [channels, 1, 1, 1] : [channels, 1, 1];
            string weights = model.AddConstant(node.Name + ".scale", dims, scale),
                bias = model.AddConstant(node.Name + ".shift", [channels], shift);
            model.Replace(node, new OnnxFileNode("Conv", "", node.Name, [x, weights, bias], [node.Outputs[0]],
                new() { ["group"] = OnnxFileWriter.Attribute("group", channels) }));
            return;
        }
        string product = model.NewName(node.Outputs[0]), factor = model.AddConstant(node.Name + ".scale", [channels], scale),
            term = model.AddConstant(node.Name + ".shift", [channels], shift);
        model.Replace(node, new OnnxFileNode("Mul", "", node.Name, [x, factor], [product], []),
            new OnnxFileNode("Add", "", node.Name.Length > 0 ? node.Name + "/shift" : "", [product, term], [node.Outputs[0]], []));
    }

    /// <summary>Factor and shift of a batch normalization: scale * (x - mean) / sqrt(variance + epsilon) + bias.</summary>
    private (float[] Scale, float[] Shift) Normalization(OnnxFileNode node)
    {
        OnnxAttributes attributes = new(node);
        if (node.Outputs.Length == 0 || node.Outputs.Skip(1).Any(output => output.Length > 0) || attributes.Int("training_mode", 0) != 0)
            throw new ModelException($"{node.Label}: it is in training mode; export the model for inference");
        float[][] parts = [.. Enumerable.Range(1, 4).Select(i => model.FloatConstant(node.Inputs.ElementAtOrDefault(i))?.Floats
            ?? throw new ModelException($"{node.Label}: its parameters must be constants"))];
        if (parts.Any(part => part.Length != parts[0].Length || part.Length == 0))
            throw new ModelException($"{node.Label}: its parameters differ in length");
        double epsilon = attributes.Float("epsilon", 1e-5f);
        float[] scale = [.. parts[0].Select((factor, k) => (float)(factor / Math.Sqrt(parts[3][k] + epsilon)))];
        if (scale.Any(value => !float.IsFinite(value)))
            throw new ModelException($"{node.Label}: a variance below 0, or a parameter that is no number");
        return (scale, [.. parts[1].Select((bias, k) => (float)(bias - (double)parts[2][k] * scale[k]))]);
    }

    // The layer whose only user is this node.
    private FloatFilter? Before(OnnxFileNode node, int input)
    {
        if (node.Inputs.Length <= input || model.Producer(node.Inputs[input]) is not { } producer
            || model.OnlyUser(producer.Outputs[0]) != node) return null;
        return FloatFilter.Of(model, producer);
    }

    // The layer takes the output of the node behind it.
    private bool Join(OnnxFileNode layer, OnnxFileNode behind)
    {
        model.Nodes.Remove(behind);
        model.Replace(layer, layer with { Outputs = [behind.Outputs[0]] });
        return true;
    }

    // A constant as one value per output channel of the layer; null where it is something else.
    private float[]? PerChannel(FloatFilter filter, string name)
    {
        if (model.FloatConstant(name) is not { } constant) return null;
        float[] values = constant.Floats;
        int channels = filter.Outputs, rank = filter.Node.Type is "Conv" or "ConvTranspose" ? filter.Weights.Dims.Length : 2;
        // Of one axis more than the output the constant would make its own.
        if (constant.Dims.Length > rank && filter.Node.Type != "MatMul") return null;
        if (values.Length == 1) return [.. Enumerable.Repeat(values[0], channels)];
        // Channels are axis 1 of a map, and the last of a row; all other axes are 1.
        int fromEnd = filter.Node.Type is "Conv" or "ConvTranspose" ? rank - 1 : 1;
        return values.Length == channels && constant.Dims.Length >= fromEnd && constant.Dims[^fromEnd] == channels ? values : null;
    }

    private OnnxFileNode? Unscaled(OnnxFileNode? node, ref float factor)
    {
        if (node is { Type: "Mul" } && ScalarOf(node) is { } scalar && model.FloatConstant(node.Inputs[0]) is null)
        {
            factor *= scalar;
            return model.Producer(node.Inputs[0]);
        }
        return node;
    }

    // Whether factor * node is relu6(x + 3) / 6.
    private bool IsGate(OnnxFileNode node, string x, float factor)
    {
        if (node.Type == "HardSigmoid")
        {
            OnnxAttributes attributes = new(node);
            return node.Inputs[0] == x && factor == 1 && Near(attributes.Float("alpha", 0.2f), 1f / 6)
                && attributes.Float("beta", 0.5f) == 0.5f;
        }
        if (node.Type != "Clip" || !Near(factor, 1f / 6) || Bounds(model, node) is not (0, 6)) return false;
        return model.Producer(node.Inputs[0]) is { Type: "Add", Inputs.Length: 2 } add && add.Inputs.Contains(x) && ScalarOf(add) == 3;
    }

    /// <summary>Bounds of a Relu or Clip; null where they are not constant.</summary>
    public static (float Low, float High)? Bounds(FloatModel model, OnnxFileNode node)
    {
        if (node.Type == "Relu") return (0, float.PositiveInfinity);
        OnnxAttributes attributes = new(node);
        float? Bound(int input, string attribute, float missing)
        {
            if (model.Opset < 11) return attributes.Float(attribute, missing);
            string name = node.Inputs.ElementAtOrDefault(input) ?? "";
            return name.Length == 0 ? missing : model.FloatConstant(name) is { Values.Length: 1 } constant ? constant.Floats[0] : null;
        }
        return Bound(1, "min", float.NegativeInfinity) is { } low && Bound(2, "max", float.PositiveInfinity) is { } high ? (low, high)
            : null;
    }

    private float? ScalarOf(OnnxFileNode node) => node.Inputs.Length == 2 && (model.FloatConstant(node.Inputs[1])
        ?? model.FloatConstant(node.Inputs[0])) is { Values.Length: 1 } constant ? constant.Floats[0] : null;

    private static bool Near(float a, float b) => Math.Abs(a - b) < 1e-5f;

    // Number of axes, where it is known without computing shapes.
    private int? RankOf(string name, int depth = 0)
    {
        if (name == model.Input.Name) return model.Input.Dims.Length;
        if (depth > 200 || model.Producer(name) is not { } node) return null;
        switch (node.Type)
        {
            case "Gemm" or "Flatten": return 2;
            case "Conv" or "ConvTranspose": return model.FloatConstant(node.Inputs.ElementAtOrDefault(1))?.Dims.Length;
            case "Reshape":
                return model.Constants.TryGetValue(node.Inputs.ElementAtOrDefault(1) ?? "", out OnnxConstant? shape)
                ? shape.Values.Length : null;
            case "Squeeze" or "Unsqueeze" or "ReduceMean" or "ReduceMax" or "ReduceSum" or "ReduceMin" or "Split": return null;
            case "Add" or "Mul" or "Sub" or "Concat":
                return node.Inputs.Where(input => !model.Constants.ContainsKey(input)).Select(input => RankOf(input, depth + 1))
                    .FirstOrDefault();
            default: return node.Inputs.Length > 0 ? RankOf(node.Inputs[0], depth + 1) : null;
        }
    }

    private void DropUnused()
    {
        HashSet<string> used = [.. model.Outputs];
        for (int i = model.Nodes.Count - 1; i >= 0; i--)
        {
            if (model.Nodes[i].Outputs.Any(used.Contains)) used.UnionWith(model.Nodes[i].Inputs);
            else model.Nodes.RemoveAt(i);
        }
    }

    private static Dictionary<string, ProtoMessage> Without(OnnxFileNode node, params string[] names) =>
        node.Attributes.Where(pair => !names.Contains(pair.Key)).ToDictionary();
}
