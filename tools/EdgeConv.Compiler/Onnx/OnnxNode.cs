using EdgeConv.Compiler.CSharp;

namespace EdgeConv.Compiler.Onnx;

/// <summary>Filters of a convolution or fully connected layer.</summary>
/// <param name="Name">As the file has them.</param>
/// <param name="Dims">Extents.</param>
/// <param name="Values">int8, row-major.</param>
/// <param name="Scales">One, or one per output channel.</param>
/// <param name="ZeroPoint">0 but where the whole tensor has another.</param>
internal sealed record OnnxFilters(string Name, int[] Dims, sbyte[] Values, ImmutableArray<float> Scales, int ZeroPoint);

/// <summary>
/// One node of an .onnx file, as an operator's reader sees it: its float form, with inputs that are quantized tensors or constants.
/// </summary>
internal sealed class OnnxNode
{
    private static readonly int[] s_nhwc = [0, 2, 3, 1];
    private static readonly int[] s_ndhwc = [0, 2, 3, 4, 1];

    private readonly OnnxTranslation _translation;
    private readonly OnnxValue?[] _values;
    private readonly OnnxAttributes _attributes;
    private readonly bool _isUnsigned;

    internal OnnxNode(OnnxTranslation translation, OnnxFileNode file, OnnxValue?[] values, Quantization? stated, bool isUnsigned,
        Activation activation)
    {
        _translation = translation;
        _values = values;
        _attributes = new OnnxAttributes(file);
        Stated = stated;
        _isUnsigned = isUnsigned;
        File = file;
        Activation = activation;
    }

    /// <summary>As the file has it.</summary>
    internal OnnxFileNode File { get; }

    /// <summary>Activation to fuse into the operator.</summary>
    internal Activation Activation { get; }

    /// <summary>Scale and zero point that the file states for the output, or null.</summary>
    internal Quantization? Stated { get; }

    /// <summary>Version of ONNX's operators.</summary>
    internal int Opset => _translation.Opset;

    /// <summary>Number of inputs.</summary>
    internal int InputCount => _values.Length;

    /// <summary>What was given as outputs.</summary>
    internal List<OnnxValue> Results { get; } = [];

    // ---- inputs ----

    /// <summary>An input, or null where it is left out.</summary>
    internal OnnxValue? Optional(int index) => _values.ElementAtOrDefault(index);

    /// <summary>An input that is a tensor of the network.</summary>
    /// <exception cref="ModelException">Left out, or a constant.</exception>
    internal OnnxValue Value(int index)
    {
        OnnxValue value = Optional(index) ?? throw new ModelException($"input {index} is missing");
        return value.Tensor is not null ? value
            : throw new ModelException($"input {index} '{OnnxText.Short(value.Constant!.Name)}' is a constant; a value of the network is "
            + "needed");
    }

    /// <summary>A map [N, H, W, C], from [N, C, H, W] or [N, C, W].</summary>
    /// <exception cref="ModelException">Another number of axes.</exception>
    internal Tensor Map(int index)
    {
        OnnxValue value = Value(index);
        if (value.Dims.Length == 3) value = value with { Dims = [value.Dims[0], value.Dims[1], 1, value.Dims[2]] };
        if (value.Dims.Length != 4)
            throw new ModelException($"input {index} has {Amount.Of(value.Dims.Length, "axis", "axes")}; maps of [N, C, H, W] or [N, C, "
            + "W] are supported");
        return _translation.InOrder(value, s_nhwc);
    }

    /// <summary>A volume [N, D, H, W, C], from [N, C, D, H, W].</summary>
    internal Tensor Volume(int index) => Value(index) is { Dims.Length: 5 } value ? _translation.InOrder(value, s_ndhwc)
        : throw new ModelException($"input {index} has {Amount.Of(Value(index).Dims.Length, "axis", "axes")}; [N, C, D, H, W] is needed");

    /// <summary>An input with the axes in ONNX's own order.</summary>
    internal Tensor Plain(int index) => _translation.InOrder(Value(index), [.. Enumerable.Range(0, Value(index).Dims.Length)]);

    /// <summary>An input whose tensor's axes are its own, in some order.</summary>
    internal OnnxValue Settled(int index) => _translation.Settled(Value(index));

    /// <summary>A value with its axes in an order.</summary>
    internal Tensor InOrder(OnnxValue value, int[] order) => _translation.InOrder(value, order);

    /// <summary>A value in another quantization.</summary>
    internal OnnxValue Requantized(OnnxValue value, Quantization to) => _translation.Requantized(value, to, value.IsUnsigned);

