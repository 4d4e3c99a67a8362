namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Rewrites a float model into a form that quantizes well, without changing what it computes: batch normalization and other constant
/// factors are merged into the weights before them, nodes without effect are removed, and activations that exporters split become one node.
/// </summary>
internal sealed class FloatRewriting(FloatModel model)
{
    /// <summary>Rewrites until nothing changes any more.</summary>
    /// <exception cref="ModelException">A node cannot be rewritten; the message names it.</exception>
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
        // A batch normalization that is left does not follow weights: it becomes its own layer.
        foreach (OnnxFileNode node in model.Nodes.Where(node => node.Type == "BatchNormalization").ToArray()) Unfold(node);
        DropUnused();
    }

    // Dropout, Identity and a Cast to float copy their input.
    private bool DropIdle(OnnxFileNode node)
    {
        bool isIdle = node.Type is "Identity" or "Dropout" || (node.Type == "Cast" && new OnnxAttributes(node).Int("to", 0) == 1);
        if (!isIdle || node.Inputs.Length == 0 || node.Outputs.Length == 0) return false;
        if (node.Outputs.Skip(1).Any(output => output.Length > 0 && (model.Outputs.Contains(output) || model.Users(output).Any())))
            throw new ModelException($"{node.Label}: another node reads its mask, as in training; export the model for inference");
        return model.Bypass(node, node.Inputs[0]);
    }

    // Makes alpha and beta of a Gemm 1, a MatMul of two axes a Gemm, and a division by a constant a multiplication.
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
            if (divisor.Floats.Any(value => value == 0))
                throw new ModelException($"{node.Label}: the constant divisor holds 0; change the model so that it never divides by 0");
            model.Replace(node, node with { Type = "Mul", Inputs = [node.Inputs[0], model.AddMapped(divisor, value => 1 / value)] });
            return true;
        }
        return false;
    }

    // x * HardSigmoid(x) becomes HardSwish, and so does x * clip(x + 3, 0, 6) / 6, wherever it divides.
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
            // The division by 6 may come after the product.
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

    // Merges a constant that is added after a layer into the layer's bias.
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

    // Merges constant factors and batch normalization after a layer into the layer.
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

    // HardSigmoid is clip(alpha * x + beta, 0, 1): the layer absorbs alpha and beta, and the clip stays.
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

    // Replaces Pow(x, 2) by x * x.
    private bool FoldPowers(OnnxFileNode node)
    {
        if (node.Type != "Pow" || node.Inputs.Length != 2 || model.FloatConstant(node.Inputs[1]) is not { Values.Length: 1 } power
            || power.Floats[0] != 2) return false;
        model.Replace(node, node with { Type = "Mul", Inputs = [node.Inputs[0], node.Inputs[0]] });
        return true;
    }

    // Replaces a batch normalization that does not follow weights by a depthwise 1x1 convolution or, without a map, by Mul and Add.
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

    /// <summary>
    /// Returns scale and shift of a batch normalization, gamma * (x - mean) / sqrt(variance + epsilon) + beta, as scale * x + shift.
    /// </summary>
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
            throw new ModelException($"{node.Label}: a variance is below 0, or a parameter is not a finite number; export it again");
        return (scale, [.. parts[1].Select((bias, k) => (float)(bias - (double)parts[2][k] * scale[k]))]);
    }

    // The layer that computes an input of this node; null if any other node reads it too.
    private FloatFilter? Before(OnnxFileNode node, int input)
    {
        if (node.Inputs.Length <= input || model.Producer(node.Inputs[input]) is not { } producer
            || model.OnlyUser(producer.Outputs[0]) != node) return null;
        return FloatFilter.Of(model, producer);
    }

    // Removes the node after the layer and makes the layer compute that node's output.
    private bool Join(OnnxFileNode layer, OnnxFileNode behind)
    {
        model.Nodes.Remove(behind);
        model.Replace(layer, layer with { Outputs = [behind.Outputs[0]] });
        return true;
    }

    // A constant as one value per output channel of the layer; null if it has another shape.
    private float[]? PerChannel(FloatFilter filter, string name)
    {
        if (model.FloatConstant(name) is not { } constant) return null;
        float[] values = constant.Floats;
        int channels = filter.Outputs, rank = filter.Node.Type is "Conv" or "ConvTranspose" ? filter.Weights.Dims.Length : 2;
        // A constant with more axes than the layer's output would broadcast the output to more axes.
        if (constant.Dims.Length > rank && filter.Node.Type != "MatMul") return null;
        if (values.Length == 1) return [.. Enumerable.Repeat(values[0], channels)];
        // Channels are axis 1 of a map and the last axis of a row; all other axes have length 1.
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

    /// <summary>Returns the bounds of a Relu or Clip; null if they are not constant.</summary>
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

    // Number of axes of a value; null if it is not known without computing shapes.
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
