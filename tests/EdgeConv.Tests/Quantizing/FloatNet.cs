namespace EdgeConv.Tests.Quantizing;

/// <summary>A value of a float test model.</summary>
internal sealed record FloatValue(string Name, int[] Dims);

/// <summary>Builds random float .onnx models layer by layer.</summary>
internal sealed class FloatNet(int seed, int opset = 17)
{
    private readonly Random _random = new(seed);
    private int _count;

    public OnnxWriter Writer { get; } = new(opset);

    /// <summary>The input; a batch of 0 is left open.</summary>
    public FloatValue Input(params int[] dims)
    {
        Writer.Input("input", typeof(float), dims);
        return new("input", [Math.Max(1, dims[0]), .. dims[1..]]);
    }

    public byte[] Finish(params FloatValue[] outputs)
    {
        foreach (FloatValue output in outputs) Writer.Output(output.Name, typeof(float), output.Dims);
        return Writer.ToArray();
    }

    public FloatValue Node(string type, int[] dims, FloatValue[] inputs, string[]? more = null, params (string, object)[] attributes)
    {
        string name = $"{type.ToLowerInvariant()}{_count++}";
        Writer.Node(type, [.. inputs.Select(input => input.Name), .. more ?? []], [name], "", attributes);
        return new(name, dims);
    }

    public FloatValue Same(string type, FloatValue x, params (string, object)[] attributes) => Node(type, x.Dims, [x], null, attributes);

    /// <summary>A convolution of 3 taps an axis unless said otherwise, with padding that keeps the extent where the stride is 1.</summary>
    public FloatValue Conv(FloatValue x, int k, int groups = 1, int taps = 3, int stride = 1, bool hasBias = true,
        Func<int, float>? gain = null)
    {
        int spatial = x.Dims.Length - 2, perGroup = x.Dims[1] / groups, pad = taps / 2;
        int[] filterDims = [k, perGroup, .. Enumerable.Repeat(taps, spatial)],
            dims = [x.Dims[0], k, .. x.Dims[2..].Select(e => (e + 2 * pad - taps) / stride + 1)];
        int perOutput = filterDims[1..].Aggregate(1, (a, b) => a * b);
        string[] more = [Weights(filterDims, MathF.Sqrt(2f / perOutput), i => gain?.Invoke(i / perOutput) ?? 1),
            .. hasBias ? [Weights([k], 0.1f, i => gain?.Invoke(i) ?? 1)] : Array.Empty<string>()];
        return Node("Conv", dims, [x], more, ("pads", Enumerable.Repeat(pad, 2 * spatial).ToArray()),
            ("strides", Enumerable.Repeat(stride, spatial).ToArray()), ("group", groups));
    }

    public FloatValue Gemm(FloatValue x, int k, bool isTransposed = true, params (string, object)[] attributes) =>
        Node("Gemm", [x.Dims[0], k], [x], [Weights(isTransposed ? [k, x.Dims[1]] : [x.Dims[1], k], MathF.Sqrt(2f / x.Dims[1])),
            Weights([k], 0.1f)], [("transB", isTransposed ? 1 : 0), .. attributes]);

    public FloatValue BatchNorm(FloatValue x)
    {
        int c = x.Dims[1];
        return Node("BatchNormalization", x.Dims, [x], [Positive(c), Weights([c], 0.2f), Weights([c], 0.2f), Positive(c)]);
    }

    public FloatValue Flatten(FloatValue x) => Node("Flatten", [1, x.Dims.Aggregate(1, (a, b) => a * b)], [x]);

    public FloatValue Clip(FloatValue x, float low, float high) => Node("Clip", x.Dims, [x], [Constant([low]), Constant([high])]);

    public FloatValue Pool(string type, FloatValue x, int taps, int stride, params (string, object)[] attributes) =>
        Node(type, [.. x.Dims[..2], .. x.Dims[2..].Select(extent => (extent - taps) / stride + 1)], [x], null,
            [("kernel_shape", Enumerable.Repeat(taps, x.Dims.Length - 2).ToArray()),
                ("strides", Enumerable.Repeat(stride, x.Dims.Length - 2).ToArray()), .. attributes]);

    public string Ints(params int[] values) => Writer.Constant("ints" + _count++, values.Select(v => (long)v).ToArray(), values.Length);

    public string Constant(float[] values, params int[] dims) => Writer.Constant("c" + _count++, values, dims);

    public string Weights(int[] dims, float deviation, Func<int, float>? gain = null) =>
        Writer.Constant("w" + _count++, (float[])[.. Enumerable.Range(0, dims.Aggregate(1, (a, b) => a * b))
            .Select(i => Normal() * deviation * (gain?.Invoke(i) ?? 1))], dims);

    /// <summary>Random frames for a model's input.</summary>
    public static CalibrationSet Frames(FrameShape shape, int count, int seed = 1)
    {
        Random random = new(seed);
        return new CalibrationSet("random", shape, [.. Enumerable.Range(0, count).Select(_ =>
        {
            // Brighter and darker ones, but none far from all others: what calibration has not seen saturates.
            float level = random.NextSingle() * 0.4f - 0.2f;
            return Enumerable.Range(0, shape.Length).Select(i => level + (random.NextSingle() * 2 - 1)).ToArray();
        })], null, false, []);
    }

    private string Positive(int count) => Constant([.. Enumerable.Range(0, count).Select(_ => 0.5f + _random.NextSingle())], count);

    private float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - _random.NextSingle())) * MathF.Cos(2 * MathF.PI * _random.NextSingle());
}
