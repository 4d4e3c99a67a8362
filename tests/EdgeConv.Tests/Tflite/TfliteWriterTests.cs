
namespace EdgeConv.Tests.Tflite;

/// <summary>
/// Graphs through a .tflite file give the same bytes; what a file cannot hold exactly is refused. Operator by operator, OperatorRun and
/// OracleHashTests do the same.
/// </summary>
[TestClass]
public sealed class TfliteWriterTests
{
    private static int s_names;

    public static IEnumerable<object?[]> Cases => ModelOracleTests.Cases;

    public static string DisplayName(MethodInfo method, object?[] data) => $"Written and read: {data[0]} {data[1]}";

    [TestMethod, DynamicData(nameof(Cases), DynamicDataDisplayName = nameof(DisplayName))]
    public void OutsideModelsGiveTensorFlowLiteMicrosBytes(string model, string input, string output)
    {
        if (model == OutsideData.Missing) Assert.Inconclusive(OutsideData.Missing);
        Graph read = TfliteImporter.Read(model, ModelOracleTests.Bytes(model));
        foreach (Graph graph in (Graph[])[read, Pipeline.Run(read)])
        {
            Graph again = OperatorRun.WrittenAndRead(graph);
            TensorValues values = ReferenceEngine.Run(again, ModelOracleTests.Inputs(again, input));
            byte[] actual = [.. again.Outputs.SelectMany(tensor => (byte[])(Array)values.Int8(tensor))];
            CollectionAssert.AreEqual(ModelOracleTests.Wanted(output), actual);
            if (graph == read) Assert.HasCount(read.Operators.Length, again.Operators, "operators for one another");
        }
    }

