namespace EdgeConv.Tests.Cli;

/// <summary>The command line: what it refuses, how it says so, and the exit codes.</summary>
[TestClass]
public sealed class CliTests : CommandTests
{
    // What is wrong with a file, and the file; null where there is none.
    private static readonly Dictionary<string, (string Fragment, Func<byte[]>? Content)> s_bad = new()
    {
        ["empty.png"] = ("empty.png is empty", () => []),
        ["text.png"] = ("not an image", () => "no image at all"u8.ToArray()),
        ["notes.txt"] = ("not an image", () => "no image at all"u8.ToArray()),
        ["truncated.png"] = ("a damaged image", () => FrameFiles.Png(64, 64, (x, y) => FrameFiles.Grey(x * y ^ x))[..400]),
        ["huge.png"] = ("60000x60000 pixels", () => FrameFiles.PngClaiming(60_000, 60_000)),
        ["truncated.gif"] = ("damaged", () => FrameFiles.Gif(16, 16, 10, 20)[..500]),
        ["many.gif"] = ("10,001 pictures, more than 10,000", () => FrameFiles.Gif(1, 1, new byte[10_001])),
        ["long.gif"] = ("17 MB; an animation may have at most 16 MB", () => [.. FrameFiles.Gif(1, 1, 0), .. new byte[17 << 20]]),
        ["empty.csv"] = ("no frames", () => []),
        ["blank.csv"] = ("no frames", () => "\n\n \n"u8.ToArray()),
        ["ragged.csv"] = ("row 2 has 3 values", () => FrameFiles.Csv(FrameFiles.Row, "1,2,3")),
        ["no-label.csv"] = ("row 2 has 64 values, but the rows above have 65", () => FrameFiles.Csv(FrameFiles.Row + ",a", FrameFiles.Row)),
        ["words.csv"] = ("row 2, column 1: 'x0' is not a number", () => FrameFiles.Csv(FrameFiles.Row, "x" + FrameFiles.Row)),
        ["nan.csv"] = ("row 1, column 1: 'nan' is not a number", () => FrameFiles.Csv("nan" + FrameFiles.Row[1..])),
        ["narrow.csv"] = ("row 1 has 3 values, but a frame of 8x8x1 has 64", () => FrameFiles.Csv("1,2,3", "4,5,6")),
        ["wide.csv"] = ("row 1 has over 65 values", () => FrameFiles.Csv(FrameFiles.Row + ",1,2")),
        ["long.csv"] = ("row 1 is longer than 1 MB", () => FrameFiles.Csv(new string('1', 1_100_000))),
        ["binary.csv"] = ("row 1", () => [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))]),
        ["not-gzip.csv.gz"] = ("damaged or truncated gzip", () => [0x1F, 0x8B, 1, 2, 3]),
        ["bomb.csv.gz"] = ("longer than 1 MB", () => FrameFiles.Gzip(new byte[40 << 20])),
        ["blank-bomb.csv.gz"] = ("blank lines", () => FrameFiles.Gzip([.. Enumerable.Repeat((byte)'\n', 10 << 20)])),
        ["not.npy"] = ("not a .npy file", () => "NUMPY"u8.ToArray()),
        ["header.npy"] = ("its header would have 65,535 bytes", () => [0x93, .. "NUMPY"u8, 1, 0, 0xFF, 0xFF, 1, 2]),
        ["short.npy"] = ("says 320 values of 2 bytes, but 100 bytes follow", () => FrameFiles.Npy("<i2", "(5, 8, 8)", new byte[100])),
        ["overflow.npy"] = ("damaged", () => FrameFiles.Npy("<i2", "(999999999999, 999999999999, 8, 8)", new byte[128])),
        ["object.npy"] = ("type '|O'", () => FrameFiles.Npy("|O", "(8, 8)", new byte[512])),
        ["big-endian.npy"] = ("type '>i2'", () => FrameFiles.Npy(">i2", "(8, 8)", new byte[128])),
        ["fortran.npy"] = ("Fortran order", () => FrameFiles.Npy("<i2", "(8, 8)", new byte[128], "True")),
        ["small.npy"] = ("[5, 7, 7], which does not fit", () => FrameFiles.Npy("<i2", "(5, 7, 7)", new byte[490])),
        ["none.npy"] = ("no frames", () => FrameFiles.Npy("<i2", "(0, 8, 8)", [])),
        ["nan.npy"] = ("not a number", () => FrameFiles.Npy("<f4", "(8, 8)", [.. Enumerable.Repeat((byte)0xFF, 256)])),
        ["missing.csv"] = ("no such file or folder", null),
    };

    public static IEnumerable<object[]> Bad => s_bad.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Bad))]
    public void ABadFileIsOneLineAndExitCode1(string name) =>
        AssertRefused(name, s_bad[name].Content, s_bad[name].Fragment, "simulate", "--out", Command.Out, "--frames", name);

    [TestMethod]
    public void AFolderWithAnUnreadableImageNamesIt()
    {
        Directory.CreateDirectory(Command.File("images"));
        Command.Simulate("--frames", "images").AssertFailed(1, "images holds no images");
        Command.Put("images/a.png", FrameFiles.Png(8, 8, (_, _) => SKColors.Red));
        Command.Put("images/b.png", "no image");
        Command.Simulate("--frames", "images").AssertFailed(1, "b.png is not an image");
    }

    [TestMethod]
    [DataRow(0, "no frames"), DataRow(200, "ends after 8 of the 64 bytes of frame 3")]
    public void StandardInputOfAnotherSizeIsRefused(int bytes, string fragment) =>
        Command.Run(["simulate", "--out", Command.Out, "--frames", "-"], new byte[bytes]).AssertFailed(1, fragment);

    [TestMethod]
    [DataRow(2, "unknown verb 'simulat'", "simulat"), DataRow(2, "no verb"), DataRow(2, "unknown option '--what'", "--what")]
    [DataRow(2, "unknown option '--what'", "simulate", "--what"), DataRow(2, "unexpected argument 'stray'", "simulate", "stray")]
    [DataRow(2, "--count", "simulate", "--count")]
    [DataRow(2, "--count 0: it must be an integer from 1", "simulate", "--count", "0")]
    [DataRow(2, "--count -3: it must be an integer from 1", "simulate", "--count", "-3")]
    [DataRow(2, "--count 99999999999999: it must be an integer from 1", "simulate", "--count", "99999999999999")]
    [DataRow(2, "--count many: it must be an integer from 1", "simulate", "--count", "many")]
    [DataRow(2, "--example juggler: it must be digits", "simulate", "--example", "juggler")]
    [DataRow(2, "--board avr: it must be esp32", "simulate", "--board", "avr")]
    [DataRow(2, "--fault melt@3-4: it must be fail@", "simulate", "--fault", "melt@3-4")]
    [DataRow(2, "--fault fail@90-99: the run has 50 frames, 0 to 49;", "simulate", "--fault", "fail@90-99")]
    [DataRow(2, "--fault fail@1-2: the run has 1 frame, number 0;", "simulate", "--count", "1", "--fault", "fail@1-2")]
    [DataRow(2, "--readout: the built-in example has its own readout; name a model too", "simulate", "--readout", "2")]
    [DataRow(2, "unexpected argument '@file'", "simulate", "@file"), DataRow(2, "MODEL: the name is empty", "inspect", "")]
    [DataRow(2, "ADDRESS: the name is empty", "validate", "", "x.json"), DataRow(2, "CAPTURE: the name is empty", "measure", "")]
    [DataRow(1, "no-port: ", "record", "no-port", "--label", "a", "--out", "out")]
    [DataRow(1, "other.tflite: there is no such file", "simulate", "--model", "other.tflite")]
    [DataRow(1, "--out: the name is empty", "simulate", "--out", "")]
    [DataRow(1, "synthetic:bar, synthetic:hand, synthetic:blink", "simulate", "--frames", "synthetic:rain")]
    public void WrongUsageIsOneLine(int exitCode, string fragment, params string[] args) =>
        Command.Run(args).AssertFailed(exitCode, fragment);

    [TestMethod]
    public void AnUnwritableFolderIsOneLine()
    {
        Command.Put("file", "");
        Command.Run(["simulate", "--count", "2", "--out", "file"]).AssertFailed(1, "file is a file; name a folder");
        Command.Run(["simulate", "--count", "2", "--out", "file/below"]).AssertFailed(1, "cannot be written");
        Command.Run(["record", "no-port", "--label", "a", "--out", "file"]).AssertFailed(1, "file is a file; name another folder");
        Assert.HasCount(1, Directory.GetFileSystemEntries(Command.Folder));
    }

    [TestMethod]
    public void HelpAndVersionAreThere()
    {
        Command.Run(["--help"]).AssertDone("simulate");
        Command.Run(["simulate", "--help"]).AssertDone("--frames", "--example", "--count", "--out", "--model", "--board");
        Command.Run(["--version"]).AssertDone();
    }

    [TestMethod]
    public void TheBuiltProgramRunsOnItsOwn()
    {
        Command.Put("cut.csv.gz", FrameFiles.Gzip(FrameFiles.Csv([.. Enumerable.Repeat(FrameFiles.Row, 40)]))[..^12]);
        (int code, _, string error) = BuiltProgram.Run(Command.Folder, "simulate", "--frames", "cut.csv.gz");
        Assert.AreEqual(1, code);
        Assert.Contains("damaged or truncated gzip", error);
        (code, _, error) = BuiltProgram.Run(Command.Folder, "simulate", "--count", "3");
        Assert.AreEqual(0, code, error);
        Assert.IsTrue(File.Exists(Command.File("out/simulate/report.html")));
        Assert.AreEqual(2, BuiltProgram.Run(Command.Folder, "simulate", "--count", "none").Code);
    }
}
