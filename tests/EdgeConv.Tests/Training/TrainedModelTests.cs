namespace EdgeConv.Tests.Training;

/// <summary>`edgeconv train`: what it writes passes through every other verb with the same bytes.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class TrainedModelTests
{
    // Every layer that can be trained, in a network small enough for a test.
    private const string Network = """
        { "edgeconv": 1, "name": "bars", "layers": [
          { "type": "convolution", "filters": 3, "size": 3, "padding": "same" }, { "type": "batchNorm" },
          { "type": "activation", "function": "relu6" },
          { "type": "depthwise", "size": 3, "padding": "same", "activation": "relu" },
          { "type": "minPool", "window": 2, "stride": 1 }, { "type": "dropout", "rate": 0.1 },
          { "type": "convolution", "filters": 6, "size": [2, 2], "stride": 2, "padding": "same" }, { "type": "batchNorm" },
          { "type": "averagePool", "window": 2, "stride": 1 },
          { "type": "maxPool", "window": [2, 1], "stride": 1, "activation": "relu" }, { "type": "flatten" },
          { "type": "fullyConnected", "outputs": 5 }, { "type": "batchNorm" }, { "type": "activation", "function": "relu" },
          { "type": "fullyConnected", "outputs": "classes" }, { "type": "softmax" } ] }
        """;

    // Trained once each, for all tests that only look at what came of it.
    private static readonly Lazy<Trained> s_json = new(() => new Trained("bars.json")), s_tflite = new(() => new Trained("bars.tflite"));

    [ClassCleanup]
    public static void RemoveFiles()
    {
        if (s_json.IsValueCreated) s_json.Value.Command.Dispose();
        if (s_tflite.IsValueCreated) s_tflite.Value.Command.Dispose();
    }

    [TestMethod]
    public void EveryVerbTakesItAndEveryEngineGivesTheSameBytes()
    {
        foreach (Trained trained in (Trained[])[s_json.Value, s_tflite.Value])
        {
            Assert.AreEqual("lying\nupright\n", File.ReadAllText(trained.Command.File("bars.labels.txt")));
            Assert.Contains("float", trained.Output);
            TakenByEveryVerb(trained.Command, trained.Path, trained.Command.File("bars.csv"), LongRun.Cases(4, 20));
        }
    }

    [TestMethod]
    public void APresetForEverySizeOfFramesLearns()
    {
        Learns(command => TrainingData.Bars(command.Folder, size: 8), "bars.csv", "tiny-8x8", "80 frames of 8x8x1", "bars.csv");
        Learns(c => TrainingData.Waves(c.File("waves")), "waves", "tiny-1d", "40 frames of 1x40x3 in 8 recordings", "waves/slow_1.npy",
            "--window", "40", "--step", "20");
        // Grey and coloured files of every form, all of one size, become grey.
        Learns(c => TrainingData.Images(c.File("images"), 20, 16, count: 64), "images", "small-28x28", "64 frames of 16x20x1",
            "images/lying/1.png");
        // Of several sizes, scaled to one, in colour.
        Learns(c => TrainingData.Images(c.File("images"), 40, 36, growth: 3), "images", "small-32x32", "32 frames of 32x32x3",
            "images/lying/1.png", "--shape", "32x32x3");
        // Of a few cells, in recordings of frames as a board's are.
        Learns(c => TrainingData.Recordings(c.File("boards"), 4, 4), "boards", "small-32x32", "48 frames of 4x4x1 in 8 recordings",
            "boards/left/left_0.npy");
    }

    private static void Learns(
        Action<SimulatedCommand> prepare, string data, string preset, string frames, string some, params string[] options)
    {
        using SimulatedCommand command = new();
        prepare(command);
        string path = command.File("learned.json");
        string[] brief = ["--report", "report", "--epochs", "40", "--fine-tuning", "10"];
        command.Run(["train", "--data", data, "--out", path, .. brief, .. options]).AssertDone(frames, "  100.0 %  100.0 %");
        Console.WriteLine(command.Output);
        Assert.AreEqual(Preset.For(ShapeOf(path)), preset);
        TakenByEveryVerb(command, path, command.File(some), 3);
    }

    private static FrameShape ShapeOf(string path)
    {
        (_, int h, int w, int c) = ModelFile.Open(path).Inputs[0].Shape.Nhwc;
        return new FrameShape(h, w, c);
    }

    [TestMethod]
    [DataRow(1, 17, "small-32x32"), DataRow(1, 18, "tiny-1d"), DataRow(7, 9, "small-32x32"), DataRow(8, 8, "tiny-8x8")]
    [DataRow(8, 14, "tiny-8x8"), DataRow(15, 15, "small-28x28"), DataRow(31, 31, "small-28x28"), DataRow(32, 32, "small-32x32")]
    public void TheSizeOfFramesDecides(int height, int width, string preset) =>
        Assert.AreEqual(preset, Preset.For(new FrameShape(height, width, 1)));

    [TestMethod]
    public void EveryShapeOfFramesHasAPresetThatFits()
    {
        for (int height = 1; height <= 40; height++)
            for (int width = 1; width <= 40; width++)
            {
                FrameShape shape = new(height, width, 2);
                _ = NetworkReader.Read("n", Preset.File(Preset.For(shape)), shape, 2, new Random(1));
            }
    }

    [TestMethod]
    public void WhatTheSimulatorRecordsIsDataToTrainOn()
    {
        using SimulatedCommand command = new();
        foreach ((string frames, int number) in ((string, int)[])[("hand", 1), ("hand", 2), ("blink", 1), ("blink", 2)])
        {
            Directory.CreateDirectory(command.File("data/" + frames));
            string[] record = ["--frames", "synthetic:" + frames, "--count", "20", "--record", $"data/{frames}/{number}.npy"];
            command.Simulate(["--example", "strokes", .. record]).AssertDone();
        }
        command.Run(["train", "--data", "data", "--out", "m.json", "--report", "report", "--epochs", "20"])
            .AssertDone("80 frames of 8x8x1 in 4 recordings of 2 classes: blink, hand");
        using SimulatedCommand refused = new();
        refused.Simulate("--record", "frames.txt").AssertFailed(2, "name a .npy file");
        refused.Simulate("--record", "nowhere/frames.npy").AssertFailed(1, "--record");
    }

    private static void TakenByEveryVerb(SimulatedCommand command, string path, string frames, int inputs)
    {
        foreach (string[] verb in (string[][])[["inspect"], ["profile"], ["compile", "--out", "Model.cs"], ["pack", "--out", "model.ecm"]])
            command.Run([.. verb, path]).AssertDone();
        command.Simulate("--model", path, "--frames", frames, "--count", "4").AssertDone();
        byte[] input = new byte[ShapeOf(path).Length];
        Random random = new(9);
        for (int i = 0; i < inputs; i++)
        {
            random.NextBytes(input);
            command.Put("input.bin", input);
            command.AssertEnginesAgree(path, "input.bin");
        }
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameFiles()
    {
        Trained first = s_json.Value, second = new("bars.json");
        using SimulatedCommand removed = second.Command;
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Path), File.ReadAllBytes(second.Path));
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Report), File.ReadAllBytes(second.Report));
    }

    [TestMethod]
    public void TheFileDoesNotSayWhereItWasWritten()
    {
        using SimulatedCommand command = new();
        string data = TrainingData.Bars(command.Folder);
        Directory.CreateDirectory(command.File("below"));
        foreach ((string model, string seed) in ((string, string)[])[("a", "1"), ("below/b", "1"), ("c", "2")])
        {
            string[] options = ["--report", "report" + model, "--epochs", "2", "--fine-tuning", "1", "--seed", seed];
            command.Run(["train", "--data", data, "--out", model + ".json", .. options]).AssertDone();
        }
        CollectionAssert.AreEqual(command.Bytes("a.json"), command.Bytes("below/b.json"));
        CollectionAssert.AreEqual(command.Bytes("reporta/report.html"), command.Bytes("reportbelow/b/report.html"));
        CollectionAssert.AreNotEqual(command.Bytes("a.json"), command.Bytes("c.json"), "another seed");
        Assert.AreEqual("bars", ModelFile.Open(command.File("a.json")).Name);
    }

    [TestMethod]
    public void BothFormatsGiveTheSameBytes()
    {
        Graph a = ModelFile.Open(s_json.Value.Path), b = ModelFile.Open(s_tflite.Value.Path);
        Random random = new(4);
        for (int i = 0; i < 50; i++)
        {
            sbyte[] input = [.. Enumerable.Range(0, 36).Select(_ => (sbyte)random.Next(-128, 128))];
            CollectionAssert.AreEqual(ReferenceEngine.Run(a, [input]).Int8(a.Outputs[0]),
                ReferenceEngine.Run(b, [input]).Int8(b.Outputs[0]));
        }
    }

    [TestMethod]
    public void TheReportNeedsNothingElse()
    {
        string page = File.ReadAllText(s_json.Value.Report);
        string[] parts = ["Confusion", "Misclassified frames", "What it learned", "data:image/png;base64,", "IL instructions"];
        foreach (string part in parts) Assert.Contains(part, page);
        // The answer stands first, and the graph of the model is drawn.
        Assert.MatchesRegex("<p class=\"big\">\\d+ of \\d+ test frames right</p>", page);
        Assert.IsLessThan(page.IndexOf("class=\"tiles\""), page.IndexOf("class=\"big\""));
        Assert.Contains("<svg class=\"graph\"", page);
        Assert.DoesNotContain("http", page);
        Assert.DoesNotContain("src=\"/", page);
        Assert.DoesNotContain(", ,", page, "no gap where a layer has no parameters to name");
    }

    /// <summary>A run of `edgeconv train` with <see cref="Network"/> over bars.</summary>
    private sealed class Trained
    {
        public Trained(string model)
        {
            Command.Put("network.json", Network);
            Path = Command.File(model);
            string[] options = ["--network", "network.json", "--epochs", "12", "--fine-tuning", "4", "--report", "report"];
            Output = Command.Run(["train", "--data", TrainingData.Bars(Command.Folder), "--out", Path, .. options]).AssertDone().Output;
        }

        public SimulatedCommand Command { get; } = new();

        public string Path { get; }

        public string Report => Command.File("report/report.html");

        public string Output { get; }
    }
}
