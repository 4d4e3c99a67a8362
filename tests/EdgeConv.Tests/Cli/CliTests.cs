namespace EdgeConv.Tests.Cli;

/// <summary>The command line: what it refuses, how it says so, and the exit codes.</summary>
[TestClass]
public sealed class CliTests
{
    private static readonly Dictionary<string, Func<byte[]>> s_bad = new()
    {
        ["empty.png"] = () => [],
        ["text.png"] = () => "no image at all"u8.ToArray(),
        ["notes.txt"] = () => "no image at all"u8.ToArray(),
        ["truncated.png"] = () => FrameFiles.Png(64, 64, (x, y) => new SKColor((byte)(x * y), (byte)(x ^ y), (byte)x))[..400],
        ["huge.png"] = () => FrameFiles.PngClaiming(60_000, 60_000),
        ["truncated.gif"] = () => FrameFiles.Gif(16, 16, 10, 20)[..500],
        ["empty.csv"] = () => [],
        ["blank.csv"] = () => "\n\n \n"u8.ToArray(),
        ["ragged.csv"] = () => FrameFiles.Csv(FrameFiles.Row, "1,2,3"),
        ["label-missing.csv"] = () => FrameFiles.Csv(FrameFiles.Row + ",a", FrameFiles.Row),
        ["words.csv"] = () => FrameFiles.Csv(FrameFiles.Row, "x" + FrameFiles.Row),
        ["nan.csv"] = () => FrameFiles.Csv("nan" + FrameFiles.Row[1..]),
        ["narrow.csv"] = () => FrameFiles.Csv("1,2,3", "4,5,6"),
        ["wide.csv"] = () => FrameFiles.Csv(FrameFiles.Row + ",1,2"),
        ["long.csv"] = () => FrameFiles.Csv(new string('1', 1_100_000)),
        ["binary.csv"] = () => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))],
        ["not-gzip.csv.gz"] = () => [0x1F, 0x8B, 1, 2, 3],
        ["bomb.csv.gz"] = () => FrameFiles.Gzip(new byte[40 << 20]),
        ["blank-bomb.csv.gz"] = () => FrameFiles.Gzip([.. Enumerable.Repeat((byte)'\n', 10 << 20)]),
        ["many.gif"] = () => FrameFiles.Gif(1, 1, new byte[10_001]),
        ["long.gif"] = () => [.. FrameFiles.Gif(1, 1, 0), .. new byte[17 << 20]],
        ["not.npy"] = () => "NUMPY"u8.ToArray(),
        ["header.npy"] = () => [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0xFF, 1, 2],
        ["short.npy"] = () => FrameFiles.Npy("<i2", "(5, 8, 8)", new byte[100]),
        ["overflow.npy"] = () => FrameFiles.Npy("<i2", "(999999999999, 999999999999, 8, 8)", new byte[128]),
        ["object.npy"] = () => FrameFiles.Npy("|O", "(8, 8)", new byte[512]),
        ["big-endian.npy"] = () => FrameFiles.Npy(">i2", "(8, 8)", new byte[128]),
        ["fortran.npy"] = () => FrameFiles.Npy("<i2", "(8, 8)", new byte[128], "True"),
        ["small.npy"] = () => FrameFiles.Npy("<i2", "(5, 7, 7)", new byte[490]),
        ["none.npy"] = () => FrameFiles.Npy("<i2", "(0, 8, 8)", []),
        ["nan.npy"] = () => FrameFiles.Npy("<f4", "(8, 8)", [.. Enumerable.Range(0, 64).SelectMany(_ => BitConverter.GetBytes(float.NaN))]),
    };

    [TestMethod]
    [DataRow("empty.png", "an empty file")]
    [DataRow("text.png", "not an image")]
    [DataRow("notes.txt", "not an image")]
    [DataRow("truncated.png", "a damaged image")]
    [DataRow("huge.png", "60000x60000 pixels")]
    [DataRow("truncated.gif", "damaged")]
    [DataRow("many.gif", "10,001 pictures; up to 10,000")]
    [DataRow("long.gif", "17 MB; animations up to 16 MB")]
    [DataRow("empty.csv", "no frames")]
    [DataRow("blank.csv", "no frames")]
    [DataRow("ragged.csv", "row 2: 3 values")]
    [DataRow("label-missing.csv", "row 2: 64 values, but the rows above have 65")]
    [DataRow("words.csv", "row 2, column 1: 'x0' is not a number")]
    [DataRow("nan.csv", "row 1, column 1: 'nan' is not a number")]
    [DataRow("narrow.csv", "row 1: 3 values, but a frame of 8x8x1 has 64")]
    [DataRow("wide.csv", "row 1: 66 values")]
    [DataRow("long.csv", "row 1: longer than 1 MB")]
    [DataRow("binary.csv", "row 1")]
    [DataRow("not-gzip.csv.gz", "damaged or truncated gzip")]
    [DataRow("bomb.csv.gz", "longer than 1 MB")]
    [DataRow("blank-bomb.csv.gz", "blank lines")]
    [DataRow("not.npy", "not a .npy file")]
    [DataRow("header.npy", "a header of 65,535 bytes")]
    [DataRow("short.npy", "says 320 values of 2 bytes, but 100 bytes follow")]
    [DataRow("overflow.npy", "damaged")]
    [DataRow("object.npy", "type '|O'")]
    [DataRow("big-endian.npy", "type '>i2'")]
    [DataRow("fortran.npy", "Fortran order")]
    [DataRow("small.npy", "[5, 7, 7] does not fit")]
    [DataRow("none.npy", "no frames")]
    [DataRow("nan.npy", "not a number")]
    [DataRow("missing.csv", "no such file or folder")]
    public void ABadFileIsOneLineAndExitCode1(string name, string fragment)
    {
        using var command = new SimulatedCommand();
        if (s_bad.TryGetValue(name, out Func<byte[]>? content)) File.WriteAllBytes(command.File(name), content());
        var time = Stopwatch.StartNew();
        command.Simulate("--frames", command.File(name)).AssertFailed(1, fragment);
        Assert.Contains(name, command.Error);
        Assert.IsLessThan(LongRun.Limit(5), time.Elapsed.TotalSeconds);
    }

    [TestMethod]
    public void AFolderWithAnUnreadableImageNamesIt()
    {
        using var command = new SimulatedCommand();
        string folder = Directory.CreateDirectory(command.File("images")).FullName;
        command.Simulate("--frames", folder).AssertFailed(1, "no images in this folder");
        File.WriteAllBytes(Path.Combine(folder, "a.png"), FrameFiles.Png(8, 8, (_, _) => SKColors.Red));
        File.WriteAllText(Path.Combine(folder, "b.png"), "no image");
        command.Simulate("--frames", folder).AssertFailed(1, "b.png: not an image");
    }

    [TestMethod]
    [DataRow(0, "no frames")]
    [DataRow(200, "ends after 8 of the 64 bytes of frame 3")]
    public void StandardInputOfAnotherSizeIsRefused(int bytes, string fragment)
    {
        using var command = new SimulatedCommand();
        command.Run(["simulate", "--out", command.Out, "--frames", "-"], new byte[bytes]).AssertFailed(1, fragment);
    }

    [TestMethod]
    [DataRow(2, "unknown verb 'simulat'", "simulat")]
    [DataRow(2, "no verb")]
    [DataRow(2, "unknown option '--what'", "--what")]
    [DataRow(2, "unknown option '--what'", "simulate", "--what")]
    [DataRow(2, "unexpected argument 'stray'", "simulate", "stray")]
    [DataRow(2, "--count", "simulate", "--count")]
    [DataRow(2, "--count 0: a whole number from 1", "simulate", "--count", "0")]
    [DataRow(2, "--count -3: a whole number from 1", "simulate", "--count", "-3")]
    [DataRow(2, "--count 99999999999999: a whole number from 1", "simulate", "--count", "99999999999999")]
    [DataRow(2, "--count many: a whole number from 1", "simulate", "--count", "many")]
    [DataRow(2, "--example juggler: there are digits, hand, gesture, strokes", "simulate", "--example", "juggler")]
    [DataRow(2, "--board avr: there are esp32", "simulate", "--board", "avr")]
    [DataRow(2, "--fault melt@3-4: write fail@", "simulate", "--fault", "melt@3-4")]
    [DataRow(2, "--fault fail@90-99: the run has 50 frames, 0 to 49;", "simulate", "--fault", "fail@90-99")]
    [DataRow(2, "--fault fail@1-2: the run has 1 frame, number 0;", "simulate", "--count", "1", "--fault", "fail@1-2")]
    [DataRow(2, "--readout: the built-in example has its own readout; name a model too", "simulate", "--readout", "2")]
    [DataRow(2, "unexpected argument '@file'", "simulate", "@file")]
    [DataRow(1, "other.tflite: no such file", "simulate", "--model", "other.tflite")]
    [DataRow(1, "--out: an empty name", "simulate", "--out", "")]
    [DataRow(1, "synthetic:bar, synthetic:hand, synthetic:blink", "simulate", "--frames", "synthetic:rain")]
    public void WrongUsageIsOneLine(int exitCode, string fragment, params string[] args)
    {
        using var command = new SimulatedCommand();
        command.Run(args).AssertFailed(exitCode, fragment);
    }

    [TestMethod]
    public void AnUnwritableFolderIsOneLine()
    {
        using var command = new SimulatedCommand();
        File.WriteAllText(command.File("file"), "");
        command.Run(["simulate", "--count", "2", "--out", command.File("file")]).AssertFailed(1, "a file; name a folder");
        command.Run(["simulate", "--count", "2", "--out", command.File("file/below")]).AssertFailed(1, "cannot be written");
        Assert.HasCount(1, Directory.GetFileSystemEntries(command.Folder));
    }

    [TestMethod]
    public void HelpAndVersionAreThere()
    {
        using var command = new SimulatedCommand();
        command.Run(["--help"]).AssertDone();
        Assert.Contains("simulate", command.Output);
        command.Run(["simulate", "--help"]).AssertDone();
        foreach (string option in (string[])["--frames", "--example", "--count", "--out", "--model", "--board"])
            Assert.Contains(option, command.Output);
        command.Run(["--version"]).AssertDone();
    }

    [TestMethod]
    public void TheBuiltProgramRunsOnItsOwn()
    {
        using var command = new SimulatedCommand();
        File.WriteAllBytes(command.File("cut.csv.gz"), FrameFiles.Gzip(FrameFiles.Csv([.. Enumerable.Repeat(FrameFiles.Row, 40)]))[..^12]);
        (int code, string error) = Program(command.Folder, "simulate", "--frames", "cut.csv.gz");
        Assert.AreEqual(1, code);
        Assert.Contains("damaged or truncated gzip", error);
        (code, error) = Program(command.Folder, "simulate", "--count", "3");
        Assert.AreEqual(0, code, error);
        Assert.IsTrue(File.Exists(command.File("out/simulate/report.html")));
        Assert.AreEqual(2, Program(command.Folder, "simulate", "--count", "none").Code);
    }

    private static (int Code, string Error) Program(string folder, params string[] args)
    {
        (int code, _, string error) = BuiltProgram.Run(folder, args);
        return (code, error);
    }
}
