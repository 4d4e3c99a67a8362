namespace EdgeConv.Compiler.Onnx;

/// <summary>
/// Computes nodes whose result is a constant. Exporters often write such nodes, for example to compute the shape of a Reshape, or a
/// QuantizeLinear that quantizes float weights.
/// </summary>
internal static class OnnxFolding
{
    // Maximum length of a list that a Concat joins from constants. Such lists are shapes, so longer ones are cut off.
    private const int MaxJoined = 1000;

    /// <summary>The types of nodes that are computed.</summary>
    internal static readonly string[] Names =
        ["Constant", "Shape", "Gather", "Cast", "Concat", "Unsqueeze", "Squeeze", "Reshape", "Transpose", "Identity", "Slice"];

    internal static bool Knows(string type) => Names.Contains(type);

    /// <summary>The value of a Constant node.</summary>
    /// <exception cref="ModelException">The node has a kind of value that is not supported.</exception>
    internal static OnnxValue Constant(OnnxFileNode node)
    {
        OnnxAttributes attributes = new(node);
        string name = node.Outputs.FirstOrDefault() ?? "";
        if (attributes.Tensor("value") is { } tensor) return new OnnxValue(OnnxConstant.Read(name, tensor));
        (int[] dims, Array values) = node.Attributes.ContainsKey("value_int") ? ([], new[] { attributes.Int("value_int", 0) })
            : node.Attributes.ContainsKey("value_float") ? ([], new[] { attributes.Float("value_float", 0) })
            : attributes.Ints("value_ints") is { } ints ? ([ints.Length], Longs(ints)) : attributes.Floats("value_floats") is { } floats
            ? ((int[], Array))([floats.Length], floats)
            : throw new ModelException("it holds no tensor and no numbers; export the model without such a constant");
        return new OnnxValue(new OnnxConstant(name, dims, values));
    }

    /// <summary>
    /// The constant that a node computes; null if the node needs values of the network, or has a type that is not computed here.
    /// </summary>
    internal static OnnxValue? Fold(OnnxFileNode node, OnnxValue?[] inputs)
    {
        if (inputs.Length == 0 || inputs[0] is not { Constant: not null, Scale: { } scale } scaled)
            return FoldPlain(node, inputs) is { } plain ? new OnnxValue(plain) : null;
        // Dequantized weights may be reordered or reshaped before they are used. Their scales follow.
        if (node.Type is not ("Identity" or "Transpose" or "Reshape" or "Squeeze" or "Unsqueeze")
            || FoldPlain(node, [scaled with { Scale = null }, .. inputs[1..]]) is not { } moved) return null;
        if (scale.Scales.Length == 1 || node.Type == "Identity") return new OnnxValue(moved, scale);
        return node.Type == "Transpose" && moved.Dims.Length == scaled.Dims.Length
            ? new OnnxValue(moved, scale with { Axis = Array.IndexOf(Order(node, scaled.Dims.Length), scale.Axis) })
            : throw new ModelException("it reshapes weights that have a scale per channel; reshape them before they are quantized");
    }

    private static OnnxConstant? FoldPlain(OnnxFileNode node, OnnxValue?[] inputs)
    {
        if (!Knows(node.Type) || inputs.Length == 0 || inputs[0] is not { } first) return null;
        string name = node.Outputs.FirstOrDefault() ?? "";
        OnnxAttributes attributes = new(node);
        if (node.Type == "Shape")
            return Part(name, first.Dims, (int)attributes.Int("start", 0),
                (int)Math.Min(int.MaxValue, attributes.Int("end", int.MaxValue)));
        if (inputs.Any(input => input is null or { Constant: null } or { Scale: not null })) return null;
        OnnxConstant[] all = [.. inputs.Select(input => input!.Constant!)];
        OnnxConstant x = all[0];
        switch (node.Type)
        {
            case "Identity": return x with { Name = name };
            case "Cast" when attributes.Int("to", 0) is DataType.Int32 or DataType.Int64:
                return x.Values is float[]? null : new OnnxConstant(name, x.Dims, Longs(x.Ints));
            case "Squeeze" or "Unsqueeze" or "Reshape":
                return x with { Name = name, Dims = OnnxShapes.Reshaped(node, attributes, x.Dims, all.Length > 1 ? all[1].Ints : null) };
            case "Transpose":
                int[] order = Order(node, x.Dims.Length);
                return new OnnxConstant(name, [.. order.Select(axis => x.Dims[axis])], Permuted(x.Values, x.Dims, order));
            case "Gather" when x.Dims.Length == 1 && attributes.Int("axis", 0) is 0 or -1 && all.Length > 1:
                int[] from = x.Ints;
                return new OnnxConstant(name, all[1].Dims, Longs(all[1].Ints.Select(i => from[FromEnd(i, from.Length)])));
            case "Concat" when all.All(part => part.Dims.Length == 1 && part.Values is long[] or int[]):
                long[] joined = Longs(all.SelectMany(part => part.Ints).Take(MaxJoined));
                return new OnnxConstant(name, [joined.Length], joined);
            case "Slice" when x.Dims.Length == 1 && all.Length >= 3 && (all.Length < 5 || all[4].Ints is [1])
                && x.Values is long[] or int[]:
                return Part(name, x.Ints, all[1].Ints[0], all[2].Ints[0]);
            default: return null;
        }
    }