    /// <summary>Integers of an input, or of an attribute in older files; null where neither is there.</summary>
    /// <exception cref="ModelException">They are computed by the network.</exception>
    internal int[]? Ints(int index, string attribute)
    {
        if (Optional(index) is not { } value) return _attributes.Ints(attribute);
        return value.Constant?.Ints ?? throw new ModelException($"input {index} must be a constant; export the model with fixed shapes");
    }

    /// <summary>
    /// Constant filters whose scales go along an axis. Zero points are taken off the values where these stay int8, which changes no sum.
    /// </summary>
    /// <exception cref="ModelException">Computed by the network, float, or with zero points that cannot be taken off.</exception>
    internal OnnxFilters Filters(int index, int axis, bool mayHaveZeroPoint = false)
    {
        OnnxValue value = Optional(index) ?? throw new ModelException($"input {index} is missing");
        if (value.Constant is not { } constant)
            throw new ModelException("its weights are computed by the network; only constant weights are supported");
        string name = OnnxText.Short(constant.Name);
        if (value.Scale is not { } scale || constant.Values is not sbyte[])
            throw new ModelException($"weights '{name}' are not quantized to int8 or uint8; quantize them too");
        if (constant.Values.Length == 0) throw new ModelException($"weights '{name}' are empty");
        _translation.Spend(constant.Values.LongLength);
        if (scale.Scales.Length > 1 && scale.Axis != axis)
            throw new ModelException($"weights '{name}' are quantized along axis {scale.Axis}; axis {axis} is supported");
        int[] given = constant.Ints;
        int channels = scale.Scales.Length, inner = channels == 1 ? 1 : OnnxShapes.Product(constant.Dims.AsSpan(axis + 1));
        bool isInt8 = true;
        for (int i = 0; i < given.Length; i++) isInt8 &= given[i] - scale.ZeroPoints[i / inner % channels] is >= -128 and <= 127;
        if (!isInt8 && !(mayHaveZeroPoint && channels == 1))
            throw new ModelException($"weights '{name}' have a zero point; quantize weights symmetrically (int8, zero point 0)");
        sbyte[] values = new sbyte[given.Length];
        for (int i = 0; i < given.Length; i++) values[i] = (sbyte)(given[i] - (isInt8 ? scale.ZeroPoints[i / inner % channels] : 0));
        return new OnnxFilters(name, constant.Dims, values, [.. scale.Scales], isInt8 ? 0 : scale.ZeroPoints[0]);
    }

    /// <summary>The filters as a tensor, in another order of axes.</summary>
    internal Tensor FilterTensor(OnnxFilters filters, int[] shape, sbyte[] values, int axis) =>
        _translation.NewConstant(filters.Name, shape, ElementType.Int8,
            new Quantization(filters.Scales, [.. filters.Scales.Select(_ => filters.ZeroPoint)], axis), values);

    /// <summary>
    /// An int32 bias of <paramref name="outputs"/> values at the scale of the sums, input scale times filter scale; null where it is left
    /// out.
    /// </summary>
    /// <exception cref="ModelException">Computed by the network, of another length, or beyond int32.</exception>
    internal Tensor? Bias(int index, Quantization input, OnnxFilters filters, int outputs, float factor = 1)
    {
        if (Optional(index) is not { } value) return null;
        if (value.Constant is not { } constant)
            throw new ModelException("its bias is computed by the network; only constant ones are supported");
        string name = OnnxText.Short(constant.Name);
        if (constant.Values.Length != outputs && constant.Values.Length != 1
            || (constant.Values.Length > 1 && constant.Dims[^1] != outputs))
            throw new ModelException($"bias '{name}' has {Amount.Of(constant.Values.Length, "value")} for "
                + $"{Amount.Of(outputs, "output channel")}");
        float[]? floats = constant.Values as float[];
        int[] ints = floats is null ? constant.Ints : [];
        if (floats is null && value.Scale is null && (constant.Values is not int[] || factor != 1))
            throw new ModelException($"bias '{name}' has no scale; quantize it to int32");
        double Sums(int k) => (double)input.Scale * filters.Scales[filters.Scales.Length == 1 ? 0 : k];
        double Real(int i) =>
            floats is not null ? floats[i] : (ints[i] - (double)value.Scale!.ZeroPoints[Channel(i)]) * value.Scale.Scales[Channel(i)];
        int Channel(int i) => value.Scale!.Scales.Length == 1 ? 0 : i;
        int[] bias = new int[outputs];
        for (int k = 0; k < outputs; k++)
        {
            int i = constant.Values.Length == 1 ? 0 : k;
            // int32 of a QLinear form, or at the scale it should have, is taken as it is.
            bool isSum = constant.Values is int[] && factor == 1
                && (value.Scale is null || Math.Abs(value.Scale.Scales[Channel(i)] / Sums(k) - 1) < 1e-5);
            double exact = isSum ? ints[i] : Math.Round(Real(i) * factor / Sums(k), MidpointRounding.ToEven);
            if (!(Math.Abs(exact) <= int.MaxValue)) throw new ModelException($"bias '{name}' is out of range");
            bias[k] = (int)exact;
        }
        return _translation.NewConstant(name, [outputs], ElementType.Int32, null, bias);
    }

