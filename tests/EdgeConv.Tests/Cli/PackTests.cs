using EdgeConv.Slots;

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
            byte[] input = new byte[Graph(model).Inputs.Sum(tensor => tensor.Shape.Length)];
            new Random(3).NextBytes(input);
            Command.Put("in.bin", input);
            Command.Run(["pack", model, "--out", "model.ecm"]).AssertDone();
            byte[] Output(string file, params string[] engine)
            {
                Command.Run(["run", file, .. engine, "--input", "in.bin", "--output", "out.bin"]).AssertDone();
                return Command.Bytes("out.bin");
            }
            byte[] expected = Output(model, "--engine", "reference");
            CollectionAssert.AreEqual(expected, Output(model, "--engine", "packed"), model);
            CollectionAssert.AreEqual(expected, Output("model.ecm"), model);
        }
    }

    [TestMethod]
    public void SeveralOutputsAreNoModelForABoard()
    {
        Command.Put("two.ecm", SampleModelTests.FileOf(false));
        const string Fragment = "two.ecm: the model has 1 input and 2 outputs, not one each";
        Command.Run(["validate", "no-port", "two.ecm"]).AssertFailed(1, Fragment);
    }

    [TestMethod]
    public void WhatInspectStatesIsWhatThePackedEngineTakes()
    {
        foreach (string model in Models())
        {
            JsonNode json = Command.Run(["inspect", model, "--json"]).AssertDone().Json;
            // The compiled engine comes first, where it carries the model.
            static JsonNode[] Packed(JsonNode of) => [.. of["engines"]!.AsArray().Where(e => (string?)e!["engine"] == "packed")!];
            Graph graph = Graph(model);
            foreach ((EcmFile file, JsonNode engine) in ((EcmFile[])[EcmFile.Write(graph), EcmFile.WriteCompact(graph)]).Zip(Packed(json)))
                Assert.AreEqual((PackedModel.Load(file.Bytes).RequiredBytes, file.Bytes.Length),
                    ((long)engine["ramBytes"]!, (int)engine["fileBytes"]!), model);
            Assert.HasCount(2, Packed(json));
            JsonNode board = json["boards"]![0]!;
            Assert.AreEqual("esp32", (string?)board["board"]);
            bool fits = (long)Packed(json)[0]["neededBytes"]! <= (long)board["heapBytes"]!;
            Assert.AreEqual(fits, (bool)Packed(board)[0]["fitsHeap"]!);
        }
    }

    [TestMethod]
    public void TheFileAndItsMemoryArePrinted()
    {
        Command.Run(["pack", Strokes, "--out", "strokes.ecm", "--board", "esp32-c3"])
            .AssertDone("edges", "long, fast", "RAM", "of them the arena", "strokes.ecm");
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*partial*"));
        Command.Run(["inspect", "strokes.ecm"]).AssertDone("input 0: 1x8x8x1 int8");
        Assert.AreEqual("strokes", (string?)Command.Run(["inspect", "strokes.ecm", "--json"]).AssertDone().Json["model"]);
    }

    [TestMethod]
    public void TheFileCarriesASelfTest()
    {
        string[] pack = ["pack", Strokes, "--out", "strokes.ecm"];
        Command.Run(pack).AssertDone("test  2 layers on noise", "and the model on 4 inputs, at most 0.",
            "catches 200 of 200 copies with one changed weight");
        JsonNode json = Command.Run([.. pack, "--json"]).AssertDone().Json;
        JsonAssert.Holds("""{ "layers": 2, "inputs": 4, "copies": 200, "caught": 200, "hidden": 0 }""", json["selfTest"]);
        byte[] file = Command.Bytes("strokes.ecm");
        Assert.AreEqual(file.Length, (int)json["fileBytes"]!);
        SelfTest test = SelfTest.Read(new ByteArraySource(file));
        Assert.AreEqual(6, test.Count);
        PackedModel model = PackedModel.Load(file);
        for (int i = 0; i < test.Count; i++) Assert.IsTrue(test.Run(model, i));

        // Frames in place of noise: the file holds what the model gets of them.
        Command.Run([.. pack, "--frames", "synthetic:bar"]).AssertDone("and the model on 4 inputs");
        Assert.AreEqual(file.Length + 4 * (64 - 5 * sizeof(int)), Command.Bytes("strokes.ecm").Length);
        Command.Run([.. pack, "--frames", "none.csv"]).AssertFailed(1, "--frames none.csv: no such file or folder");
        Command.Put("frames.csv", "1,2,3\n");
        Command.Run([.. pack, "--frames", "frames.csv"]).AssertFailed(1, "frames.csv");
    }

    [TestMethod]
    public void ABoardThatIsTooSmallIsNamedWithTheNumbers()
    {
        string[] pack = ["pack", OutsideData.Model("person_detect"), "--out", "out.ecm", "--board"];
        Command.Run([.. pack, "esp32"]).AssertFailed(1, "bytes of heap");
        Assert.IsFalse(File.Exists(Command.File("out.ecm")));
        Command.Run([.. pack, "esp32-psram"]).AssertDone();
    }

    [TestMethod]
    public void WhatAPackedModelCannotDoIsOneLine()
    {
        Command.Put("frame.bin", new byte[64]);
        string[] pack = ["pack", Strokes, "--out"], run = ["run", "strokes.ecm", "--input", "frame.bin"];
        Command.Run([.. pack, "strokes.ecm"]).AssertDone();
        Command.Run([.. run, "--dump", "out"]).AssertFailed(1, "--dump: only the reference engine keeps all tensors");
        Command.Run([.. run, "--engine", "reference"]).AssertFailed(1, "runs only on the packed engine");
        Command.Run(["inspect", "strokes.ecm", "--html", "page.html"]).AssertFailed(1, "holds no graph to draw");
        Command.Run(["pack", "strokes.ecm", "--out", "again.ecm"]).AssertFailed(1, "packed already");
        Command.Run(["pack", Strokes]).AssertFailed(2, "--out");
        Command.Run([.. pack, "strokes.ecm", "--board", "avr"]).AssertFailed(2, "--board avr: it must be esp32");
        Command.Run([.. pack, "missing/x.ecm"]).AssertFailed(1, "cannot be written");
        byte[] damaged = Command.Bytes("strokes.ecm");
        damaged[100] ^= 1;
        Command.Put("strokes.ecm", damaged);
        Command.Run(run).AssertFailed(1, "strokes.ecm: ");
        Command.Run(["inspect", "strokes.ecm"]).AssertFailed(1, "strokes.ecm: ");
    }

    private static Graph Graph(string model) => Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(model)));

    private static IEnumerable<string> Models() =>
        Directory.GetFiles(Repository.PathOf("examples"), "*.json")
            .Concat(OutsideData.PathOf("models") is { } folder ? Directory.GetFiles(folder, "*.tflite") : []);
}
