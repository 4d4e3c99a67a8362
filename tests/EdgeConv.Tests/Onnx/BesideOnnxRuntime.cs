using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeConv.Tests.Onnx;

/// <summary>Runs a model here and in ONNX Runtime on the same random inputs and compares.</summary>
internal static class BesideOnnxRuntime
{
    /// <summary>Asserts that each layer, given ONNX Runtime's own inputs of it, differs by at most <paramref name="tolerance"/>.</summary>
    /// <param name="file">The model, every activation an output.</param>
    /// <param name="tolerance">In steps of int8.</param>
    /// <param name="isQdq">QDQ form.</param>
    /// <param name="seed">Of the inputs.</param>
    public static void CheckLayers(byte[] file, int tolerance, bool isQdq, int seed)
    {
        Graph graph = OnnxImporter.Read("test", file);
        using InferenceSession session = Open(file, isQdq);
        sbyte[] x = Draw(graph, new Random(seed));
        Dictionary<string, (sbyte[] Values, int[] Dims)> theirs = Run(session, graph, x);
        TensorValues values = new();
        values.Set(graph.Inputs[0], x);
        Dictionary<EdgeConv.Compiler.Graphs.Tensor, string> names = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < graph.Outputs.Length; i++) names[graph.Outputs[i]] = session.OutputNames[i];
        int compared = 0;
        foreach (Operator op in graph.Operators)
        {
            op.Evaluate(values);
            if (!names.TryGetValue(op.Output, out string? name)) continue;
            (sbyte[] expected, int[] dims) = theirs[name];
            Compare(ChannelsFirst(values.Int8(op.Output), dims, op.Output.Shape), expected, tolerance, op.ToString());
            values.Set(op.Output, ChannelsLast(expected, dims, op.Output.Shape));
            compared++;
        }
        Assert.IsGreaterThanOrEqualTo(session.OutputNames.Count / 2, compared, "layers compared");
    }

    /// <summary>Asserts that the output differs by at most <paramref name="tolerance"/>.</summary>
    /// <param name="file">The model.</param>
    /// <param name="tolerance">In steps of int8.</param>
    /// <param name="isQdq">QDQ form.</param>
    /// <param name="seed">Of the inputs.</param>
    /// <param name="runs">Number of inputs.</param>
    public static void Check(byte[] file, int tolerance, bool isQdq, int seed = 1, int runs = 3)
    {
        Graph graph = OnnxImporter.Read("test", file);
        using InferenceSession session = Open(file, isQdq);
        Random random = new(seed);
        for (int run = 0; run < runs; run++)
        {
            sbyte[] x = Draw(graph, random);
            sbyte[] ours = ReferenceEngine.Run(graph, [x]).Int8(graph.Outputs[0]);
            (sbyte[] theirs, int[] dims) = Run(session, graph, x)[session.OutputNames[0]];
            Compare(ChannelsFirst(ours, dims, graph.Outputs[0].Shape), theirs, tolerance, "run " + run);
            Assert.IsGreaterThan(1, theirs.Distinct().Count(), "a test whose output is constant");
        }
    }

    private static void Compare(sbyte[] ours, sbyte[] theirs, int tolerance, string where)
    {
        Assert.HasCount(theirs.Length, ours);
        int worst = ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max();
        Assert.IsLessThanOrEqualTo(tolerance, worst,
            $"{where}: differs by {worst}; ours {string.Join(" ", ours.Take(12))}, theirs {string.Join(" ", theirs.Take(12))}");
    }

    private static InferenceSession Open(byte[] file, bool isQdq)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        // QLinear operators run as they are; QDQ is fused to them.
        options.GraphOptimizationLevel = isQdq ? GraphOptimizationLevel.ORT_ENABLE_EXTENDED : GraphOptimizationLevel.ORT_DISABLE_ALL;
        // Without it some processors sum 16 bits only.
        options.AddSessionConfigEntry("session.x64quantprecision", "1");
        return new InferenceSession(file, options);
    }

    private static sbyte[] Draw(Graph graph, Random random) =>
        [.. Enumerable.Range(0, graph.Inputs[0].Shape.Length).Select(_ => (sbyte)random.Next(-128, 128))];

    private static Dictionary<string, (sbyte[] Values, int[] Dims)> Run(InferenceSession session, Graph graph, sbyte[] x)
    {
        string name = session.InputMetadata.Keys.Single();
        Type type = session.InputMetadata[name].ElementType;
        int[] dims = [.. session.InputMetadata[name].Dimensions.Select(d => Math.Max(1, d))];
        sbyte[] given = ChannelsFirst(x, dims, graph.Inputs[0].Shape);
        Quantization from = graph.Inputs[0].Quantized;
        NamedOnnxValue Value<T>(Converter<sbyte, T> of) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(Array.ConvertAll(given, of), dims));
        NamedOnnxValue value = type == typeof(float) ? Value(q => (q - from.ZeroPoint) * from.Scale)
            : type == typeof(byte) ? Value(q => (byte)(q + 128)) : Value(q => q);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run([value]);
        Dictionary<string, (sbyte[], int[])> read = [];
        for (int i = 0; i < results.Count; i++)
        {
            Quantization to = graph.Outputs[i].Quantized;
            (sbyte[], int[]) Read<T>(DenseTensor<T> tensor, Func<T, int> of) =>
                ([.. tensor.Select(value => (sbyte)of(value))], tensor.Dimensions.ToArray());
            read[results[i].Name] = results[i].Value switch
            {
                DenseTensor<float> floats => Read(floats, f => (int)Math.Clamp(Math.Round(f / to.Scale) + to.ZeroPoint, -128, 127)),
                DenseTensor<byte> bytes => Read(bytes, b => b - 128),
                var other => Read((DenseTensor<sbyte>)other, b => b),
            };
        }
        return read;
    }

    private static bool IsMap(int[] dims, Shape shape) => dims.Length > 3 ? shape == new Shape([dims[0], .. dims[2..], dims[1]])
        : dims.Length == 3 && (shape == new Shape(dims[0], dims[2], dims[1]) || shape == new Shape(dims[0], 1, dims[2], dims[1]));

    // From NHWC, where a map lies so, to ONNX's order.
    private static sbyte[] ChannelsFirst(sbyte[] values, int[] dims, Shape shape) =>
        Turned(values, dims, shape, (result, first, last) => result[first] = values[last]);

    // And back.
    private static sbyte[] ChannelsLast(sbyte[] values, int[] dims, Shape shape) =>
        Turned(values, dims, shape, (result, first, last) => result[last] = values[first]);

    private static sbyte[] Turned(sbyte[] values, int[] dims, Shape shape, Action<sbyte[], int, int> copy)
    {
        if (!IsMap(dims, shape)) return values;
        int cells = dims.Skip(2).Aggregate(1, (a, b) => a * b), channels = dims[1];
        sbyte[] result = new sbyte[values.Length];
        for (int i = 0; i < values.Length; i++)
            copy(result, (i / channels / cells * channels + i % channels) * cells + i / channels % cells, i);
        return result;
    }
}
