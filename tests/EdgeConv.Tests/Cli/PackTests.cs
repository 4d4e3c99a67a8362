namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv pack`, and its files in `run` and `inspect`.</summary>
[TestClass]
public sealed class PackTests : CommandTests
{
    [TestMethod]
    public void APackedModelGivesTheBytesOfTheReferenceEngine()
    {
        foreach (string model in Models())
        {
            Graph graph = Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(model)));
            byte[] input = new byte[graph.Inputs.Sum(tensor => tensor.Shape.Length)];
            new Random(3).NextBytes(input);
            File.WriteAllBytes(Command.File("in.bin"), input);
            string[] run = ["--input", Command.File("in.bin"), "--output"];
            Command.Run(["pack", model, "--out", Command.File("model.ecm")]).AssertDone();
            Command.Run(["run", model, "--engine", "reference", .. run, Command.File("reference.bin")]).AssertDone();
            Command.Run(["run", model, "--engine", "packed", .. run, Command.File("packed.bin")]).AssertDone();
            Command.Run(["run", Command.File("model.ecm"), .. run, Command.File("ecm.bin")]).AssertDone();
            byte[] expected = File.ReadAllBytes(Command.File("reference.bin"));
            CollectionAssert.AreEqual(expected, File.ReadAllBytes(Command.File("packed.bin")), model);
            CollectionAssert.AreEqual(expected, File.ReadAllBytes(Command.File("ecm.bin")), model);
        }
    }

    [TestMethod]
    public void SeveralOutputsAreNoModelForABoard()
    {
        File.WriteAllBytes(Command.File("two.ecm"), SampleModelTests.FileOf(false));
        Command.Run(["validate", "no-port", Command.File("two.ecm")])
            .AssertFailed(1, "two.ecm: 1 input and 2 outputs; a board's model has one of each");
    }

    [TestMethod]
    public void WhatInspectStatesIsWhatThePackedEngineTakes()
    {
        foreach (string model in Models())
        {
            Graph graph = Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(model)));
            Command.Run(["inspect", model, "--json"]).AssertDone();
            using JsonDocument json = JsonDocument.Parse(Command.Output);
            // The compiled engine comes first, where it carries the model.
            static bool IsPacked(JsonElement engine) => engine.GetProperty("engine").GetString() == "packed";
            JsonElement[] engines = [.. json.RootElement.GetProperty("engines").EnumerateArray().Where(IsPacked)];
            EcmFile[] files = [EcmFile.Write(graph), EcmFile.WriteCompact(graph)];
            for (int i = 0; i < 2; i++)
            {
                Assert.AreEqual(PackedModel.Load(files[i].Bytes).RequiredBytes, engines[i].GetProperty("ramBytes").GetInt64(), model);
                Assert.AreEqual(files[i].Bytes.Length, engines[i].GetProperty("fileBytes").GetInt64(), model);
            }
            JsonElement board = json.RootElement.GetProperty("boards")[0];
            Assert.AreEqual("esp32", board.GetProperty("board").GetString());
            JsonElement verdict = board.GetProperty("engines").EnumerateArray().First(IsPacked);
            bool fits = engines[0].GetProperty("neededBytes").GetInt64() <= board.GetProperty("heapBytes").GetInt64();
            Assert.AreEqual(fits, verdict.GetProperty("fitsHeap").GetBoolean());
        }
    }

    [TestMethod]
    public void TheFileAndItsMemoryArePrinted()
    {
        Command.Run(["pack", Strokes, "--out", Command.File("strokes.ecm"), "--board", "esp32-c3"]).AssertDone();
        foreach (string text in (string[])["edges", "long, fast", "RAM", "of them the arena", "strokes.ecm"])
            Assert.Contains(text, Command.Output);
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*partial*"));
        Command.Run(["inspect", Command.File("strokes.ecm")]).AssertDone();
        Assert.Contains("input 0: 1x8x8x1 int8", Command.Output);
        Command.Run(["inspect", Command.File("strokes.ecm"), "--json"]).AssertDone();
        using JsonDocument json = JsonDocument.Parse(Command.Output);
        Assert.AreEqual("strokes", json.RootElement.GetProperty("model").GetString());
    }

    [TestMethod]
    public void ABoardThatIsTooSmallIsNamedWithTheNumbers()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        Command.Run(["pack", model, "--out", Command.File("out.ecm"), "--board", "esp32"]).AssertFailed(1, "bytes of heap");
        Assert.IsFalse(File.Exists(Command.File("out.ecm")));
        Command.Run(["pack", model, "--out", Command.File("out.ecm"), "--board", "esp32-psram"]).AssertDone();
    }

    [TestMethod]
    public void WhatAPackedModelCannotDoIsOneLine()
    {
        string ecm = Command.File("strokes.ecm"), frame = Command.File("frame.bin");
        File.WriteAllBytes(frame, new byte[64]);
        Command.Run(["pack", Strokes, "--out", ecm]).AssertDone();
        Command.Run(["run", ecm, "--input", frame, "--dump", Command.Out])
            .AssertFailed(1, "--dump: only the reference engine keeps all tensors");
        Command.Run(["run", ecm, "--input", frame, "--engine", "reference"]).AssertFailed(1, "runs on the packed engine");
        Command.Run(["inspect", ecm, "--html", Command.File("page.html")]).AssertFailed(1, "holds no graph to draw");
        Command.Run(["pack", ecm, "--out", Command.File("again.ecm")]).AssertFailed(1, "packed already");
        Command.Run(["pack", Strokes]).AssertFailed(2, "--out");
        Command.Run(["pack", Strokes, "--out", ecm, "--board", "avr"]).AssertFailed(2, "--board avr: there are esp32");
        Command.Run(["pack", Strokes, "--out", Command.File("missing/x.ecm")]).AssertFailed(1, "cannot be written");
        byte[] damaged = File.ReadAllBytes(ecm);
        damaged[100] ^= 1;
        File.WriteAllBytes(ecm, damaged);
        Command.Run(["run", ecm, "--input", frame]).AssertFailed(1, "strokes.ecm: ");
        Command.Run(["inspect", ecm]).AssertFailed(1, "strokes.ecm: ");
    }

    private static IEnumerable<string> Models() =>
        Directory.GetFiles(Repository.PathOf("examples"), "*.json")
            .Concat(OutsideData.PathOf("models") is { } folder ? Directory.GetFiles(folder, "*.tflite") : []);
}
