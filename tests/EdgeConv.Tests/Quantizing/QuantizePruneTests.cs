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

    // Convolution, depthwise with a stride and edges, 1x1, average, fully connected: each weight at its place.
    [TestMethod]
    public void TheNetworkComputesWhatTheModelDoes()
    {
        using TestFolder folder = new();
        Quantizer quantizer = new("digits", TrainedOnnx.WithDepthwise);
        string digits = TrainingData.Digits(folder.Folder);
        Graph graph = quantizer.Run(CalibrationReader.Read(digits, quantizer.InputShape, true, new DataOptions()),
            new QuantizerOptions { Scaling = new InputScaling([1f / 16], [0]), Frames = 64 }).Graph;
        DataSet data = DataReader.Read(digits, new DataOptions());
        InputRange range = data.RangeOf(data.Recordings);
        Network network = GraphImport.ToNetwork(graph, range);
        Batches batches = new(data, range, new Augmentation(0, 0, 0));
        Sample[] samples = [.. DataSet.Samples(data.Recordings).Take(20)];
        batches.Fill(samples, network.Input, null);
        network.Forward(training: false);
        Tensor scores = graph.Operators[^1].Inputs[0]; // before the softmax
        for (int n = 0; n < samples.Length; n++)
        {
            sbyte[] given = ReferenceEngine.Run(graph, [batches.Quantize(samples[n])]).Int8(scores);
            for (int k = 0; k < given.Length; k++)
                Assert.AreEqual((given[k] - scores.Quantized.ZeroPoint) * scores.Quantized.Scale,
                    network.Scores.Values[k * samples.Length + n], 8 * scores.Quantized.Scale, $"frame {n}, class {k}");
        }
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
