namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Nodes that compute constants: exporters leave shapes, weights still in float before their QuantizeLinear, and the like to be computed.
/// </summary>
internal static class OnnxFolding
{
    private static readonly string[] s_types =
        ["Constant", "Shape", "Gather", "Cast", "Concat", "Unsqueeze", "Squeeze", "Reshape", "Transpose", "Identity", "Slice"];

    internal static IEnumerable<string> Names => s_types;

    internal static bool Knows(string type) => s_types.Contains(type);

    /// <summary>The value of a Constant node.</summary>
    /// <exception cref="ModelException">A kind of value that is not supported.</exception>
    internal static OnnxValue Constant(OnnxFileNode node)
    {
        OnnxAttributes attributes = new(node);
        string name = node.Outputs.FirstOrDefault() ?? "";
        if (attributes.Tensor("value") is { } tensor) return new OnnxValue(OnnxConstant.Read(name, tensor));
        if (node.Attributes.ContainsKey("value_int")) return new OnnxValue(new OnnxConstant(name, [],
            new[] { attributes.Int("value_int", 0) }));
        if (node.Attributes.ContainsKey("value_float")) return new OnnxValue(new OnnxConstant(name, [],
            new[] { attributes.Float("value_float", 0) }));
        if (attributes.Ints("value_ints")
            is { } ints) return new OnnxValue(new OnnxConstant(name, [ints.Length], ints.Select(v => (long)v).ToArray()));
        if (attributes.Floats("value_floats") is { } floats) return new OnnxValue(new OnnxConstant(name, [floats.Length], floats));
        throw new ModelException("it holds no tensor and no numbers");
    }

    /// <summary>The constant a node computes; null where it needs values of the network, or is none of these nodes.</summary>
    internal static OnnxValue? Fold(OnnxFileNode node, OnnxValue?[] inputs)
    {
        if (inputs.Length == 0 || inputs[0] is not { Constant: not null, Scale: { } scale } scaled) return FoldPlain(node, inputs)
            is { } plain ? new OnnxValue(plain) : null;
        // Dequantized weights may be moved before they are used; their scales move along.
        if (node.Type is not ("Identity" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze")
            || FoldPlain(node, [scaled with { Scale = null }, .. inputs[1..]]) is not { } moved) return null;
        if (scale.Scales.Length == 1 || node.Type == "Identity") return new OnnxValue(moved, scale);
        return node.Type == "Transpose" && moved.Dims.Length == scaled.Dims.Length
            ? new OnnxValue(moved, scale with { Axis = Array.IndexOf(Order(node, scaled.Dims.Length), scale.Axis) })
            : throw new ModelException("it reshapes weights that have a scale per channel; reshape them before they are quantized");
    }

    private static int[] Order(OnnxFileNode node, int rank) =>
        new OnnxAttributes(node).Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];

    private static OnnxConstant? FoldPlain(OnnxFileNode node, OnnxValue?[] inputs)
    {
        if (!Knows(node.Type) || inputs.Length == 0 || inputs[0] is not { } first) return null;
        string name = node.Outputs.FirstOrDefault() ?? "";
        OnnxAttributes attributes = new(node);
        if (node.Type == "Shape")
        {
            int from = Math.Clamp(FromEnd((int)attributes.Int("start", 0), first.Dims.Length), 0, first.Dims.Length);
            int to = Math.Clamp(FromEnd((int)Math.Min(int.MaxValue, attributes.Int("end", int.MaxValue)), first.Dims.Length), from,
                first.Dims.Length);
            return new OnnxConstant(name, [to - from], first.Dims[from..to].Select(extent => (long)extent).ToArray());
        }
        if (inputs.Any(input => input is null or { Constant: null } or { Scale: not null })) return null;
        OnnxConstant[] all = [.. inputs.Select(input => input!.Constant!)];
        OnnxConstant x = all[0];
        switch (node.Type)
        {
            case "Identity": return x with { Name = name };
            case "Cast" when attributes.Int("to", 0) is 6 or 7:
                return x.Values is float[]? null
                : new OnnxConstant(name, x.Dims, x.Ints.Select(v => (long)v).ToArray());
            case "Squeeze" or "Unsqueeze" or "Reshape":
                return x with { Name = name, Dims = OnnxShapes.Reshaped(node, attributes, x.Dims, all.Length > 1 ? all[1].Ints : null) };
            case "Transpose":
                int[] order = Order(node, x.Dims.Length);
                Array turned = OnnxShapes.Permuted(x.Values, x.Dims, order);
                return new OnnxConstant(name, [.. order.Select(axis => x.Dims[axis])], turned);
            case "Gather" when x.Dims.Length == 1 && attributes.Int("axis", 0) is 0 or -1 && all.Length > 1:
                int[] from = x.Ints;
                return new OnnxConstant(name, all[1].Dims, all[1].Ints.Select(i => (long)from[FromEnd(i, from.Length)]).ToArray());
            case "Concat" when all.All(part => part.Dims.Length == 1 && part.Values is long[] or int[]):
                long[] joined = [.. all.SelectMany(part => part.Ints).Take(1000).Select(v => (long)v)];
                return new OnnxConstant(name, [joined.Length], joined);
            case "Slice" when x.Dims.Length == 1 && all.Length >= 3 && (all.Length < 5 || all[4].Ints is [1]) && x.Values is long[]
                or int[]:
                int start = Math.Clamp(FromEnd(all[1].Ints[0], x.Dims[0]), 0, x.Dims[0]),
                    end = Math.Clamp(FromEnd(all[2].Ints[0], x.Dims[0]), start, x.Dims[0]);
                return new OnnxConstant(name, [end - start], x.Ints[start..end].Select(v => (long)v).ToArray());
            default: return null;
        }
    }

    /// <summary>QuantizeLinear of a constant: rounded half to even.</summary>
    /// <exception cref="ModelException">Not float, or scales that do not fit it.</exception>
    internal static OnnxConstant Quantize(OnnxConstant constant, OnnxScale scale, bool isUnsigned)
    {
        float[] values = constant.Floats;
        int rank = constant.Dims.Length, axis = scale.Axis < 0 ? scale.Axis + rank : scale.Axis, count = scale.Scales.Length;
        if (count > 1 && (axis < 0 || axis >= rank || constant.Dims[axis] != count))
            throw new ModelException($"{Amount.Of(count, "scale")} along axis {axis} of constant '{OnnxText.Short(constant.Name)}'");
        int inner = count == 1 ? 1 : constant.Dims[(axis + 1)..].Aggregate(1, (product, extent) => product * extent);
        int Of(int i)
        {
            int channel = i / inner % count;
            return (int)Math.Clamp(MathF.Round(values[i] / scale.Scales[channel], MidpointRounding.ToEven) + scale.ZeroPoints[channel],
                -128, 127);
        }
        sbyte[] quantized = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++) quantized[i] = (sbyte)Of(i);
        return constant with { Values = quantized, IsUnsigned = isUnsigned };
    }

    private static int FromEnd(int index, int length) => index < 0 ? index + length : index;
}