    private static OnnxConstant Part(string name, int[] values, int start, int end)
    {
        int from = Math.Clamp(FromEnd(start, values.Length), 0, values.Length);
        int to = Math.Clamp(FromEnd(end, values.Length), from, values.Length);
        return new OnnxConstant(name, [to - from], Longs(values[from..to]));
    }

    private static int[] Order(OnnxFileNode node, int rank) =>
        new OnnxAttributes(node).Ints("perm") ?? [.. OnnxShapes.InOrder(rank).Reverse()];

    private static Array Permuted(Array values, int[] dims, int[] order) => values switch
    {
        sbyte[] v => OnnxShapes.Permuted(v, dims, order),
        int[] v => OnnxShapes.Permuted(v, dims, order),
        long[] v => OnnxShapes.Permuted(v, dims, order),
        _ => OnnxShapes.Permuted((float[])values, dims, order),
    };

    private static long[] Longs(IEnumerable<int> values) => [.. values.Select(value => (long)value)];

    private static int FromEnd(int index, int length) => index < 0 ? index + length : index;

    /// <summary>Computes the QuantizeLinear of a constant, which rounds half to even, as ONNX defines it.</summary>
    /// <exception cref="ModelException">The constant is not float, or the scales do not fit it.</exception>
    internal static OnnxConstant Quantize(OnnxConstant constant, OnnxScale scale, bool isUnsigned)
    {
        float[] values = constant.Floats;
        int axis = AxisOf(scale, constant), count = scale.Scales.Length;
        int inner = count == 1 ? 1 : constant.Dims[(axis + 1)..].Aggregate(1, (product, extent) => product * extent);
        sbyte[] quantized = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int channel = i / inner % count;
            float steps = MathF.Round(values[i] / scale.Scales[channel], MidpointRounding.ToEven);
            quantized[i] = (sbyte)(int)Math.Clamp(steps + scale.ZeroPoints[channel], -128, 127);
        }
        return constant with { Values = quantized, IsUnsigned = isUnsigned };
    }

    /// <summary>The DequantizeLinear of a constant: its integers together with their scales.</summary>
    /// <exception cref="ModelException">The constant is not quantized, or the scales do not fit it.</exception>
    internal static OnnxValue Dequantize(OnnxConstant constant, OnnxScale scale)
    {
        if (constant.Values is not (sbyte[] or int[]))
            throw new ModelException($"constant '{OnnxText.Short(constant.Name)}' is not quantized; quantize it to int8");
        return new OnnxValue(constant, scale with { Axis = AxisOf(scale, constant) });
    }

    // The axis along which there are several scales, from 0 up; 0 if there is one scale.
    private static int AxisOf(OnnxScale scale, OnnxConstant constant)
    {
        int rank = constant.Dims.Length, count = scale.Scales.Length, axis = FromEnd(scale.Axis, rank);
        if (count == 1) return 0;
        return axis >= 0 && axis < rank && constant.Dims[axis] == count ? axis : throw new ModelException($"{Amount.Of(count, "scale")} "
            + $"along axis {axis} do not fit constant '{OnnxText.Short(constant.Name)}' of {string.Join("x", constant.Dims)}; quantize the "
            + "model again");
    }
}
