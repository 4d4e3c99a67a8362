using EdgeConv.Compiler;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Tests.Training;

/// <summary>`edgeconv train`: what it writes passes through every other verb with the same bytes.</summary>
[TestClass]
public sealed class TrainedModelTests
{
    // Every layer that can be trained, in a network small enough for a test.
    private const string Network = """
        { "edgeconv": 1, "name": "bars", "layers": [
          { "type": "convolution", "filters": 3, "size": 3, "padding": "same" }, { "type": "batchNorm" }, { "type": "activation", "function": "relu6" },
          { "type": "depthwise", "size": 3, "padding": "same", "activation": "relu" },
          { "type": "minPool", "window": 2, "stride": 1 }, { "type": "dropout", "rate": 0.1 },
          { "type": "convolution", "filters": 6, "size": [2, 2], "stride": 2, "padding": "same" }, { "type": "batchNorm" },
          { "type": "averagePool", "window": 2, "stride": 1 }, { "type": "maxPool", "window": [2, 1], "stride": 1, "activation": "relu" }, { "type": "flatten" },
          { "type": "fullyConnected", "outputs": 5 }, { "type": "batchNorm" }, { "type": "activation", "function": "relu" },
          { "type": "fullyConnected", "outputs": "classes" }, { "type": "softmax" } ] }
        """;

    private static SimulatedCommand Trained(string model, out string path)
    {
        SimulatedCommand command = new();
        File.WriteAllText(command.File("network.json"), Network);
        path = command.File(model);
        command.Run(["train", "--data", TrainingData.Bars(command.Folder), "--out", path, "--network", command.File("network.json"), "--epochs", "12", "--fine-tuning", "4", "--report", command.File("report")]).AssertDone();
        return command;
    }

    [TestMethod]
    public void EveryVerbTakesItAndEveryEngineGivesTheSameBytes()
    {
        foreach (string model in (string[])["bars.json", "bars.tflite"])
        {
            using SimulatedCommand command = Trained(model, out string path);
            Assert.AreEqual("lying\nupright\n", File.ReadAllText(command.File("bars.labels.txt")));
            Assert.Contains("float", command.Output);
            command.Run(["inspect", path]).AssertDone();
            command.Run(["profile", path]).AssertDone();
            command.Run(["compile", path, "--out", command.File("BarsModel.cs")]).AssertDone();
            command.Run(["pack", path, "--out", command.File("bars.ecm")]).AssertDone();
            command.Simulate("--model", path, "--frames", command.File("bars.csv"), "--count", "4").AssertDone();
            byte[] input = new byte[36];
            Random random = new(9);
            for (int i = 0; i < 20; i++)
            {
                random.NextBytes(input);
                File.WriteAllBytes(command.File("input.bin"), input);
                byte[][] outputs = [.. ((string[])["reference", "packed", "compiled"]).Select(engine =>
                {
                    command.Run(["run", path, "--input", command.File("input.bin"), "--output", command.File("output.bin"), "--engine", engine]).AssertDone();
                    return File.ReadAllBytes(command.File("output.bin"));
                })];
                CollectionAssert.AreEqual(outputs[0], outputs[1]);
                CollectionAssert.AreEqual(outputs[0], outputs[2]);
            }
        }
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameFiles()
    {
        using SimulatedCommand first = Trained("bars.json", out string one), second = Trained("bars.json", out string two);
        CollectionAssert.AreEqual(File.ReadAllBytes(one), File.ReadAllBytes(two));
        CollectionAssert.AreEqual(File.ReadAllBytes(first.File("report/report.html")), File.ReadAllBytes(second.File("report/report.html")));
    }

    [TestMethod]
    public void BothFormatsGiveTheSameBytes()
    {
        using SimulatedCommand first = Trained("bars.json", out string json), second = Trained("bars.tflite", out string tflite);
        Graph a = ModelFile.Open(json), b = ModelFile.Open(tflite);
        Random random = new(4);
        for (int i = 0; i < 50; i++)
        {
            sbyte[] input = [.. Enumerable.Range(0, 36).Select(_ => (sbyte)random.Next(-128, 128))];
            CollectionAssert.AreEqual(ReferenceEngine.Run(a, [input]).Int8(a.Outputs[0]), ReferenceEngine.Run(b, [input]).Int8(b.Outputs[0]));
        }
    }

    [TestMethod]
    public void TheReportNeedsNothingElse()
    {
        using SimulatedCommand command = Trained("bars.json", out _);
        string page = File.ReadAllText(command.File("report/report.html"));
        foreach (string part in (string[])["Confusion", "Frames taken for something else", "What it learned", "data:image/png;base64,", "IL instructions"]) Assert.Contains(part, page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("src=\"/", page);
    }
}
