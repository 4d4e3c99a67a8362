namespace EdgeConv.Compiler.Onnx;

/// <summary>Filters of a convolution or fully connected layer.</summary>
/// <param name="Name">As the file has them.</param>
/// <param name="Dims">Extents.</param>
/// <param name="Values">int8, row-major.</param>
/// <param name="Scales">One, or one per output channel.</param>
/// <param name="ZeroPoint">0 unless it could not be taken off the values.</param>
internal sealed record OnnxFilters(string Name, int[] Dims, sbyte[] Values, ImmutableArray<float> Scales, int ZeroPoint);

/// <summary>
/// One node of an .onnx file, as an operator's reader sees it: its float form, with inputs that are quantized tensors or constants.
/// </summary>
/// <param name="graph">The graph that is made.</param>
/// <param name="file">The node as the file has it.</param>
/// <param name="values">Its inputs; null for an optional one that is left out.</param>
/// <param name="stated">Scale and zero point that the file states for the output, or null.</param>
/// <param name="isUnsigned">True if the output is uint8 in the file.</param>
/// <param name="activation">Activation to fuse into the operator.</param>
internal sealed class OnnxNode(OnnxBuilder graph, OnnxFileNode file, OnnxValue?[] values, Quantization? stated, bool isUnsigned,
    Activation activation)
{
    private static readonly int[] s_nhwc = [0, 2, 3, 1], s_ndhwc = [0, 2, 3, 4, 1];

    private readonly OnnxAttributes _attributes = new(file);

    internal OnnxBuilder Graph { get; } = graph;

    internal OnnxFileNode File { get; } = file;

    internal Activation Activation { get; } = activation;

    /// <summary>Scale and zero point that the file states for the output, or null.</summary>
    internal Quantization? Stated { get; } = stated;

    /// <summary>What was given as outputs.</summary>
    internal List<OnnxValue> Results { get; } = [];

    // ---- inputs ----

    /// <summary>All inputs.</summary>
    /// <exception cref="ModelException">One is left out, or a constant.</exception>
    internal OnnxValue[] AllValues => [.. Enumerable.Range(0, values.Length).Select(Value)];

    /// <summary>An input, or null if it is left out.</summary>
    internal OnnxValue? Optional(int index) => values.ElementAtOrDefault(index);

    /// <summary>An input that is a constant or a tensor of the network.</summary>
    /// <exception cref="ModelException">Left out.</exception>
    internal OnnxValue Required(int index) => Optional(index) ?? throw new ModelException($"input {index} is missing");

    /// <summary>An input that is a tensor of the network.</summary>
    /// <exception cref="ModelException">Left out, or a constant.</exception>
    internal OnnxValue Value(int index) => Required(index) is { Constant: { } constant }
        ? throw new ModelException($"input {index} '{OnnxText.Short(constant.Name)}' is a constant; a value of the network is needed")
        : Required(index);

    /// <summary>An input whose tensor's axes are its own, in some order.</summary>
    internal OnnxValue Settled(int index) => Graph.Settled(Value(index));

    /// <summary>An input with the axes in ONNX's own order.</summary>
    internal Tensor Plain(int index) => Graph.InOrder(Value(index), OnnxShapes.InOrder(Value(index).Dims.Length));

    /// <summary>A map [N, H, W, C], from [N, C, H, W] or [N, C, W].</summary>
    /// <exception cref="ModelException">Another number of axes.</exception>
    internal Tensor Map(int index)
    {
        OnnxValue value = Value(index);
        if (value.Dims is [var n, var c, var w]) value = value with { Dims = [n, c, 1, w] };
        return value.Dims.Length == 4 ? Graph.InOrder(value, s_nhwc) : throw new ModelException(
            $"input {index} has {Amount.Of(value.Dims.Length, "axis", "axes")}; maps of [N, C, H, W] or [N, C, W] are supported");
    }

    /// <summary>A volume [N, D, H, W, C], from [N, C, D, H, W].</summary>
    /// <exception cref="ModelException">Another number of axes.</exception>
    internal Tensor Volume(int index) => Value(index) is { Dims.Length: 5 } value ? Graph.InOrder(value, s_ndhwc)
        : throw new ModelException($"input {index} has {Amount.Of(Value(index).Dims.Length, "axis", "axes")}; [N, C, D, H, W] is needed");

    /// <summary>Integers of an input, or of an attribute in older files; null if neither is there.</summary>
    /// <exception cref="ModelException">They are computed by the network.</exception>
    internal int[]? Ints(int index, string attribute) => Optional(index) is not { } value ? _attributes.Ints(attribute)
        : value.Constant?.Ints ?? throw new ModelException($"input {index} must be a constant; export the model with fixed shapes");

    /// <summary>The one number that an input is, dequantized; the missing value if it is left out.</summary>
    /// <exception cref="ModelException">It is no number.</exception>
    internal float Number(int index, float missing) => Optional(index) is not { } value ? missing
        : value.Number ?? throw new ModelException($"input {index} must be one constant number");

    /// <summary>
    /// Constant filters whose scales go along an axis. Zero points are taken off the values if these stay int8, which changes no sum.
    /// </summary>
    /// <exception cref="ModelException">Computed by the network, float, or with zero points that cannot be taken off.</exception>
    internal OnnxFilters Filters(int index, int axis, bool mayHaveZeroPoint = false)
    {
        OnnxValue value = Required(index);
        if (value.Constant is not { } constant)
            throw new ModelException("its weights are computed by the network; only constant weights are supported");
        string name = OnnxText.Short(constant.Name);
        if (value.Scale is not { } scale || constant.Values is not sbyte[] given)
            throw new ModelException($"weights '{name}' are not quantized to int8 or uint8; quantize them too");
        if (given.Length == 0) throw new ModelException($"weights '{name}' are empty");
        Graph.Spend(given.LongLength);
        int channels = scale.Scales.Length;
        if (channels > 1 && scale.Axis != axis)
            throw new ModelException($"weights '{name}' are quantized along axis {scale.Axis}; axis {axis} is supported");
        int inner = channels == 1 ? 1 : OnnxShapes.Product(constant.Dims.AsSpan(axis + 1));
        int[] centered = new int[given.Length];
        for (int i = 0; i < given.Length; i++) centered[i] = given[i] - scale.ZeroPoints[i / inner % channels];
        bool isInt8 = centered.All(v => v is >= -128 and <= 127);
        if (!isInt8 && !(mayHaveZeroPoint && channels == 1))
            throw new ModelException($"weights '{name}' have a zero point; quantize weights symmetrically (int8, zero point 0)");
        sbyte[] values = isInt8 ? Array.ConvertAll(centered, v => (sbyte)v) : given;
        return new OnnxFilters(name, constant.Dims, values, [.. scale.Scales], isInt8 ? 0 : scale.ZeroPoints[0]);
    }

    /// <summary>The filters as a tensor, in another order of axes.</summary>
    internal Tensor FilterTensor(OnnxFilters filters, int[] shape, sbyte[] values, int axis) => Graph.NewConstant(filters.Name,
        shape, ElementType.Int8, new Quantization(filters.Scales, [.. filters.Scales.Select(_ => filters.ZeroPoint)], axis), values);

    /// <summary>
    /// An int32 bias of <paramref name="outputs"/> values at the accumulators' scale, input scale times filter scale; null if it is left
    /// out.
    /// </summary>
    /// <exception cref="ModelException">Computed by the network, of another length, or beyond int32.</exception>
    internal Tensor? Bias(int index, Quantization input, OnnxFilters filters, int outputs, float factor = 1)
    {
        if (Optional(index) is not { } value) return null;
        if (value.Constant is not { } constant)
            throw new ModelException("its bias is computed by the network; only constant ones are supported");
        string name = OnnxText.Short(constant.Name);
        int count = constant.Values.Length;
        if (count != 1 && (count != outputs || constant.Dims[^1] != outputs))
            throw new ModelException($"bias '{name}' has {Amount.Of(count, "value")} for {Amount.Of(outputs, "output channel")}");
        float[]? floats = constant.Values as float[];
        int[] ints = floats is null ? constant.Ints : [];
        if (floats is null && value.Scale is null && (constant.Values is not int[] || factor != 1))
            throw new ModelException($"bias '{name}' has no scale; quantize it to int32");
        int[] bias = new int[outputs];
        for (int k = 0; k < outputs; k++)
        {
            int i = count == 1 ? 0 : k, channel = value.Scale?.Scales.Length == 1 ? 0 : i;
            double accumulatorScale = (double)input.Scale * filters.Scales[filters.Scales.Length == 1 ? 0 : k];
            // int32 of a QLinear form, or at the scale it should have, is taken as it is.
            bool isExact = constant.Values is int[] && factor == 1
                && (value.Scale is null || Math.Abs(value.Scale.Scales[channel] / accumulatorScale - 1) < 1e-5);
            double Real() => floats is not null ? floats[i]
                : (ints[i] - (double)value.Scale!.ZeroPoints[channel]) * value.Scale.Scales[channel];
            double rounded = isExact ? ints[i] : Math.Round(Real() * factor / accumulatorScale, MidpointRounding.ToEven);
            bias[k] = Math.Abs(rounded) <= int.MaxValue ? (int)rounded : throw new ModelException($"bias '{name}' is out of range");
        }
        return Graph.NewConstant(name, [outputs], ElementType.Int32, null, bias);
    }

    /// <summary>An operand as a tensor of as many axes as <paramref name="rank"/>, in an order; a constant is turned at once.</summary>
    internal Tensor Operand(int index, int rank, int[] order)
    {
        OnnxValue value = Required(index);
        int[] dims = [.. Enumerable.Repeat(1, rank - value.Dims.Length), .. value.Dims];
        if (value.Constant is not { } constant) return Graph.InOrder(value with { Dims = dims }, order);
        string name = OnnxText.Short(constant.Name);
        Graph.Spend(constant.Values.LongLength);
        if (value.Scale is not { Scales: [var scale], ZeroPoints: [var zeroPoint] } || constant.Values is not sbyte[] given)
            throw new ModelException($"constant '{name}' is not quantized to int8 with one scale; quantize it too");
        return Graph.NewConstant(name, [.. order.Select(axis => dims[axis])], ElementType.Int8, Quantization.PerTensor(scale, zeroPoint),
            OnnxShapes.Permuted(given, dims, order));
    }

    // ---- attributes ----

    internal int Int(string name, int missing) => (int)Math.Clamp(_attributes.Int(name, missing), int.MinValue, int.MaxValue);

    internal float Float(string name, float missing) => _attributes.Float(name, missing);

    internal string Text(string name, string missing) => _attributes.Text(name, missing);

    internal int[]? Ints(string name) => _attributes.Ints(name);

    internal float[]? Floats(string name) => _attributes.Floats(name);

    /// <summary>Extents behind a reshape.</summary>
    internal int[] Reshaped(int[] dims) => OnnxShapes.Reshaped(File, _attributes, dims, Ints(1, ""));

    /// <summary>Refuses the layout NHWC, which tools give files that they optimize for one machine.</summary>
    /// <exception cref="ModelException">The file has it.</exception>
    internal void RefuseChannelsLast()
    {
        if (Int("channels_last", 0) != 0)
            throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
    }

    /// <summary>Two numbers, rows and columns; for a map without rows the file has one.</summary>
    internal (int Rows, int Columns) Pair(string name, bool hasRows)
    {
        int[] values = Ints(name) ?? (hasRows ? [1, 1] : [1]);
        if (values.Length != (hasRows ? 2 : 1) || values.Any(v => v is < 1 or > 1 << 16))
            throw new ModelException($"{name} [{string.Join(", ", values)}]; {(hasRows ? "two numbers" : "one number")} from 1 to 65536 "
                + "are supported");
        return hasRows ? (values[0], values[1]) : (1, values[0]);
    }

    /// <summary>Paddings: top, left, bottom, right.</summary>
    internal int[] Pads(bool hasRows)
    {
        int[] values = Ints("pads") ?? [0, 0, 0, 0];
        if (!hasRows && values is [var left, var right]) values = [0, left, 0, right];
        return values.Length == 4 && values.All(v => v is >= 0 and <= 1 << 16) ? values
            : throw new ModelException($"pads [{string.Join(", ", values)}]; 0 or above are supported");
    }

    /// <summary>How a window of taps moves over a map.</summary>
    internal Window Window(Tensor map, int rows, int columns, bool hasRows)
    {
        (_, int h, int w, _) = map.Shape.Nhwc;
        (int strideY, int strideX) = Pair("strides", hasRows);
        (int dilationY, int dilationX) = Pair("dilations", hasRows);
        int[] pads = Pads(hasRows);
        return new Window(Along(h, rows, strideY, dilationY, pads[0], pads[2]), Along(w, columns, strideX, dilationX, pads[1], pads[3]));
    }

    /// <summary>How filters of [Q, R, S] move over a volume [N, D, H, W, C]: along D, and within a plane.</summary>
    internal (WindowAxis Depth, Window Plane) Windows(Tensor volume, int[] taps)
    {
        int[] Each(string name, int missing, int count, int min) =>
            Ints(name) is not { } values ? [.. Enumerable.Repeat(missing, count)]
                : values.Length == count && values.All(value => value >= min && value <= 1 << 16) ? values
                : throw new ModelException($"{name} [{string.Join(", ", values)}]; {count} numbers from {min} to 65536 are supported");
        int[] strides = Each("strides", 1, 3, 1), dilations = Each("dilations", 1, 3, 1), pads = Each("pads", 0, 6, 0);
        WindowAxis[] axes = [.. Enumerable.Range(0, 3).Select(axis =>
            Along(volume.Shape[1 + axis], taps[axis], strides[axis], dilations[axis], pads[axis], pads[3 + axis]))];
        return (axes[0], new Window(axes[1], axes[2]));
    }

    private WindowAxis Along(int extent, int taps, int stride, int dilation, int before, int after)
    {
        string auto = Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER") return WindowAxis.Same(extent, taps, stride, dilation, auto == "SAME_LOWER");
        if (auto is not ("NOTSET" or "" or "VALID")) throw new ModelException($"auto_pad '{OnnxText.Short(auto)}' is not supported");
        if (auto == "VALID") before = after = 0;
        WindowAxis axis = WindowAxis.Padded(extent, taps, stride, dilation, before, after);
        // A window that begins in the padding behind the map gives nothing.
        bool adds = Int("ceil_mode", 0) != 0 && (extent + before + after - axis.Reach) % stride != 0
            && (long)axis.Outputs * stride < extent + before;
        return adds ? axis with { Outputs = axis.Outputs + 1 } : axis;
    }

    // ---- outputs ----

    /// <summary>Scale and zero point of the output.</summary>
    /// <exception cref="ModelException">The file states none.</exception>
    internal Quantization OutputQuantization => Stated ?? throw new ModelException(
        "its output stays float: no QuantizeLinear follows, or several that differ; quantize the output too");

    /// <summary>A tensor for the output.</summary>
    internal Tensor NewOutput(int[] shape, Quantization quantization) =>
        new(OnnxText.Short(File.Outputs.FirstOrDefault() ?? ""), new Shape(shape), ElementType.Int8, quantization);

    internal void Add(Operator op) => Graph.Operators.Add(op);

    /// <summary>Gives the next output.</summary>
    internal void Give(OnnxValue value) => Results.Add(value);

    /// <summary>Gives a tensor of settled extents.</summary>
    internal void Give(Tensor tensor, int[] dims, int[] order) => Give(new OnnxValue(tensor, dims, order, isUnsigned));

    /// <summary>Gives a map [N, H, W, C] as the output [N, C, H, W], or [N, C, W] if the file's map has no rows.</summary>
    internal void GiveMap(Tensor map, bool hasRows)
    {
        (int n, int h, int w, int c) = map.Shape.Nhwc;
        int[] dims = [n, c, h, w];
        Give(new OnnxValue(map, dims, s_nhwc, isUnsigned) { Dims = hasRows ? dims : [n, c, w] });
    }

    /// <summary>Gives a volume [N, D, H, W, C] as the output [N, C, D, H, W].</summary>
    internal void GiveVolume(Tensor volume)
    {
        ImmutableArray<int> axes = volume.Shape.Axes;
        Give(volume, [axes[0], axes[4], .. axes[1..4]], s_ndhwc);
    }

    /// <summary>Gives a tensor that lies as a value does.</summary>
    internal void GiveLike(OnnxValue like, Tensor tensor) => Give(like with { Tensor = tensor, IsUnsigned = isUnsigned });
}
