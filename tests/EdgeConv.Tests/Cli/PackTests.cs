using System.Text.Json;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Passes;
using EdgeConv.Models;
using EdgeConv.NanoClr;

namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv pack`, and its files in `run` and `inspect`.</summary>
[TestClass]
public sealed class PackTests
{
    private static readonly string s_strokes = Repository.PathOf("examples", "strokes.json");

    [TestMethod]
    public void APackedModelGivesTheBytesOfTheReferenceEngine()
    {
        using var command = new SimulatedCommand();
        foreach (string model in Models())
        {
            Graph graph = QuantizedBorders.Run(Pipeline.Run(ModelFile.Open(model)));
            byte[] input = new byte[graph.Inputs.Sum(tensor => tensor.Shape.Length)];
            new Random(3).NextBytes(input);
            File.WriteAllBytes(command.File("in.bin"), input);
            string[] run = ["--input", command.File("in.bin"), "--output"];
            command.Run(["pack", model, "--out", command.File("model.ecm")]).AssertDone();
            command.Run(["run", model, "--engine", "reference", .. run, command.File("reference.bin")]).AssertDone();
            command.Run(["run", model, "--engine", "packed", .. run, command.File("packed.bin")]).AssertDone();
            command.Run(["run", command.File("model.ecm"), .. run, command.File("ecm.bin")]).AssertDone();
            byte[] expected = File.ReadAllBytes(command.File("reference.bin"));
            CollectionAssert.AreEqual(expected, File.ReadAllBytes(command.File("packed.bin")), model);
            CollectionAssert.AreEqual(expected, File.ReadAllBytes(command.File("ecm.bin")), model);
        }
    }

    [TestMethod]
    public void SeveralOutputsAreNoModelForABoard()
    {
        using var command = new SimulatedCommand();
        File.WriteAllBytes(command.File("two.ecm"), SampleModelTests.FileOf(false));
        command.Run(["validate", "no-port", command.File("two.ecm")])
            .AssertFailed(1, "two.ecm: 1 input and 2 outputs; a board's model has one of each");
    }

    [TestMethod]
    public void WhatInspectStatesIsWhatThePackedEngineTakes()
    {
        using var command = new SimulatedCommand();
        foreach (string model in Models())
        {
            Graph graph = QuantizedBorders.Run(Pipeline.Run(ModelFile.Open(model)));
            command.Run(["inspect", model, "--json"]).AssertDone();
            using JsonDocument json = JsonDocument.Parse(command.Output);
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
        using var command = new SimulatedCommand();
        command.Run(["pack", s_strokes, "--out", command.File("strokes.ecm"), "--board", "esp32-c3"]).AssertDone();
        foreach (string text in (string[])["edges", "long, fast", "RAM", "of them the arena", "strokes.ecm"])
            Assert.Contains(text, command.Output);
        Assert.IsEmpty(Directory.GetFiles(command.Folder, "*partial*"));
        command.Run(["inspect", command.File("strokes.ecm")]).AssertDone();
        Assert.Contains("input 0: 1x8x8x1 int8", command.Output);
        command.Run(["inspect", command.File("strokes.ecm"), "--json"]).AssertDone();
        using JsonDocument json = JsonDocument.Parse(command.Output);
        Assert.AreEqual("strokes", json.RootElement.GetProperty("model").GetString());
    }

    [TestMethod]
    public void ABoardThatIsTooSmallIsNamedWithTheNumbers()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        using var command = new SimulatedCommand();
        command.Run(["pack", model, "--out", command.File("out.ecm"), "--board", "esp32"]).AssertFailed(1, "bytes of heap");
        Assert.IsFalse(File.Exists(command.File("out.ecm")));
        command.Run(["pack", model, "--out", command.File("out.ecm"), "--board", "esp32-psram"]).AssertDone();
    }

    [TestMethod]
    public void WhatAPackedModelCannotDoIsOneLine()
    {
        using var command = new SimulatedCommand();
        string ecm = command.File("strokes.ecm"), frame = command.File("frame.bin");
        File.WriteAllBytes(frame, new byte[64]);
        command.Run(["pack", s_strokes, "--out", ecm]).AssertDone();
        command.Run(["run", ecm, "--input", frame, "--dump", command.Out])
            .AssertFailed(1, "--dump: only the reference engine keeps all tensors");
        command.Run(["run", ecm, "--input", frame, "--engine", "reference"]).AssertFailed(1, "runs on the packed engine");
        command.Run(["inspect", ecm, "--html", command.File("page.html")]).AssertFailed(1, "holds no graph to draw");
        command.Run(["pack", ecm, "--out", command.File("again.ecm")]).AssertFailed(1, "packed already");
        command.Run(["pack", s_strokes]).AssertFailed(2, "--out");
        command.Run(["pack", s_strokes, "--out", ecm, "--board", "avr"]).AssertFailed(2, "--board avr: there are esp32");
        command.Run(["pack", s_strokes, "--out", command.File("missing/x.ecm")]).AssertFailed(1, "cannot be written");
        byte[] damaged = File.ReadAllBytes(ecm);
        damaged[100] ^= 1;
        File.WriteAllBytes(ecm, damaged);
        command.Run(["run", ecm, "--input", frame]).AssertFailed(1, "strokes.ecm: ");
        command.Run(["inspect", ecm]).AssertFailed(1, "strokes.ecm: ");
    }

    private static IEnumerable<string> Models() =>
        Directory.GetFiles(Repository.PathOf("examples"), "*.json")
            .Concat(OutsideData.PathOf("models") is { } folder ? Directory.GetFiles(folder, "*.tflite") : []);
}
