namespace EdgeConv.Tests.Cli;

/// <summary>`edgeconv run`: what goes in, what comes out, and every way to be wrong.</summary>
[TestClass]
public sealed class RunTests : CommandTests
{
    private const string Words = "a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h,a,b,c,d,e,f,g,h"; // half an input

    // A picture with a vertical stroke; pixel p is int8 p - 128, since the input's range is 0 to 1.
    private static readonly byte[] s_pixels = [.. Enumerable.Range(0, 64).Select(i => (byte)(i % 8 is 3 or 4 ? 250 : i))];

    [TestMethod]
    public void EveryKindOfInputGivesTheSameBytes()
    {
        sbyte[] expected = new sbyte[3];
        new FilterNetwork().Invoke(Array.ConvertAll(s_pixels, pixel => (sbyte)(pixel - 128)), expected);
        float[] real = Array.ConvertAll(s_pixels, pixel => pixel / 255f);
        string[] cells = Array.ConvertAll(real, value => value.ToString(CultureInfo.InvariantCulture));
        byte[] raw = Array.ConvertAll(s_pixels, pixel => (byte)(pixel - 128));
        (string Name, byte[] File)[] inputs =
        [
            ("frame.bin", raw),
            ("frame.png", FrameFiles.Png(8, 8, (x, y) => new SKColor(s_pixels[y * 8 + x], s_pixels[y * 8 + x], s_pixels[y * 8 + x]))),
            ("row.csv", FrameFiles.Csv(string.Join(',', cells))),
            ("labelled.csv", FrameFiles.Csv(string.Join(',', cells) + ",seven")),
            ("rows.csv", FrameFiles.Csv(["a,b,c,d,e,f,g,h", .. cells.Chunk(8).Select(row => string.Join(',', row))])),
            ("row.csv.gz", FrameFiles.Gzip(FrameFiles.Csv(string.Join(',', cells)))),
            ("int8.npy", FrameFiles.Npy("|i1", "(1, 8, 8, 1)", raw)),
            ("float.npy", FrameFiles.Npy("<f4", "(8, 8)", [.. real.SelectMany(BitConverter.GetBytes)])),
        ];
        foreach ((string name, byte[] file) in inputs)
        {
            File.WriteAllBytes(Command.File(name), file);
            Command.Run(["run", Strokes, "--input", Command.File(name), "--output", Command.File("result.bin")]).AssertDone();
            CollectionAssert.AreEqual(expected, Array.ConvertAll(File.ReadAllBytes(Command.File("result.bin")), b => (sbyte)b), name);
        }
        Assert.IsEmpty(Directory.GetFiles(Command.Folder, "*partial*"));
    }

    [TestMethod]
    public void TheTableAndTheJsonShowTheGreatestOutputs()
    {
        File.WriteAllBytes(Command.File("frame.bin"), Array.ConvertAll(s_pixels, pixel => (byte)(pixel - 128)));
        File.WriteAllText(Command.File("labels.txt"), "vertical\nhorizontal\nedges\n");
        string[] args = ["run", Strokes, "--input", Command.File("frame.bin"), "--labels", Command.File("labels.txt"), "--top", "2"];
        Command.Run(args).AssertDone();
        Assert.Contains("vertical", Command.Output);
        Assert.DoesNotContain("horizontal", Command.Output);
        Command.Run([.. args, "--json"]).AssertDone();
        using JsonDocument json = JsonDocument.Parse(Command.Output);
        JsonElement root = json.RootElement, output = root.GetProperty("outputs")[0];
        Assert.AreEqual("reference", root.GetProperty("engine").GetString());
        Assert.AreEqual(5, root.GetProperty("layers").GetArrayLength());
        Assert.IsGreaterThan(0, root.GetProperty("layers")[0].GetProperty("microseconds").GetDouble());
        Assert.AreEqual(3, output.GetProperty("values").GetArrayLength());
        Assert.AreEqual(2, output.GetProperty("top").GetArrayLength());
        JsonElement first = output.GetProperty("top")[0];
        Assert.AreEqual("vertical", first.GetProperty("label").GetString());
        JsonElement value = output.GetProperty("values")[first.GetProperty("index").GetInt32()];
        Assert.AreEqual(first.GetProperty("value").GetDouble(), value.GetDouble());
    }

    [TestMethod]
    public void TheDumpHoldsEveryTensor()
    {
        byte[] raw = new byte[64];
        File.WriteAllBytes(Command.File("frame.bin"), raw);
        for (int round = 0; round < 2; round++)
        {
            Command.Run(["run", Strokes, "--input", Command.File("frame.bin"), "--dump", Command.File("tensors")]).AssertDone();
            IEnumerable<FileInfo> files = new DirectoryInfo(Command.File("tensors")).GetFiles().OrderBy(file => file.Name);
            Assert.AreEqual("000-frame.bin 64, 001-edges.bin 256, 002-pooled.bin 64, 003-strokes.bin 27, 004-mean.bin 3, 005-scores.bin 3",
                string.Join(", ", files.Select(file => $"{file.Name} {file.Length}")));
            CollectionAssert.AreEqual(raw, File.ReadAllBytes(Command.File("tensors/000-frame.bin")));
        }
    }

    [TestMethod]
    public void ATensorsNameLeavesTheFolderOnlyInName()
    {
        File.WriteAllText(Command.File("model.json"), """
            { "edgeconv": 1, "input": { "name": "../../x/..\\y:z*", "shape": [4] }, "layers": [{ "type": "flatten", "name": "/etc/.." }] }
            """);
        File.WriteAllBytes(Command.File("in.bin"), new byte[4]);
        Command.Run(["run", Command.File("model.json"), "--input", Command.File("in.bin"), "--dump", Command.File("tensors")]).AssertDone();
        foreach (string file in Directory.GetFiles(Command.File("tensors")))
            Assert.MatchesRegex("^[0-9]{3}-[A-Za-z0-9_-]+\\.bin$", Path.GetFileName(file));
        Assert.HasCount(2, Directory.GetFiles(Command.File("tensors")));
    }