    /// <summary>An operand as a tensor of as many axes as <paramref name="rank"/>, in an order; a constant is turned at once.</summary>
    internal Tensor Operand(int index, int rank, int[] order)
    {
        OnnxValue value = Optional(index) ?? throw new ModelException($"input {index} is missing");
        int[] dims = [.. Enumerable.Repeat(1, rank - value.Dims.Length), .. value.Dims];
        if (value.Constant is not { } constant) return _translation.InOrder(value with { Dims = dims }, order);
        string name = OnnxText.Short(constant.Name);
        _translation.Spend(constant.Values.LongLength);
        if (value.Scale is not { Scales.Length: 1 } scale || constant.Values is not sbyte[])
            throw new ModelException($"constant '{name}' is not quantized to int8 with one scale; quantize it too");
        return _translation.NewConstant(name, [.. order.Select(axis => dims[axis])], ElementType.Int8,
            Quantization.PerTensor(scale.Scales[0], scale.ZeroPoints[0]),
            OnnxShapes.Permuted(constant.Values, dims, order));
    }

    /// <summary>The one number that an input is, dequantized; the missing value where it is left out.</summary>
    /// <exception cref="ModelException">It is no number.</exception>
    internal float Number(int index, float missing) =>
        Optional(index) is not { } value ? missing : OnnxTranslation.Single(value)
            ?? throw new ModelException($"input {index} must be one constant number");

    /// <summary>Bounds of a Relu or Clip.</summary>
    /// <exception cref="ModelException">Not constant.</exception>
    internal (float Low, float High) Bounds() => _translation.Bounds(File) ?? throw new ModelException("its bounds must be constants");

    // ---- attributes ----

    /// <summary>An integer.</summary>
    internal int Int(string name, int missing) => (int)Math.Clamp(_attributes.Int(name, missing), int.MinValue, int.MaxValue);

    /// <summary>A float.</summary>
    internal float Float(string name, float missing) => _attributes.Float(name, missing);

    /// <summary>A string.</summary>
    internal string Text(string name, string missing) => _attributes.Text(name, missing);

    /// <summary>A list of integers; null where there is none.</summary>
    internal int[]? Ints(string name) => _attributes.Ints(name);

    /// <summary>A list of floats; null where there is none.</summary>
    internal float[]? Floats(string name) => _attributes.Floats(name);

    /// <summary>Extents behind a reshape.</summary>
    internal int[] Reshaped(int[] dims) => OnnxShapes.Reshaped(File, _attributes, dims, Ints(1, ""));

    /// <summary>Two numbers, rows and columns; of a map without rows the file has one.</summary>
    internal (int Rows, int Columns) Pair(string name, bool hasRows)
    {
        int[] values = Ints(name) ?? (hasRows ? [1, 1] : [1]);
        if (values.Length != (hasRows ? 2 : 1) || values.Any(v => v is < 1 or > 1 << 16))
            throw new ModelException($"{name} [{string.Join(", ", values)}]");
        return hasRows ? (values[0], values[1]) : (1, values[0]);
    }

