namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv run`: what goes in, what comes out, and every way to be wrong.</summary>
[TestClass]
public sealed class RunTests : CommandTests
{
    private const string Words = "a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h"; // half an input

    // A picture with a vertical stroke; pixel p is int8 p - 128, since the input's range is 0 to 1.
    private static readonly byte[] s_pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 8 is 3 or 4 ? 250 : i))];
    private static readonly byte[] s_raw = Array.ConvertAll(s_pixels, pixel => (byte)(pixel - 128));

    [TestMethod]
    public void EveryKindOfInputGivesTheSameBytes()
    {
        sbyte[] expected = new sbyte[3];
        new EdgeConv.Firmware.StrokesModel().Invoke(Array.ConvertAll(s_raw, value => (sbyte)value), expected);
        float[] real = Array.ConvertAll(s_pixels, pixel => pixel / 255f);
        string[] cells = Array.ConvertAll(real, value => value.ToString());
        byte[] row = FrameFiles.Csv(string.Join(',', cells));
        (string Name, byte[] File)[] inputs =
        [
            ("frame.bin", s_raw),
            ("frame.png", FrameFiles.Png(8, 8, (x, y) => FrameFiles.Grey(s_pixels[y * 8 + x]))),
            ("row.csv", row),
            ("labelled.csv", FrameFiles.Csv(string.Join(',', cells) + ",seven")),
            ("rows.csv", FrameFiles.Csv(["a,b,c,d,e,f,g,h", .. cells.Chunk(8).Select(row => string.Join(',', row))])),
            ("row.csv.gz", FrameFiles.Gzip(row)),
            ("int8.npy", FrameFiles.Npy("|i1", "(1, 8, 8, 1)", s_raw)),
            ("float.npy", FrameFiles.Npy("<f4", "(8, 8)", [.. real.SelectMany(BitConverter.GetBytes)])),
        ];
        foreach ((string name, byte[] file) in inputs)
        {
            Command.Put(name, file);
            Command.Run(["run", Strokes, "--input", name, "--output", "result.bin"]).AssertDone();
            CollectionAssert.AreEqual(expected, Array.ConvertAll(Command.Bytes("result.bin"), b => (sbyte)b), name);
        }
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*partial*"));
    }

    [TestMethod]
    public void TheTableAndTheJsonShowTheGreatestOutputs()
    {
        Command.Put("frame.bin", s_raw);
        Command.Put("labels.txt", "vertical\nhorizontal\nedges\n");
        string[] args = ["run", Strokes, "--input", "frame.bin", "--labels", "labels.txt", "--top", "2"];
        Command.Run(args).AssertDone("vertical");
        Assert.DoesNotContain("horizontal", Command.Output);
        JsonNode json = Command.Run([.. args, "--json"]).AssertDone().Json;
        Assert.AreEqual("reference", (string?)json["engine"]);
        Assert.HasCount(5, json["layers"]!.AsArray());
        Assert.IsGreaterThan(0, (double)json["layers"]![0]!["microseconds"]!);
        JsonArray values = json["outputs"]![0]!["values"]!.AsArray(), top = json["outputs"]![0]!["top"]!.AsArray();
        Assert.AreEqual((3, 2, "vertical"), (values.Count, top.Count, (string?)top[0]!["label"]));
        Assert.AreEqual((double)top[0]!["value"]!, (double)values[(int)top[0]!["index"]!]!);
    }

    [TestMethod]
    public void TheDumpHoldsEveryTensor()
    {
        byte[] raw = new byte[64];
        Command.Put("frame.bin", raw);
        for (int round = 0; round < 2; round++)
        {
            Command.Run(["run", Strokes, "--input", "frame.bin", "--dump", "tensors"]).AssertDone();
            IEnumerable<FileInfo> files = new DirectoryInfo(Command.File("tensors")).GetFiles().OrderBy(file => file.Name);
            Assert.AreEqual("000-frame.bin 64, 001-edges.bin 256, 002-pooled.bin 64, 003-strokes.bin 27, 004-mean.bin 3, 005-scores.bin 3",
                string.Join(", ", files.Select(file => $"{file.Name} {file.Length}")));
            CollectionAssert.AreEqual(raw, Command.Bytes("tensors/000-frame.bin"));
        }
    }

    [TestMethod]
    public void ATensorsNameLeavesTheFolderOnlyInName()
    {
        Command.Put("model.json", """
            { "edgeconv": 1, "input": { "name": "../../x/..\\y:z*", "shape": [4] }, "layers": [{ "type": "flatten", "name": "/etc/.." }] }
            """);
        Command.Put("in.bin", new byte[4]);
        Command.Run(["run", "model.json", "--input", "in.bin", "--dump", "tensors"]).AssertDone();
        string[] files = Directory.GetFiles(Command.File("tensors"));
        foreach (string file in files) Assert.MatchesRegex("^[0-9]{3}-[A-Za-z0-9_-]+\\.bin$", Path.GetFileName(file));
        Assert.HasCount(2, files);
    }

    [TestMethod]
    [DataRow("missing.bin", null, "no such file")]
    [DataRow("short.bin", "abc", "3 bytes, but the input takes 64 (8x8x1)"), DataRow("text.png", "abc", "not an image")]
    [DataRow("short.csv", "1,2,3", "3 values, but the input takes 64")]
    [DataRow("words.csv", Words + "," + Words, "value 1, 'a', is not a number"), DataRow("bad.csv.gz", "abc", "gzip")]
    [DataRow("bad.npy", "abc", "not a .npy file")]
    public void ABadInputIsOneLineThatNamesTheFile(string name, string? content, string fragment)
    {
        string[] args = ["run", Strokes, "--input", name, "--output", "out.bin", "--dump", "out"];
        AssertRefused(name, content is null ? null : () => Encoding.UTF8.GetBytes(content), fragment, args);
        Assert.IsFalse(File.Exists(Command.File("out.bin")));
    }

    [TestMethod]
    public void OtherMistakesAreOneLine()
    {
        Command.Put("frame.bin", new byte[64]);
        Command.Put("labels.txt", "one\ntwo\n");
        Command.Put("wide.npy", FrameFiles.Npy("|i1", "(9, 9)", new byte[81]));
        SimulatedCommand Run(params string[] more) => Command.Run(["run", Strokes, "--input", .. more]);
        Command.Run(["run", Strokes]).AssertFailed(2, "--input");
        Run("frame.bin", "--input", "frame.bin").AssertFailed(1, "2 files, but the model has 1 input: frame");
        Run("frame.bin", "--top", "0").AssertFailed(2, "--top 0: it must be an integer from 1");
        Run("frame.bin", "--engine", "steam").AssertFailed(2, "steam");
        Run("frame.bin", "--labels", "labels.txt").AssertFailed(1, "2 names, but the model's output has 3 values");
        Run("frame.bin", "--labels", "none.txt").AssertFailed(1, "no such file");
        Run("frame.bin", "--output", Command.Folder).AssertFailed(1, "a folder; name a file");
        Run("frame.bin", "--dump", "frame.bin").AssertFailed(1, "a file; name a");
        Run("wide.npy").AssertFailed(1, "[9, 9], 81 values, but the input takes 64");
        Run(Command.Folder).AssertFailed(1, "is a folder; give ");
    }

    [TestMethod]
    public void AllInputsInOneFile()
    {
        TfliteBuilder builder = new();
        int a = builder.Int8([1, 3]), real = builder.Float32([1, 3]), c = builder.UInt8([1, 3]);
        int b = builder.Int8([1, 3]), d = builder.Int8([1, 3]), sum = builder.Int8([1, 3]), y = builder.Int8([1, 3]);
        builder.Operator(114, [real], [b]).Operator(114, [c], [d]);
        builder.Operator(0, [a, b], [sum], (0, (byte)0)).Operator(0, [sum, d], [y], (0, (byte)0));
        Command.Put("model.tflite", builder.File([a, real, c], [y]));
        byte[][] inputs = [[1, 2, 0xFD], [.. new[] { 0.5f, -1, 2 }.SelectMany(BitConverter.GetBytes)], [128, 130, 120]];
        for (int i = 0; i < 3; i++) Command.Put($"{i}.bin", inputs[i]);
        Command.Put("all.bin", [.. inputs.SelectMany(input => input)]);
        SimulatedCommand Run(params string[] files) =>
            Command.Run(["run", "model.tflite", "--output", "out.bin", .. files.SelectMany(file => (string[])["--input", file])]);
        foreach (string[] files in (string[][])[["0.bin", "1.bin", "2.bin"], ["all.bin"]])
        {
            Run(files).AssertDone();
            CollectionAssert.AreEqual((byte[])[6, 0xFA, 9], Command.Bytes("out.bin"));
        }
        Run("0.bin").AssertFailed(1,
            "holds 3 bytes, but all 3 inputs take 18 (t0 of 3, t1 of 12, t2 of 3), one after another; or give each an --input");
        Run("x.csv").AssertFailed(1, "one input, but the model has 3");
        Run("0.bin", "1.bin").AssertFailed(1, "2 files, but the model has 3 inputs: t0, t1, t2");
    }

    [TestMethod]
    public void PersonDetectSeesThePerson()
    {
        string model = OutsideData.Model("person_detect");
        foreach (string picture in (string[])["person_rawbytes", "no_person"])
        {
            string input = OutsideData.PathOf("cases", $"person_detect__{picture}.bin")!;
            Command.Run(["run", model, "--input", input, "--output", "out.bin"]).AssertDone();
            string expected = OutsideData.PathOf("cases", $"person_detect__person_detect__{picture}.bin")!;
            CollectionAssert.AreEqual(File.ReadAllBytes(expected), Command.Bytes("out.bin"));
        }
    }
}