    [TestMethod]
    [DataRow("missing.bin", null, "no such file")]
    [DataRow("short.bin", "abc", "3 bytes, but the input takes 64 (8x8x1)")]
    [DataRow("text.png", "abc", "not an image")]
    [DataRow("short.csv", "1,2,3", "3 values, but the input takes 64")]
    [DataRow("words.csv", Words + "," + Words, "value 1, 'a', is not a number")]
    [DataRow("bad.csv.gz", "abc", "gzip")]
    [DataRow("bad.npy", "abc", "not a .npy file")]
    public void ABadInputIsOneLineThatNamesTheFile(string name, string? content, string fragment)
    {
        if (content is not null) File.WriteAllText(Command.File(name), content);
        Command.Run(["run", Strokes, "--input", Command.File(name), "--output", Command.File("out.bin"), "--dump", Command.Out])
            .AssertFailed(1, fragment);
        Assert.Contains(name, Command.Error);
        Assert.IsFalse(File.Exists(Command.File("out.bin")));
    }

    [TestMethod]
    public void OtherMistakesAreOneLine()
    {
        string frame = Command.File("frame.bin");
        File.WriteAllBytes(frame, new byte[64]);
        File.WriteAllText(Command.File("labels.txt"), "one\ntwo\n");
        File.WriteAllBytes(Command.File("wide.npy"), FrameFiles.Npy("|i1", "(9, 9)", new byte[81]));
        SimulatedCommand Run(params string[] more) => Command.Run(["run", Strokes, "--input", .. more]);
        Command.Run(["run", Strokes]).AssertFailed(2, "--input");
        Run(frame, "--input", frame).AssertFailed(1, "2 files, but the model has 1 input: frame");
        Run(frame, "--top", "0").AssertFailed(2, "--top 0: a whole number from 1");
        Run(frame, "--engine", "steam").AssertFailed(2, "steam");
        Run(frame, "--labels", Command.File("labels.txt")).AssertFailed(1, "2 names, but the output 'scores' has 3 values");
        Run(frame, "--labels", Command.File("none.txt")).AssertFailed(1, "no such file");
        Run(frame, "--output", Command.Folder).AssertFailed(1, "a folder; name a file");
        Run(frame, "--dump", frame).AssertFailed(1, "a file; name a folder");
        Run(Command.File("wide.npy")).AssertFailed(1, "[9, 9] is 81 values, but the input takes 64");
        Run(Command.Folder).AssertFailed(1, "a folder; name one file");
    }

    [TestMethod]
    public void AllInputsInOneFile()
    {
        TfliteBuilder builder = new();
        int a = builder.Int8([1, 3]), real = builder.Float32([1, 3]), c = builder.UInt8([1, 3]);
        int b = builder.Int8([1, 3]), d = builder.Int8([1, 3]), sum = builder.Int8([1, 3]), y = builder.Int8([1, 3]);
        builder.Operator(114, [real], [b]).Operator(114, [c], [d]);
        builder.Operator(0, [a, b], [sum], (0, (byte)0)).Operator(0, [sum, d], [y], (0, (byte)0));
        string model = Command.File("model.tflite"), all = Command.File("all.bin"), output = Command.File("out.bin");
        File.WriteAllBytes(model, builder.File([a, real, c], [y]));
        byte[][] inputs = [[1, 2, 0xFD], [.. new[] { 0.5f, -1, 2 }.SelectMany(BitConverter.GetBytes)], [128, 130, 120]];
        string[] files = [.. inputs.Select((input, i) => Command.File($"{i}.bin"))];
        for (int i = 0; i < 3; i++) File.WriteAllBytes(files[i], inputs[i]);
        File.WriteAllBytes(all, [.. inputs.SelectMany(input => input)]);
        foreach (string[] given in (string[][])[files, [all]])
        {
            Command.Run(["run", model, .. given.SelectMany(file => (string[])["--input", file]), "--output", output]).AssertDone();
            CollectionAssert.AreEqual((byte[])[6, 0xFA, 9], File.ReadAllBytes(output));
        }
        const string All18 = "3 bytes, but all 3 inputs take 18 (t0 of 3, t1 of 12, t2 of 3), one after the other; or one --input each";
        Command.Run(["run", model, "--input", files[0]]).AssertFailed(1, All18);
        Command.Run(["run", model, "--input", Command.File("x.csv")]).AssertFailed(1, "one input, but the model has 3");
        Command.Run(["run", model, "--input", files[0], "--input", files[1]]);
        Command.AssertFailed(1, "2 files, but the model has 3 inputs: t0, t1, t2");
    }

    [TestMethod]
    public void PersonDetectSeesThePerson()
    {
        string? model = OutsideData.PathOf("models", "person_detect.tflite");
        if (model is null) Assert.Inconclusive(OutsideData.Missing);
        foreach (string picture in (string[])["person_rawbytes", "no_person"])
        {
            Command.Run(["run", model, "--input", OutsideData.PathOf("cases", $"person_detect__{picture}.bin")!, "--output",
                Command.File("out.bin")]).AssertDone();
            CollectionAssert.AreEqual(File.ReadAllBytes(OutsideData.PathOf("cases", $"person_detect__person_detect__{picture}.bin")!),
                File.ReadAllBytes(Command.File("out.bin")));
        }
    }
}
