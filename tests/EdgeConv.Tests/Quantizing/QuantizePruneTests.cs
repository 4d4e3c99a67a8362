namespace EdgeConv.Tests.Quantizing;

using EdgeConv.Training.Layers; // within the namespace: these layers, not the compiler's of the same names
using EdgeConv.Training.Networks;

/// <summary>`edgeconv quantize --prune`: an imported float model is trained on with labelled frames, and pruned to a budget.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class QuantizePruneTests : CommandTests
{
    private string[] Quantize(byte[] model, params string[] options)
    {
        Command.Put("digits.onnx", model);
        return ["quantize", Command.File("digits.onnx"), "--calibration", TrainingData.Digits(Command.Folder), "--scale", "0.0625",
            .. options];
    }

    [TestMethod]
    public void ADenseModelIsPrunedToTheBudget()
    {
        string[] prune = Quantize(TrainedOnnx.Plain, "--labels", "--prune", "14500", "--epochs", "8", "--out");
        Command.Run([.. prune, "a.tflite"]).AssertDone("pruned    from 18,", "to 14,");
        Command.Run([.. prune, "b.tflite"]).AssertDone();
        CollectionAssert.AreEqual(Command.Bytes("a.tflite"), Command.Bytes("b.tflite"));
        Graph graph = Pipeline.Run(ModelFile.Open(Command.File("a.tflite")));
        Assert.IsInRange(13_500L, 14_500L, ModelProfile.Of(graph, ModelProfile.Compiled).Total.Instructions);
        Assert.IsGreaterThan(93.0, Accuracy("a.tflite"));
        sbyte[] frame = [.. Enumerable.Range(0, 64).Select(i => (sbyte)(i * 37 % 256 - 128))];
        EngineCheck.Agree(ModelFile.Open(Command.File("a.tflite")), frame);
    }

    [TestMethod]
    public void AModelWithinTheBudgetIsTrainedOnly()
    {
        Command.Run(Quantize(TrainedOnnx.WithDepthwise, "--labels", "--prune", "10000000", "--epochs", "2", "--out", "m.json"))
            .AssertDone("nothing: the model is within the budget already");
        Assert.IsGreaterThan(93.0, Accuracy("m.json"));
    }

    private double Accuracy(string model) => double.Parse(Regex.Match(
        Command.Run(["evaluate", Command.File(model), "--data", TrainingData.Digits(Command.Folder)]).AssertDone().Output,
        @"(\d+\.\d) %").Groups[1].Value, CultureInfo.InvariantCulture);

    [TestMethod]
    public void TheNetworkComputesWhatTheModelDoes() => ComputesTheSame(TrainedOnnx.WithDepthwise, 1f / 16);

    // Maps over one axis, and their mean.
    [TestMethod]
    public void TheNetworkOfAModelOverTimeComputesTheSame()
    {
        FloatNet net = new(5);
        FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 3, 40), 6, stride: 2));
        x = net.Same("Relu", net.Conv(x, 7));
        x = net.Node("GlobalAveragePool", [1, 7, 1], [x]);
        ComputesTheSame(net.Finish(net.Gemm(net.Flatten(x), 4)), 1);
    }

    // ReLU6, two filters for each channel, and the maximum of a map.
    [TestMethod]
    public void TheNetworkOfAModelWithMaximaComputesTheSame()
    {
        FloatNet net = new(6);
        FloatValue x = net.Clip(net.Conv(net.Input(1, 2, 8, 6), 5), 0, 6);
        x = net.Node("GlobalMaxPool", [1, 10, 1, 1], [net.Same("Relu", net.Conv(x, 10, groups: 5))]);
        ComputesTheSame(net.Finish(net.Gemm(net.Flatten(x), 4, isTransposed: false)), 1);
    }

    // A map that is flattened with its channels last, and a ReLU after a mean.
    [TestMethod]
    public void TheNetworkOfAModelWithChannelsLastComputesTheSame()
    {
        FloatNet net = new(7);
        FloatValue x = net.Pool("AveragePool", net.Conv(net.Input(1, 2, 8, 6), 5), 2, 2);
        x = net.Node("Transpose", [1, 4, 3, 5], [net.Same("Relu", x)], null, ("perm", new[] { 0, 2, 3, 1 }));
        ComputesTheSame(net.Finish(net.Same("Softmax", net.Gemm(net.Flatten(x), 4))), 1);
    }

    private static void ComputesTheSame(byte[] model, float scale)
    {
        Quantizer quantizer = new("model", model);
        FrameShape shape = quantizer.InputShape;
        CalibrationSet frames = FloatNet.Frames(shape, 64);
        Graph graph = quantizer.Run(frames, new QuantizerOptions { Scaling = new InputScaling([scale], [0]), Frames = 64 }).Graph;
        DataSet data = new("frames", shape, ["a", "b"], [.. frames.Frames.Select((frame, i) =>
            new LabelledRecording($"{i}", i % 2, frame, [0]))], FrameKind.Readings, []);
        // The graph's own range, so that both read the same input.
        InputRange range = new(graph.Inputs[0].Quantized.Scale, graph.Inputs[0].Quantized.ZeroPoint);
        Network network = GraphImport.ToNetwork(graph, range);
        Batches batches = new(data, range, new Augmentation(0, 0, 0));
        Sample[] samples = [.. DataSet.Samples(data.Recordings).Take(20)];
        batches.Fill(samples, network.Input, null);
        network.Forward(training: false);
        Tensor scores = network.HasSoftmax ? graph.Operators[^1].Inputs[0] : graph.Outputs[0];
        for (int n = 0; n < samples.Length; n++)
        {
            sbyte[] given = ReferenceEngine.Run(graph, [batches.Quantize(samples[n])]).Int8(scores);
            for (int k = 0; k < given.Length; k++)
                Assert.AreEqual((given[k] - scores.Quantized.ZeroPoint) * scores.Quantized.Scale,
                    network.Scores.Values[k * samples.Length + n], 8 * scores.Quantized.Scale, $"frame {n}, class {k}");
        }
    }

    // The usual scaling of grey images: one mean, one std.
    [TestMethod]
    public void OneOffsetForAllChannelsIsTaken()
    {
        Command.Run(Quantize(TrainedOnnx.Plain, "--labels", "--prune", "14500", "--epochs", "8", "--offset", "-0.1", "--out", "m.tflite"))
            .AssertDone("pruned    from ", "of what the float model expects");
        Assert.IsGreaterThan(93.0, double.Parse(Regex.Match(Command.Output, @"pruned and trained\s+(\d+\.\d) %").Groups[1].Value,
            CultureInfo.InvariantCulture));
        Quantization input = Pipeline.Run(ModelFile.Open(Command.File("m.tflite"))).Inputs[0].Quantized;
        Assert.AreEqual(-0.1, (-128 - input.ZeroPoint) * input.Scale, 0.01);
        Assert.AreEqual(0.9, (127 - input.ZeroPoint) * input.Scale, 0.01);
    }

    [TestMethod]
    public void AReshapedMapASecondOutputAndTooManyWeightsAreRefused()
    {
        FloatNet net = new(3);
        FloatValue x = net.Node("Reshape", [1, 1, 8, 8], [net.Input(1, 64)], [net.Ints(1, 1, 8, 8)]);
        byte[] reshaped = net.Finish(net.Gemm(net.Flatten(net.Conv(x, 4)), 10));
        Command.Run(Quantize(reshaped, "--labels", "--prune", "20000", "--out", "m.tflite")).AssertFailed(1, "reshaped");
        net = new FloatNet(3);
        x = net.Same("Relu", net.Conv(net.Input(1, 1, 8, 8), 4));
        byte[] two = net.Finish(net.Gemm(net.Flatten(x), 10), x);
        Command.Run(Quantize(two, "--labels", "--prune", "20000", "--out", "m.tflite")).AssertFailed(1, "2 outputs");
        net = new FloatNet(3);
        byte[] large = net.Finish(net.Gemm(net.Gemm(net.Flatten(net.Input(1, 1, 8, 8)), 15_000), 10));
        Command.Run(Quantize(large, "--labels", "--count", "2", "--prune", "20000", "--out", "m.tflite"))
            .AssertFailed(1, "1,110,000 weights");
    }

    [TestMethod]
    public void WhatCannotBePrunedIsRefused()
    {
        FloatNet net = new(3);
        FloatValue x = net.Same("Relu", net.Conv(net.Input(1, 1, 8, 8), 4));
        byte[] branch = net.Finish(net.Gemm(net.Flatten(net.Node("Add", x.Dims, [x, net.Conv(x, 4)])), 10));
        Command.Run(Quantize(branch, "--labels", "--prune", "20000", "--out", "m.tflite"))
            .AssertFailed(1, "what can be pruned is a chain of convolutions");
        Command.Run(Quantize(TrainedOnnx.Plain, "--labels", "--prune", "900", "--epochs", "2", "--out", "m.tflite"))
            .AssertFailed(1, "even without the weights that can be pruned, more than the budget of 900");
        Command.Run(Quantize(TrainedOnnx.Plain, "--prune", "20000", "--out", "m.tflite")).AssertFailed(2, "add --labels");
        Command.Run(Quantize(TrainedOnnx.Plain, "--labels", "--epochs", "5", "--out", "m.tflite"))
            .AssertFailed(2, "--epochs is for --prune");
        Assert.IsFalse(File.Exists(Command.File("m.tflite")));
    }
}
