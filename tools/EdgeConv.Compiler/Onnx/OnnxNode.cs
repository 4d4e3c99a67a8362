namespace EdgeConv.Compiler.Onnx;

/// <summary>Filters of a convolution or fully connected layer.</summary>
/// <param name="Name">Name in the file.</param>
/// <param name="Dims">Extents, in ONNX's order.</param>
/// <param name="Values">int8 values, row-major.</param>
/// <param name="Scales">One scale, or one per output channel.</param>
/// <param name="ZeroPoint">0, unless the values minus the zero point would leave int8.</param>
internal sealed record OnnxFilters(string Name, int[] Dims, sbyte[] Values, ImmutableArray<float> Scales, int ZeroPoint);

/// <summary>
/// One node of an .onnx file, in the form in which it is given to the function that reads it: as its float operator, whose inputs are
/// quantized tensors or constants.
/// </summary>
/// <param name="graph">The graph that is being made.</param>
/// <param name="file">The node in the file.</param>
/// <param name="values">The inputs; null for an optional one that is left out.</param>
/// <param name="stated">Scale and zero point that the file states for the output; null if it states none.</param>
/// <param name="isUnsigned">True if the output is uint8 in the file.</param>
/// <param name="activation">The activation to fuse into the operator.</param>
internal sealed class OnnxNode(OnnxBuilder graph, OnnxFileNode file, OnnxValue?[] values, Quantization? stated, bool isUnsigned,
    Activation activation)
{
    /// <summary>Maximum extent of a window, and maximum stride, dilation and padding, in cells.</summary>
    internal const int MaxCells = 1 << 16;

    // The orders of axes that make NHWC of NCHW, and NDHWC of NCDHW.
    private static readonly int[] s_nhwc = [0, 2, 3, 1], s_ndhwc = [0, 2, 3, 4, 1];

    private readonly OnnxAttributes _attributes = new(file);

    internal OnnxBuilder Graph { get; } = graph;

    internal OnnxFileNode File { get; } = file;

    internal Activation Activation { get; } = activation;

    /// <summary>Scale and zero point that the file states for the output; null if it states none.</summary>
    internal Quantization? StatedQuantization { get; } = stated;

    /// <summary>The outputs that were added so far.</summary>
    internal List<OnnxValue> Results { get; } = [];

    // ---- inputs ----

    /// <summary>All inputs, which are tensors of the network.</summary>
    /// <exception cref="ModelException">An input is left out, or is a constant.</exception>
    internal OnnxValue[] AllValues => [.. Enumerable.Range(0, values.Length).Select(Value)];

    /// <summary>An input, or null if it is left out.</summary>
    internal OnnxValue? Optional(int index) => values.ElementAtOrDefault(index);

    /// <summary>An input that is a constant or a tensor of the network.</summary>
    /// <exception cref="ModelException">The input is left out.</exception>
    internal OnnxValue Required(int index) =>
        Optional(index) ?? throw new ModelException($"input {index} is missing; export the model again");

    /// <summary>An input that is a tensor of the network.</summary>
    /// <exception cref="ModelException">The input is left out, or is a constant.</exception>
    internal OnnxValue Value(int index) => Required(index) is { Constant: { } constant }
        ? throw new ModelException($"input {index} '{OnnxText.Short(constant.Name)}' is a constant, but must be computed by the network; "
            + "export the model again")
        : Required(index);

    /// <summary>An input without a pending reshape: the axes of its tensor are those of the value, in some order.</summary>
    internal OnnxValue Materialized(int index) => Graph.Materialized(Value(index));

    /// <summary>An input as a tensor whose axes are in ONNX's order.</summary>
    internal Tensor InOnnxOrder(int index) => Graph.InOrder(Value(index), OnnxShapes.InOrder(Value(index).Dims.Length));

    /// <summary>An input [N, C, H, W] or [N, C, W] as a map [N, H, W, C].</summary>
    /// <exception cref="ModelException">The input has another number of axes.</exception>
    internal Tensor Map(int index)
    {
        OnnxValue value = Value(index);
        if (value.Dims is [var n, var c, var w]) value = value with { Dims = [n, c, 1, w] };
        return value.Dims.Length == 4 ? Graph.InOrder(value, s_nhwc) : throw new ModelException(
            $"input {index} has {Amount.Of(value.Dims.Length, "axis", "axes")}; maps of [N, C, H, W] or [N, C, W] are supported");
    }

    /// <summary>An input [N, C, D, H, W] as a volume [N, D, H, W, C].</summary>
    /// <exception cref="ModelException">The input has another number of axes.</exception>
    internal Tensor Volume(int index) => Value(index) is { Dims.Length: 5 } value ? Graph.InOrder(value, s_ndhwc)
        : throw new ModelException($"input {index} has {Amount.Of(Value(index).Dims.Length, "axis", "axes")}; [N, C, D, H, W] is needed");

    /// <summary>Integers of an input, or in older files of an attribute; null if the node has neither.</summary>
    /// <exception cref="ModelException">The input is computed by the network.</exception>
    internal int[]? Ints(int index, string attribute) => Optional(index) is not { } value ? _attributes.Ints(attribute)
        : value.Constant?.Ints ?? throw new ModelException($"input {index} must be a constant; export the model with fixed shapes");

    /// <summary>The one number that an input holds, dequantized; the default value if the input is left out.</summary>
    /// <exception cref="ModelException">The input is not one constant number.</exception>
    internal float Number(int index, float defaultValue) => Optional(index) is not { } value ? defaultValue
        : value.Number ?? throw new ModelException($"input {index} must be one constant number; export the model again");

    /// <summary>
    /// Constant filters whose scales go along an axis. Zero points are subtracted from the values if the results fit int8, which does not
    /// change the accumulators.
    /// </summary>
    /// <exception cref="ModelException">The filters are computed by the network or float, or their zero points cannot be
    /// subtracted.</exception>
    internal OnnxFilters Filters(int index, int axis, bool mayHaveZeroPoint = false)
    {
        OnnxValue value = Required(index);
        if (value.Constant is not { } constant)
            throw new ModelException("its weights are computed by the network, but only constant weights are supported; export the model "
                + "again");
        string name = OnnxText.Short(constant.Name);
        if (value.Scale is not { } scale || constant.Values is not sbyte[] given)
            throw new ModelException($"weights '{name}' are not quantized to int8 or uint8; quantize them too");
        if (given.Length == 0) throw new ModelException($"weights '{name}' are empty; export the model again");
        Graph.Spend(given.LongLength);
        int channels = scale.Scales.Length;
        if (channels > 1 && scale.Axis != axis)
            throw new ModelException($"weights '{name}' are quantized along axis {scale.Axis}; quantize them along axis {axis}");
        int inner = channels == 1 ? 1 : OnnxShapes.Product(constant.Dims.AsSpan(axis + 1));
        int[] centered = new int[given.Length];
        for (int i = 0; i < given.Length; i++) centered[i] = given[i] - scale.ZeroPoints[i / inner % channels];
        bool isInt8 = centered.All(v => v is >= -128 and <= 127);
        if (!isInt8 && !(mayHaveZeroPoint && channels == 1))
            throw new ModelException($"weights '{name}' have a zero point; quantize weights symmetrically (int8, zero point 0)");
        sbyte[] values = isInt8 ? Array.ConvertAll(centered, v => (sbyte)v) : given;
        return new OnnxFilters(name, constant.Dims, values, [.. scale.Scales], isInt8 ? 0 : scale.ZeroPoints[0]);
    }

    /// <summary>Makes a tensor of filters whose values the caller has brought into another order of axes.</summary>
    internal Tensor FilterTensor(OnnxFilters filters, int[] shape, sbyte[] values, int axis) => Graph.NewConstant(filters.Name,
        shape, ElementType.Int8, new Quantization(filters.Scales, [.. filters.Scales.Select(_ => filters.ZeroPoint)], axis), values);

    /// <summary>
    /// Makes an int32 bias of <paramref name="outputs"/> values at the accumulators' scale, which is input scale * filter scale; null if
    /// the bias is left out.
    /// </summary>
    /// <exception cref="ModelException">The bias is computed by the network, has another length, or does not fit int32.</exception>
    internal Tensor? Bias(int index, Quantization input, OnnxFilters filters, int outputs, float factor = 1)
    {
        if (Optional(index) is not { } value) return null;
        if (value.Constant is not { } constant)
            throw new ModelException("its bias is computed by the network, but only a constant bias is supported; export the model again");
        string name = OnnxText.Short(constant.Name);
        int count = constant.Values.Length;
        if (count != 1 && (count != outputs || constant.Dims[^1] != outputs))
            throw new ModelException($"bias '{name}' has {Amount.Of(count, "value")}, but there are "
                + $"{Amount.Of(outputs, "output channel")}; export the model again");
        float[]? floats = constant.Values as float[];
        int[] ints = floats is null ? constant.Ints : [];
        if (floats is null && value.Scale is null && (constant.Values is not int[] || factor != 1))
            throw new ModelException($"bias '{name}' has no scale; quantize it to int32");
        int[] bias = new int[outputs];
        for (int k = 0; k < outputs; k++)
        {
            int i = count == 1 ? 0 : k, channel = value.Scale?.Scales.Length == 1 ? 0 : i;
            double accumulatorScale = (double)input.Scale * filters.Scales[filters.Scales.Length == 1 ? 0 : k];
            // An int32 bias is not rescaled if it has no scale, as in a QLinear form, or if its scale is already that of the accumulators.
            bool isExact = constant.Values is int[] && factor == 1
                && (value.Scale is null || Math.Abs(value.Scale.Scales[channel] / accumulatorScale - 1) < 1e-5);
            double Real() => floats is not null ? floats[i]
                : (ints[i] - (double)value.Scale!.ZeroPoints[channel]) * value.Scale.Scales[channel];
            double rounded = isExact ? ints[i] : Math.Round(Real() * factor / accumulatorScale, MidpointRounding.ToEven);
            bias[k] = Math.Abs(rounded) <= int.MaxValue ? (int)rounded
                : throw new ModelException($"bias '{name}' does not fit int32; quantize the model again");
        }
        return Graph.NewConstant(name, [outputs], ElementType.Int32, null, bias);
    }

    /// <summary>
    /// An operand as a tensor with <paramref name="rank"/> axes, whose axis i is axis order[i] of the operand. The values of a constant are
    /// reordered here, without an operator.
    /// </summary>
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

    internal int Int(string name, int defaultValue) => (int)Math.Clamp(_attributes.Int(name, defaultValue), int.MinValue, int.MaxValue);

    internal float Float(string name, float defaultValue) => _attributes.Float(name, defaultValue);

    internal string Text(string name, string defaultValue) => _attributes.Text(name, defaultValue);

    internal int[]? Ints(string name) => _attributes.Ints(name);

    internal float[]? Floats(string name) => _attributes.Floats(name);

    /// <summary>The extents after a Reshape, Flatten, Squeeze or Unsqueeze.</summary>
    internal int[] Reshaped(int[] dims) => OnnxShapes.Reshaped(File, _attributes, dims, Ints(1, ""));

    /// <summary>
    /// Refuses maps with the layout NHWC, which tools use in files that they optimize for one machine (attribute channels_last).
    /// </summary>
    /// <exception cref="ModelException">The node has this layout.</exception>
    internal void RefuseChannelsLast()
    {
        if (Int("channels_last", 0) != 0)
            throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
    }

    /// <summary>An attribute of two numbers, for rows and columns. For a map without rows it has one number in the file.</summary>
    internal (int Rows, int Columns) Pair(string name, bool hasRows)
    {
        int[] values = Ints(name) ?? (hasRows ? [1, 1] : [1]);
        if (values.Length != (hasRows ? 2 : 1) || values.Any(v => v is < 1 or > MaxCells))
            throw new ModelException($"{name} [{string.Join(", ", values)}] are not supported; use "
                + $"{(hasRows ? "two numbers" : "one number")} from 1 to {MaxCells}");
        return hasRows ? (values[0], values[1]) : (1, values[0]);
    }

    /// <summary>The padding in cells: top, left, bottom, right.</summary>
    internal int[] Pads(bool hasRows)
    {
        int[] values = Ints("pads") ?? [0, 0, 0, 0];
        if (!hasRows && values is [var left, var right]) values = [0, left, 0, right];
        if (values.Length != 4)
            throw new ModelException($"pads [{string.Join(", ", values)}] are not supported; use one for each side of the map");
        CheckPads(values);
        return values;
    }

    /// <exception cref="ModelException">A padding is below 0 or above <see cref="MaxCells"/>.</exception>
    internal void CheckPads(int[] pads)
    {
        if (pads.Any(pad => pad is < 0 or > MaxCells))
            throw new ModelException($"pads [{string.Join(", ", pads)}] are not supported; use 0 to {MaxCells} cells");
    }

    /// <summary>Reads how a window of taps moves over a map.</summary>
    internal Window Window(Tensor map, int rows, int columns, bool hasRows)
    {
        (_, int h, int w, _) = map.Shape.Nhwc;
        (int strideY, int strideX) = Pair("strides", hasRows);
        (int dilationY, int dilationX) = Pair("dilations", hasRows);
        int[] pads = Pads(hasRows);
        return new Window(Along(h, rows, strideY, dilationY, pads[0], pads[2]), Along(w, columns, strideX, dilationX, pads[1], pads[3]));
    }

    /// <summary>Reads how filters of [Q, R, S] move over a volume [N, D, H, W, C]: along D, and within a plane.</summary>
    internal (WindowAxis Depth, Window Plane) Windows(Tensor volume, int[] taps)
    {
        int[] Each(string name, int defaultValue, int count, int min) =>
            Ints(name) is not { } values ? [.. Enumerable.Repeat(defaultValue, count)]
                : values.Length == count && values.All(value => value >= min && value <= MaxCells) ? values
                : throw new ModelException($"{name} [{string.Join(", ", values)}] are not supported; use {count} numbers from {min} to "
                    + $"{MaxCells}");
        int[] strides = Each("strides", 1, 3, 1), dilations = Each("dilations", 1, 3, 1), pads = Each("pads", 0, 6, 0);
        WindowAxis[] axes = [.. Enumerable.Range(0, 3).Select(axis =>
            Along(volume.Shape[1 + axis], taps[axis], strides[axis], dilations[axis], pads[axis], pads[3 + axis]))];
        return (axes[0], new Window(axes[1], axes[2]));
    }

    private WindowAxis Along(int extent, int taps, int stride, int dilation, int before, int after)
    {
        string auto = Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER") return WindowAxis.Same(extent, taps, stride, dilation, auto == "SAME_LOWER");
        if (auto is not ("NOTSET" or "" or "VALID"))
            throw new ModelException($"auto_pad '{OnnxText.Short(auto)}' is not supported; use pads");
        if (auto == "VALID") before = after = 0;
        WindowAxis axis = WindowAxis.Padded(extent, taps, stride, dilation, before, after);
        // With ceil_mode a last window that does not fit entirely gives an output too, unless it begins in the padding behind the map.
        bool adds = Int("ceil_mode", 0) != 0 && (extent + before + after - axis.Reach) % stride != 0
            && (long)axis.Outputs * stride < extent + before;
        return adds ? axis with { Outputs = axis.Outputs + 1 } : axis;
    }

    // ---- outputs ----

    /// <summary>Scale and zero point of the output, for operators that need them.</summary>
    /// <exception cref="ModelException">The file states none for the output.</exception>
    internal Quantization OutputQuantization => StatedQuantization ?? throw new ModelException(
        "its output stays float, because no QuantizeLinear follows, or several that differ; quantize the output too");

    /// <summary>Makes a tensor for the output.</summary>
    internal Tensor NewOutput(int[] shape, Quantization quantization) =>
        new(OnnxText.Short(File.Outputs.FirstOrDefault() ?? ""), new Shape(shape), ElementType.Int8, quantization);

    internal void Add(Operator op) => Graph.Operators.Add(op);

    /// <summary>Adds the node's next output.</summary>
    internal void AddOutput(OnnxValue value) => Results.Add(value);

    /// <summary>Adds an output with extents <paramref name="dims"/>: axis i of the tensor is axis order[i] of the output.</summary>
    internal void AddOutput(Tensor tensor, int[] dims, int[] order) => AddOutput(new OnnxValue(tensor, dims, order, isUnsigned));

    /// <summary>Adds a map [N, H, W, C] as the output [N, C, H, W], or [N, C, W] if the file's map has no rows.</summary>
    internal void AddMapOutput(Tensor map, bool hasRows)
    {
        (int n, int h, int w, int c) = map.Shape.Nhwc;
        int[] dims = [n, c, h, w];
        AddOutput(new OnnxValue(map, dims, s_nhwc, isUnsigned) { Dims = hasRows ? dims : [n, c, w] });
    }

    /// <summary>Adds a volume [N, D, H, W, C] as the output [N, C, D, H, W].</summary>
    internal void AddVolumeOutput(Tensor volume)
    {
        ImmutableArray<int> axes = volume.Shape.Axes;
        AddOutput(volume, [axes[0], axes[4], .. axes[1..4]], s_ndhwc);
    }

    /// <summary>Adds an output whose tensor has the extents and the order of axes of another value.</summary>
    internal void AddOutputLike(OnnxValue like, Tensor tensor) => AddOutput(like with { Tensor = tensor, IsUnsigned = isUnsigned });
}