    /// <summary>Paddings: top, left, bottom, right.</summary>
    internal int[] Pads(bool hasRows)
    {
        int[] values = Ints("pads") ?? [0, 0, 0, 0];
        if (!hasRows && values.Length == 2) values = [0, values[0], 0, values[1]];
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
        (int top, int outHeight) = Along(h, rows, strideY, dilationY, pads[0], pads[2]);
        (int left, int outWidth) = Along(w, columns, strideX, dilationX, pads[1], pads[3]);
        return new Window(rows, columns, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
    }

    /// <summary>How filters of [Q, R, S] move over a volume [N, D, H, W, C].</summary>
    internal (DepthWindow, Window) Windows(Tensor volume, int[] taps)
    {
        int[] Each(string name, int missing, int count, int min) =>
            Ints(name) is not { } values ? [.. Enumerable.Repeat(missing, count)]
                : values.Length == count && values.All(value => value >= min && value <= 1 << 16) ? values
                : throw new ModelException($"{name} [{string.Join(", ", values)}]");
        int[] strides = Each("strides", 1, 3, 1), dilations = Each("dilations", 1, 3, 1), pads = Each("pads", 0, 6, 0);
        (int Before, int Outputs)[] along = [.. Enumerable.Range(0, 3).Select(axis =>
            Along(volume.Shape[1 + axis], taps[axis], strides[axis], dilations[axis], pads[axis], pads[3 + axis]))];
        return (new DepthWindow(taps[0], strides[0], dilations[0], along[0].Before, along[0].Outputs),
            new Window(taps[1], taps[2], strides[1], strides[2], dilations[1], dilations[2], along[1].Before, along[2].Before,
                along[1].Outputs, along[2].Outputs));
    }

    private (int Before, int Outputs) Along(int extent, int taps, int stride, int dilation, int before, int after)
    {
        long reach = (taps - 1L) * dilation + 1, outputs;
        string auto = Text("auto_pad", "NOTSET");
        if (auto is "SAME_UPPER" or "SAME_LOWER")
        {
            outputs = (extent + stride - 1L) / stride;
            long total = Math.Max(0, (outputs - 1) * stride + reach - extent);
            before = (int)(auto == "SAME_UPPER" ? total / 2 : total - total / 2);
        }
        else
        {
            if (auto is not ("NOTSET" or "" or "VALID")) throw new ModelException($"auto_pad '{OnnxText.Short(auto)}'");
            if (auto == "VALID") before = after = 0;
            long room = (long)extent + before + after - reach;
            outputs = room < 0 ? 0 : room / stride + 1;
            // A window that begins in the padding behind the map gives nothing.
            if (room >= 0 && Int("ceil_mode", 0) != 0 && room % stride != 0 && outputs * stride < (long)extent + before) outputs++;
        }
        return outputs is >= 1 and <= Shape.MaxElements ? (before, (int)outputs)
            : throw new ModelException($"a window of {reach} does not fit an extent of {extent}");
    }

    // ---- outputs ----

    /// <summary>Scale and zero point of the output.</summary>
    /// <exception cref="ModelException">The file states none.</exception>
    internal Quantization OutputQuantization =>
        Stated ?? throw new ModelException("its output stays float: no QuantizeLinear follows, or several that differ; quantize the "
        + "output too");

    /// <summary>Scale and zero point of the output; the input's where the file states none.</summary>
    internal Quantization OutputQuantizationOr(Quantization missing) => Stated ?? missing;

    /// <summary>A tensor for the output.</summary>
    internal Tensor NewOutput(int[] shape, Quantization quantization) =>
        new(OnnxText.Short(File.Outputs.FirstOrDefault() ?? ""), new Shape(shape), ElementType.Int8, quantization);

    /// <summary>Adds an operator.</summary>
    internal void Add(Operator op) => _translation.Add(op);

    /// <summary>Gives a map [N, H, W, C] as the output [N, C, H, W], or [N, C, W] where the file's map has no rows.</summary>
    internal void GiveMap(Tensor map, bool hasRows)
    {
        (int n, int h, int w, int c) = map.Shape.Nhwc;
        int[] dims = [n, c, h, w];
        Give(new OnnxValue(map, dims, s_nhwc, _isUnsigned) { Dims = hasRows ? dims : [n, c, w] });
    }

    /// <summary>Gives a volume [N, D, H, W, C] as the output [N, C, D, H, W].</summary>
    internal void GiveVolume(Tensor volume)
    {
        int[] axes = volume.Shape.ToArray();
        Give(volume, [axes[0], axes[4], .. axes[1..4]], s_ndhwc);
    }

    /// <summary>Gives the next output.</summary>
    internal void Give(OnnxValue value) => Results.Add(value);

    /// <summary>Gives a tensor that lies as a value does.</summary>
    internal void GiveLike(OnnxValue like, Tensor tensor) =>
        Give(new OnnxValue(tensor, like.Inner, like.Order, _isUnsigned) { Dims = like.Dims });

    /// <summary>Gives a tensor of settled extents.</summary>
    internal void Give(Tensor tensor, int[] dims, int[] order) => Give(new OnnxValue(tensor, dims, order, _isUnsigned));

    /// <summary>Gives the value held within real bounds.</summary>
    internal void GiveClipped(OnnxValue value, float low, float high) => Give(_translation.Clipped(value, low, high));

    /// <summary>Gives the value's int8 held within bounds.</summary>
    internal void GiveWithin(OnnxValue value, int low, int high) => Give(_translation.Within(value, low, high));
}
