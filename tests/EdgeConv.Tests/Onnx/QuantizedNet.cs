namespace EdgeConv.Tests.Onnx;

/// <summary>How a test model is written.</summary>
/// <param name="IsQdq">QuantizeLinear and DequantizeLinear around float operators; else QLinear operators.</param>
/// <param name="IsUnsigned">uint8 activations; else int8.</param>
/// <param name="IsPerChannel">Filters with a scale per output channel.</param>
/// <param name="HasUnsignedFilters">uint8 filters with zero point 128.</param>
internal sealed record NetForm(bool IsQdq, bool IsUnsigned, bool IsPerChannel, bool HasUnsignedFilters = false);

/// <summary>A quantized value of a test model.</summary>
internal sealed record QuantizedValue(string Name, float Scale, int ZeroPoint, int[] Dims);

/// <summary>Builds a random quantized network layer by layer, in the form asked for.</summary>
internal sealed class QuantizedNet(NetForm form, int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<QuantizedValue> _made = [];
    private int _count;

    public OnnxWriter Writer { get; } = new();

    /// <summary>A float input with its QuantizeLinear, or an int8 or uint8 input.</summary>
    public QuantizedValue Input(params int[] dims)
    {
        QuantizedValue x = New(dims, 0.05f, _random.Next(-40, 40));
        if (HasFloatPorts)
        {
            Writer.Input("input", typeof(float), dims).Node("QuantizeLinear", ["input", .. Parameters(x)], [x.Name]);
            return x;
        }
        Writer.Input("input", Element, dims);
        return x with { Name = "input" };
    }

    /// <summary>Ends in float behind a DequantizeLinear, or in the activation itself.</summary>
    public byte[] Finish(QuantizedValue x)
    {
        if (!HasFloatPorts) return Writer.Output(x.Name, Element, x.Dims).ToArray();
        Writer.Node("DequantizeLinear", [x.Name, .. Parameters(x)], ["output"]);
        return Writer.Output("output", typeof(float), x.Dims).ToArray();
    }

    /// <summary>Every activation is an output.</summary>
    public byte[] FinishWithAll()
    {
        foreach (QuantizedValue x in _made.Skip(HasFloatPorts ? 0 : 1)) Writer.Output(x.Name, Element, x.Dims);
        return Writer.ToArray();
    }

    public QuantizedValue Conv(QuantizedValue x, int k, int taps, int stride = 1, int[]? pads = null, int groups = 1, int dilation = 1,
        string? then = null, bool hasBias = true)
    {
        int spatial = x.Dims.Length - 2, perGroup = x.Dims[1] / groups;
        pads ??= new int[2 * spatial];
        int Extent(int i) => (x.Dims[2 + i] + pads[i] + pads[spatial + i] - (taps - 1) * dilation - 1) / stride + 1;
        int[] dims = [x.Dims[0], k, .. Enumerable.Range(0, spatial).Select(Extent)];
        return Weighted("Conv", "QLinearConv", x, [k, perGroup, .. Repeat(taps, spatial)], 0, k, hasBias, dims, then,
            ("strides", Repeat(stride, spatial)), ("dilations", Repeat(dilation, spatial)), ("pads", pads), ("group", groups));
    }

    public QuantizedValue ConvTranspose(QuantizedValue x, int k, int taps, int stride, int[] pads, int[] extra)
    {
        int[] dims = [x.Dims[0], k, (x.Dims[2] - 1) * stride + taps + extra[0] - pads[0] - pads[2],
            (x.Dims[3] - 1) * stride + taps + extra[1] - pads[1] - pads[3]];
        return Weighted("ConvTranspose", "", x, [x.Dims[1], k, taps, taps], 1, k, true, dims, null, ("strides", Repeat(stride, 2)),
            ("pads", pads), ("output_padding", extra));
    }

    public QuantizedValue Gemm(QuantizedValue x, int k, bool isTransposed, string? then = null) =>
        Weighted("Gemm", "QGemm", x, isTransposed ? [k, x.Dims[1]] : [x.Dims[1], k], isTransposed ? 0 : 1, k, true, [x.Dims[0], k], then,
            ("transB", isTransposed ? 1 : 0));

    public QuantizedValue MatMul(QuantizedValue x, int k) =>
        Weighted("MatMul", "QLinearMatMul", x, [x.Dims[^1], k], 1, k, false, [.. x.Dims[..^1], k], null);

    /// <summary>Add, Sub or Mul of two activations, or of one and a constant.</summary>
    public QuantizedValue Binary(string type, QuantizedValue a, QuantizedValue? b, int[]? constantDims = null, string? then = null)
    {
        if (b is null)
        {
            b = New(constantDims!, 0.04f, _random.Next(-30, 30));
            Writer.Constant(b.Name, Values(constantDims!, false), constantDims!);
        }
        int rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] Aligned(int[] dims) => [.. Enumerable.Repeat(1, rank - dims.Length), .. dims];
        int[] result = [.. Aligned(a.Dims).Zip(Aligned(b.Dims), Math.Max)];
        QuantizedValue y = New(result, type == "Mul" ? a.Scale * b.Scale * 60 : a.Scale + b.Scale, Zero(then));
        if (form.IsQdq) Real(type, [Dequantized(a), Dequantized(b)], y, then);
        else Writer.Node("QLinear" + type, [a.Name, .. Parameters(a), b.Name, .. Parameters(b), .. Parameters(y)], [y.Name],
            "com.microsoft");
        return y;
    }

    public QuantizedValue Concat(int axis, params QuantizedValue[] parts)
    {
        int[] dims = [.. parts[0].Dims];
        dims[axis] = parts.Sum(part => part.Dims[axis]);
        QuantizedValue y = New(dims, parts.Max(part => part.Scale), parts[0].ZeroPoint - Shift);
        if (form.IsQdq) Real("Concat", [.. parts.Select(Dequantized)], y, null, ("axis", axis));
        else Writer.Node("QLinearConcat", [.. Parameters(y), .. parts.SelectMany(part => new[] { part.Name }.Concat(Parameters(part)))],
            [y.Name], "com.microsoft", ("axis", axis));
        return y;
    }

    /// <summary>An operator that keeps the quantization.</summary>
    public QuantizedValue Move(string type, QuantizedValue x, int[] dims, string[]? more = null, params (string, object)[] attributes)
    {
        QuantizedValue y = New(dims, x.Scale, x.ZeroPoint - Shift);
        if (form.IsQdq) Real(type, [Dequantized(x), .. more ?? []], y, null, attributes);
        else Writer.Node(type, [x.Name, .. more ?? []], [y.Name], "", attributes);
        return y;
    }

    /// <summary>Maximum pooling with windows of stride 2.</summary>
    public QuantizedValue MaxPool(QuantizedValue x, int[] dims, int[] taps, params (string, object)[] more) =>
        Move("MaxPool", x, dims, null, [("kernel_shape", taps), ("strides", new[] { 2, 2 }), .. more]);

    /// <summary>An operator with a quantization of its own.</summary>
    public QuantizedValue Unary(string type, QuantizedValue x, int[] dims, float scale, int zeroPoint, params (string, object)[] attributes)
    {
        QuantizedValue y = New(dims, scale, zeroPoint);
        (string, object)[] linear = type == "Softmax" ? [("opset", 13)] : type == "GlobalAveragePool" ? [("channels_last", 0)] : [];
        linear = [.. attributes, .. linear];
        if (form.IsQdq) Real(type, [Dequantized(x)], y, null, attributes);
        else Writer.Node("QLinear" + type, [x.Name, .. Parameters(x), .. Parameters(y)], [y.Name], "com.microsoft", linear);
        return y;
    }

    public string Ints(params int[] values) => Writer.Constant("ints" + _count++, values.Select(v => (long)v).ToArray(), values.Length);

    // QLinear models may have them too.
    private bool HasFloatPorts => form.IsQdq || seed % 2 == 1;

    private Type Element => form.IsUnsigned ? typeof(byte) : typeof(sbyte);

    private int Shift => form.IsUnsigned ? 128 : 0;

    private QuantizedValue Weighted(string type, string linearType, QuantizedValue x, int[] filterDims, int axis, int k, bool hasBias,
        int[] dims, string? then, params (string, object)[] attributes)
    {
        int id = _count++;
        bool isPerChannel = form.IsPerChannel;
        int sums = filterDims.Aggregate(1, (a, b) => a * b) / k;
        float[] scales = [.. Enumerable.Range(0, isPerChannel ? k : 1).Select(_ => 0.01f + 0.01f * (float)_random.NextDouble())];
        Array values = Values(filterDims, true);
        string w = Writer.Constant("w" + id, values, filterDims), scale = Writer.Constant("ws" + id, scales, isPerChannel ? [k] : []);
        int[] zeros = isPerChannel ? [k] : [];
        string zero = Writer.Constant("wz" + id,
            form.HasUnsignedFilters ? Enumerable.Repeat((byte)128, scales.Length).ToArray() : new sbyte[scales.Length], zeros);
        string? bias = null;
        if (hasBias) bias = Writer.Constant("b" + id, Enumerable.Range(0, k).Select(_ => _random.Next(-2000, 2000)).ToArray(), k);
        QuantizedValue y = New(dims, x.Scale * 0.015f * 40 * MathF.Sqrt(sums), Zero(then));
        if (!form.IsQdq)
        {
            bool isOwn = linearType.StartsWith("QLinear");
            string[] outputs = [.. Parameters(y)], inputs = [x.Name, .. Parameters(x), w, scale, zero];
            if (linearType == "QGemm") inputs = [.. inputs, bias ?? "", .. outputs];
            else inputs = bias is null ? [.. inputs, .. outputs] : [.. inputs, .. outputs, bias];
            Writer.Node(linearType, inputs, [y.Name], isOwn ? "" : "com.microsoft", attributes);
            return y;
        }
        Writer.Node("DequantizeLinear", [w, scale, zero], ["wf" + id], "", ("axis", axis));
        List<string> real = [Dequantized(x), "wf" + id];
        if (bias is not null)
        {
            string biasScale = Writer.Constant("bs" + id, scales.Select(s => s * x.Scale).ToArray(), zeros);
            Writer.Node("DequantizeLinear", [bias, biasScale], ["bf" + id], "", ("axis", 0));
            real.Add("bf" + id);
        }
        Real(type, [.. real], y, then, attributes);
        return y;
    }

    private void Real(string type, string[] inputs, QuantizedValue y, string? then, params (string, object)[] attributes)
    {
        string result = y.Name + "_f";
        Writer.Node(type, inputs, [result], "", attributes);
        if (then == "Relu") Writer.Node("Relu", [result], [result += "_r"]);
        if (then == "Clip")
        {
            string low = Writer.Constant("low" + _count++, new[] { 0f });
            string high = Writer.Constant("high" + _count++, new[] { y.Scale * 200 });
            Writer.Node("Clip", [result, low, high], [result += "_c"]);
        }
        Writer.Node("QuantizeLinear", [result, .. Parameters(y)], [y.Name]);
    }

    private string Dequantized(QuantizedValue x)
    {
        string name = x.Name + "_dq" + _count++;
        Writer.Node("DequantizeLinear", [x.Name, .. Parameters(x)], [name]);
        return name;
    }

    private IEnumerable<string> Parameters(QuantizedValue x)
    {
        yield return Writer.Constant("s" + _count, new[] { x.Scale });
        yield return Writer.Constant("z" + _count++, form.IsUnsigned ? new[] { (byte)x.ZeroPoint } : new[] { (sbyte)x.ZeroPoint });
    }

    // A zero point as int8; uint8 is 128 above.
    private QuantizedValue New(int[] dims, float scale, int zeroPoint)
    {
        QuantizedValue made = new("t" + _count++, scale, zeroPoint + Shift, dims);
        _made.Add(made);
        return made;
    }

    private int Zero(string? then) => then is null ? _random.Next(-20, 20) : -128;

    private Array Values(int[] dims, bool isFilter)
    {
        int length = dims.Aggregate(1, (a, b) => a * b);
        // uint8 by int8: sums of 16 bits saturate on some processors unless the filters are small.
        int max = isFilter && !form.IsQdq && form.IsUnsigned && !form.HasUnsignedFilters ? 63 : 127;
        int[] values = [.. Enumerable.Range(0, length).Select(_ => _random.Next(-max, max + 1))];
        bool isUnsigned = isFilter ? form.HasUnsignedFilters : form.IsUnsigned;
        return isUnsigned ? values.Select(v => (byte)(v + 128)).ToArray() : values.Select(v => (sbyte)v).ToArray();
    }

    private static int[] Repeat(int value, int count) => [.. Enumerable.Repeat(value, count)];
}