    [TestMethod]
    public void RandomNetworks()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            GraphDice dice = new(seed);
            Graph rolled = dice.Roll(12);
            Array[] inputs = dice.Inputs(rolled);
            foreach (Graph graph in (Graph[])[rolled, Pipeline.Run(rolled)]) IsSame(graph, inputs, "seed " + seed);
        }
    }

    [TestMethod]
    public void QuantizedOnnxNetworks()
    {
        foreach (bool isPerChannel in (bool[])[false, true])
            for (int seed = 0; seed < 20; seed++)
            {
                QuantizedNet net = new(new NetForm(true, seed % 2 == 0, isPerChannel), seed);
                QuantizedValue x = net.Input(1, 4, 9, 8);
                x = net.Conv(x, 6, 3, 2, [seed % 3, 1, 0, 2], 2, then: "Relu");
                x = net.MaxPool(x, [1, 6, (x.Dims[2] + 1) / 2, (x.Dims[3] + 1) / 2], [2, 2], ("pads", new[] { 1, 1, 0, 0 }));
                if (seed % 4 == 0) x = net.ConvTranspose(x, 3, 3, 2, [1, 0, 1, 2], [1, 0]);
                x = net.Gemm(net.Move("Flatten", x, [1, x.Dims.Aggregate(1, (a, b) => a * b)]), 5, true);
                Graph graph = OnnxImporter.Read("net", net.Finish(x));
                IsSame(graph, [OperatorRun.Random(new Random(seed), graph.Inputs[0].Shape.Length)], $"seed {seed}");
            }
    }

    [TestMethod, DataRow(PoolKind.Maximum), DataRow(PoolKind.Minimum), DataRow(PoolKind.Average)]
    public void PoolsOfAllWindows(PoolKind kind)
    {
        Random random = new(3);
        for (int i = 0; i < 200; i++)
        {
            int h = random.Next(1, 7), w = random.Next(1, 7), c = random.Next(1, 4), rows = random.Next(1, 4), columns = random.Next(1, 4),
                strideY = random.Next(1, 3), strideX = random.Next(1, 3);
            // TensorFlow Lite averages with SAME or VALID only.
            int padding = random.Next(kind == PoolKind.Average ? 2 : 3);
            (int top, int outHeight) = Along(h, rows, strideY, padding, random);
            (int left, int outWidth) = Along(w, columns, strideX, padding, random);
            if (outHeight < 1 || outWidth < 1) continue;
            Tensor x = Int8(new Shape(1, h, w, c), Scale(random), random.Next(-128, 128));
            // Scales of a pool may differ by what TensorFlow Lite overlooks.
            Tensor y = Int8(new Shape(1, outHeight, outWidth, c), x.Quantized.Scale + (i % 2) * 5e-7f, x.Quantized.ZeroPoint);
            Window window = new(rows, columns, strideY, strideX, 1, 1, top, left, outHeight, outWidth);
            Pool2D pool = new(kind, x, y, window, (Activation)random.Next(4));
            IsSame(OperatorRun.Layer(pool), [OperatorRun.Random(random, x.Shape.Length)], $"case {i}");
        }
    }

    [TestMethod]
    public void PerChannelScalesSurvive()
    {
        Random random = new(5);
        for (int i = 0; i < 100; i++)
        {
            int k = random.Next(2, 6), c = random.Next(1, 4);
            Tensor x = Int8(new Shape(1, 5, 5, c), Scale(random), random.Next(-128, 128)),
                y = Int8(new Shape(1, 3, 3, k), Scale(random), random.Next(-128, 128));
            Quantization scales = new([.. Enumerable.Range(0, k).Select(_ => Scale(random) / 50)], [.. new int[k]], 0);
            Tensor filters = new("w", new Shape(k, 3, 3, c), ElementType.Int8, scales, OperatorRun.Random(random, k * 9 * c));
            Tensor bias = new("b", new Shape(k), ElementType.Int32, null,
                Enumerable.Range(0, k).Select(_ => random.Next(-9999, 9999)).ToArray());
            Conv2D conv = new(x, filters, bias, y, new Window(3, 3, 1, 1, 1, 1, 0, 0, 3, 3), Activation.None);
            Conv2D again = (Conv2D)OperatorRun.WrittenAndRead(OperatorRun.Layer(conv)).Operators[0];
            CollectionAssert.AreEqual(conv.Multipliers, again.Multipliers);
            Assert.AreEqual(scales, again.Filters.Quantized);
            CollectionAssert.AreEqual((int[])bias.Constant!, (int[])again.Bias!.Constant!);
            Assert.AreEqual(y.Quantized, again.Output.Quantized);
        }
    }

    [TestMethod]
    public void TheSameGraphGivesTheSameFile()
    {
        Graph graph = new GraphDice(7).Roll(20);
        CollectionAssert.AreEqual(TfliteWriter.Write(graph), TfliteWriter.Write(graph));
    }

    [TestMethod]
    public void AJsonNetworkWithScalesOfItsWeights()
    {
        string rows = string.Join(",", Enumerable.Range(0, 3)
            .Select(k => "[" + string.Join(",", Enumerable.Range(0, 18).Select(i => (i * 7 + k * 31) % 100 - 50)) + "]"));
        Graph graph = Json($$"""
            "input": { "shape": [8, 8, 1] }, "layers": [
            { "type": "convolution", "filters": [[[1, 2], [3, -4]], [[5, 0], [0, 9]]], "weightScale": 0.03, "scale": 0.4,
              "activation": "relu" },
            { "type": "minPool", "window": 2 }, { "type": "activation", "function": "leakyRelu", "alpha": 0.2 },
            { "type": "flatten" },
            { "type": "fullyConnected", "weights": [{{rows}}], "weightScale": 0.02, "scale": 0.5 }, { "type": "softmax" }]
            """);
        IsSame(graph, [OperatorRun.Random(new Random(1), 64)], "json");
    }

    [TestMethod]
    public void FactorsThatScalesOnlyComeNearToAreRefused()
    {
        Graph graph = Blur(10);
        ModelException refusal = Assert.ThrowsExactly<ModelException>(() => TfliteWriter.Write(graph));
        StringAssert.Contains(refusal.Message, "CONV_2D 'blur'");
        StringAssert.Contains(refusal.Message, "write .json or .ecm");
        // A power of two is exact where the scales are the same.
        IsSame(Blur(16), [OperatorRun.Random(new Random(1), 16)], "divisor 16");
    }

    [TestMethod]
    public void WhatTensorFlowLiteHasNotIsRefused()
    {
        Tensor x = Int8(new Shape(1, 4, 4, 2), 0.1f, 3), y = Int8(new Shape(1, 3, 3, 2), 0.1f, 3), z = Int8(x.Shape, 0.1f, 3);
        Refuses(new Pool2D(PoolKind.Average, x, y, new Window(2, 3, 1, 1, 1, 1, 0, 1, 3, 3), Activation.None), "write .json or .ecm");
        Refuses(new UnaryTable("HARD_SIGMOID", x, z, [.. Enumerable.Repeat((sbyte)1, 256)]), "no .tflite operator");
        Refuses(new UnaryTable("TANH", x, z, [.. Enumerable.Repeat((sbyte)1, 256)]), "other bytes");
    }

    private static void Refuses(Operator op, string text)
    {
        string message = Assert.ThrowsExactly<ModelException>(() => TfliteWriter.Write(OperatorRun.Layer(op))).Message;
        StringAssert.StartsWith(message, op.ToString());
        StringAssert.Contains(message, text);
    }

    private static void IsSame(Graph graph, Array[] inputs, string where)
    {
        Graph again = OperatorRun.WrittenAndRead(graph);
        Assert.HasCount(graph.Outputs.Length, again.Outputs);
        TensorValues expected = ReferenceEngine.Run(graph, inputs), actual = ReferenceEngine.Run(again, inputs);
        for (int i = 0; i < graph.Outputs.Length; i++)
        {
            Assert.AreEqual(graph.Outputs[i].Name, again.Outputs[i].Name);
            Assert.AreEqual(graph.Outputs[i].Quantization, again.Outputs[i].Quantization);
            CollectionAssert.AreEqual(expected.Of(graph.Outputs[i]), actual.Of(again.Outputs[i]), $"{where}: output {i}");
        }
    }

    // VALID, SAME, or any padding.
    private static (int Before, int Outputs) Along(int extent, int taps, int stride, int padding, Random random)
    {
        switch (padding)
        {
            case 0: return (0, extent < taps ? 0 : (extent - taps) / stride + 1);
            case 1:
                int outputs = (extent + stride - 1) / stride;
                return (Math.Max(0, (outputs - 1) * stride + taps - extent) / 2, outputs);
            default:
                int before = random.Next(taps), after = random.Next(taps), room = extent + before + after - taps;
                return (before, room < 0 ? 0 : room / stride + 1);
        }
    }

    private static Graph Json(string text) => JsonImporter.Read("net", Encoding.UTF8.GetBytes("{ \"edgeconv\": 1, " + text + "}"));

    private static Graph Blur(int divisor) => Json($$"""
        "input": { "shape": [4, 4, 1] },
        "layers": [{ "type": "convolution", "name": "blur", "filters": [[[1, 2], [3, 4]]], "divisor": {{divisor}} }]
        """);

    private static float Scale(Random random) => 0.01f + random.NextSingle();

    private static Tensor Int8(Shape shape, float scale, int zeroPoint) =>
        new("t" + s_names++, shape, ElementType.Int8, Quantization.PerTensor(scale, zeroPoint));
}
