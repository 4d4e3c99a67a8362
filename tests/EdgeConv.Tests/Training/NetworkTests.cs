using EdgeConv.Training.Layers;
using EdgeConv.Training.Optimizers;

namespace EdgeConv.Tests.Training;

/// <summary>From a network to its int8 graph: folding, rounding, export.</summary>
[TestClass]
public sealed class NetworkTests
{
    private static readonly FrameShape s_shape = new(8, 8, 1);
    private static readonly InputRange s_range = new(16f / 255, -128);

    // What no preset has: depthwise convolutions and dropout.
    private const string Blocks = """
        { "edgeconv": 1, "layers": [
            { "type": "convolution", "filters": 6, "size": 3, "stride": 2, "padding": "same" },
            { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "depthwise", "size": 3, "stride": 2, "padding": "same" },
            { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "convolution", "filters": 12, "size": 1 },
            { "type": "batchNorm" },
            { "type": "activation", "function": "relu" },
            { "type": "averagePool", "window": "global" },
            { "type": "dropout", "rate": 0.2 },
            { "type": "fullyConnected", "outputs": "classes" },
            { "type": "softmax" }
        ] }
        """;

    private static Network Tiny(string preset = "tiny-8x8", FrameShape? shape = null) => NetworkReader.Read(
        "n", preset == Blocks ? Encoding.UTF8.GetBytes(Blocks) : Preset.File(preset), shape ?? s_shape, 5, new Random(2));

    private static float[] Scores(Network network, bool training = false)
    {
        network.Forward(training);
        return network.Scores.All.ToArray();
    }

    private static void Fill(Network network, int count, int seed)
    {
        Random random = new(seed);
        network.Input.Resize(count);
        for (int i = 0; i < network.Input.All.Length; i++) network.Input.Values[i] = random.Next(0, 256) / 255f;
    }

    // Folded, with ranges of an input from 0 to 1.
    private static void Quantize(Network network)
    {
        network.Fold();
        QuantizedRange input = new();
        input.Set(0, 1);
        network.Quantize(input);
    }

    [TestMethod]
    public void FoldingKeepsWhatIsComputed()
    {
        Network network = Tiny();
        Fill(network, 16, 1);
        for (int i = 0; i < 30; i++) Scores(network, training: true); // statistics settle
        float[] before = Scores(network);
        network.Fold();
        float[] after = Scores(network);
        Assert.IsFalse(network.Layers.Any(layer => layer is BatchNorm));
        for (int i = 0; i < before.Length; i++) Assert.AreEqual(before[i], after[i], 1e-4f * (1 + Math.Abs(before[i])));
    }

    [TestMethod, DataRow("tiny-8x8", 8, 8), DataRow("tiny-1d", 1, 64), DataRow("small-28x28", 28, 28), DataRow("small-32x32", 32, 32)]
    [DataRow(Blocks, 16, 16)]
    public void TheGraphComputesWhatTheRoundedNetworkDoes(string preset, int height, int width)
    {
        FrameShape shape = new(height, width, 1);
        Network network = Tiny(preset, shape);
        Fill(network, 8, 4);
        for (int i = 0; i < 20; i++) Scores(network, training: true);
        Quantize(network);
        for (int i = 0; i < 20; i++) Scores(network, training: true); // ranges settle
        Graph graph = GraphExport.ToGraph(network, s_range);
        float[] scores = Scores(network);
        Tensor output = graph.Operators[^2].Output; // before the softmax
        for (int n = 0; n < 8; n++)
        {
            sbyte[] frame = [.. Enumerable.Range(0, shape.Length)
                .Select(i => (sbyte)(Math.Round(network.Input.Values[n * shape.Length + i] * 255) - 128))];
            TensorValues values = ReferenceEngine.Run(graph, [frame]);
            sbyte[] int8 = values.Int8(output);
            // Layers round one after another; a step or two may differ where a value lies between two.
            for (int k = 0; k < 5; k++) Assert.AreEqual(scores[k * 8 + n], (int8[k] - output.Quantized.ZeroPoint) * output.Quantized.Scale,
                6.01f * output.Quantized.Scale, $"frame {n}, class {k}");
        }
    }

    [TestMethod, DataRow("tiny-8x8", 8, 8), DataRow("small-32x32", 32, 32), DataRow(Blocks, 16, 16)]
    public void TheWrittenFileIsTheSameGraph(string preset, int height, int width)
    {
        Network network = Tiny(preset, new FrameShape(height, width, 1));
        Fill(network, 4, 3);
        Quantize(network);
        Scores(network, training: true);
        Graph graph = GraphExport.ToGraph(network, s_range);
        byte[] file = JsonWriter.Write(graph, "a \"description\" with <signs>");
        Graph read = JsonImporter.Read("other", file);
        Assert.AreEqual("n", read.Name);
        Assert.HasCount(graph.Operators.Length, read.Operators);
        foreach ((Operator a, Operator b) in graph.Operators.Zip(read.Operators))
        {
            Assert.AreEqual((a.ToString(), a.Output.Shape, a.Output.Quantization), (b.ToString(), b.Output.Shape, b.Output.Quantization));
            foreach ((Tensor x, Tensor y) in a.Inputs.Zip(b.Inputs))
            {
                if (x.Constant is null) continue;
                CollectionAssert.AreEqual(x.Constant, y.Constant);
                if (x.Type == ElementType.Int8) CollectionAssert.AreEqual(x.Quantized.Scales.ToArray(), y.Quantized.Scales.ToArray());
            }
        }
        CollectionAssert.AreEqual(file, JsonWriter.Write(read, "a \"description\" with <signs>"));
        Assert.Contains("filters", Encoding.UTF8.GetString(file));
    }

    [TestMethod]
    public void AFileToBeTrainedIsNoModelYet()
    {
        ModelException refusal = Assert.ThrowsExactly<ModelException>(() => ModelFile.Read("n", ".json", Preset.File("tiny-8x8")));
        Assert.Contains("edgeconv train --network", refusal.Message);
    }

    [TestMethod, DataRow(true), DataRow(false)]
    public void OptimizersFindTheMinimumOfAParabola(bool isSgd)
    {
        Parameter parameter = new([5, -3], Decays: false);
        Optimizer optimizer = isSgd ? new Sgd([parameter], 0) : new Adam([parameter], 0);
        CosineSchedule schedule = new(isSgd ? 0.05 : 0.2, 200, 10);
        for (int step = 0; step < 200; step++)
        {
            (parameter.Gradients[0], parameter.Gradients[1]) = (2 * (parameter.Values[0] - 1), 2 * (parameter.Values[1] - 2));
            optimizer.Step(schedule.At(step));
        }
        Assert.AreEqual(1, parameter.Values[0], 0.01);
        Assert.AreEqual(2, parameter.Values[1], 0.01);
        Assert.AreEqual(isSgd ? 0.005 : 0.02, schedule.At(0), 1e-9);
        Assert.IsLessThan(1e-4, schedule.At(199));
    }
}
