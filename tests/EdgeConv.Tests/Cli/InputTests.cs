namespace EdgeConv.Tests.Cli;

/// <summary>What commands read: pipes as well as files, and never more than is sensible, whatever a file claims.</summary>
[TestClass]
public sealed class InputTests : CommandTests
{
    [UnixTest]
    [Timeout(120_000)] // A pipe that nobody reads or writes would hold it for ever.
    public void APipeIsReadLikeAFile()
    {
        byte[] picture = FrameFiles.Png(8, 8, (x, _) => new SKColor((byte)(x * 9), 0, 0)), table = FrameFiles.Csv(FrameFiles.Row);
        byte[] recording = FrameFiles.Npy("|u1", "(1, 8, 8)", new byte[64]);
        string board = Repository.PathOf("hardware", "boards", "esp32-devkitc.json");
        File.WriteAllBytes(Command.File("frame"), new byte[64]);
        foreach ((string name, byte[] content, string[] args) in ((string, byte[], string[])[])
        [
            ("model", File.ReadAllBytes(Strokes), ["inspect", "PIPE"]),
            ("board.json", File.ReadAllBytes(board), ["inspect", Strokes, "--board", "PIPE"]),
            ("raw", new byte[64], ["run", Strokes, "--input", "PIPE"]),
            ("row.csv", table, ["run", Strokes, "--input", "PIPE"]),
            ("row.csv.gz", FrameFiles.Gzip(table), ["run", Strokes, "--input", "PIPE"]),
            ("one.npy", recording, ["run", Strokes, "--input", "PIPE"]),
            ("picture.png", picture, ["run", Strokes, "--input", "PIPE"]),
            ("labels", "a\nb\nc\n"u8.ToArray(), ["run", Strokes, "--input", "FRAME", "--labels", "PIPE"]),
            ("rows.csv.gz", FrameFiles.Gzip(table), ["simulate", "--example", "strokes", "--frames", "PIPE", "--out", "OUT"]),
            ("frames.npy", recording, ["simulate", "--example", "strokes", "--frames", "PIPE", "--out", "OUT"]),
            ("picture", picture, ["simulate", "--example", "strokes", "--frames", "PIPE", "--out", "OUT"]),
            ("capture", CaptureForms.All["sigrok.sr"](TestSignal.Steps()), ["measure", "PIPE", "--channel", "D0"]),
            ("dump", CaptureForms.All["simulator.vcd"](TestSignal.Steps()), ["measure", "PIPE"]),
            ("volts", CaptureForms.All["waveforms.csv"](TestSignal.Steps()), ["measure", "PIPE"]),
        ])
        {
            string pipe = Command.File(name);
            UnixTestAttribute.Make("mkfifo", pipe);
            Task writing = Task.Run(() =>
            {
                using FileStream stream = new(pipe, FileMode.Open, FileAccess.Write);
                stream.Write(content);
            });
            string Named(string word) => word switch { "PIPE" => pipe, "FRAME" => Command.File("frame"), "OUT" => Command.Out, _ => word };
            Command.Run([.. args.Select(Named)]);
            Assert.AreEqual(0, Command.ExitCode, $"{name}: {Command.Error}");
            writing.Wait();
        }
    }

    [UnixTest]
    [Timeout(120_000)] // A pipe that nobody reads or writes would hold it for ever.
    public void AFolderIsReadWithoutWaitingForAPipeInIt()
    {
        foreach (string label in (string[])["a", "b"])
        {
            Directory.CreateDirectory(Command.File("data/" + label));
            UnixTestAttribute.Make("mkfifo", Command.File($"data/{label}/1.png"));
        }
        const string Fragment = ": a pipe; a folder of frames holds files alone";
        Command.Run(["simulate", "--frames", Command.File("data/a")]).AssertFailed(1, "1.png" + Fragment);
        string[] train = ["train", "--data", Command.File("data"), "--out", Command.File("m.json"), "--report", Command.File("made")];
        Command.Run(train).AssertFailed(1, "1.png" + Fragment);
        foreach (string label in (string[])["a", "b"]) File.Move(Command.File($"data/{label}/1.png"), Command.File($"data/{label}/1.npy"));
        Command.Run(train).AssertFailed(1, "1.npy" + Fragment);
    }

    [TestMethod]
    public void ASmallFileThatUnpacksToALotIsRefused()
    {
        // Long numbers, for these are read faster than many.
        string rows = string.Concat(Enumerable.Repeat(new string('0', 500_000) + ",a\n", 35));
        File.WriteAllBytes(Command.File("rows.csv.gz"), FrameFiles.Gzip(Encoding.ASCII.GetBytes(rows)));
        string[] train = ["train", "--data", Command.File("rows.csv.gz"), "--out", Command.File("m.json"), "--report", Command.Out];
        Command.Run(train).AssertFailed(1, "over 16 MB of text");
        // An archive whose entry claims less than it holds.
        byte[] metadata = CaptureForms.Metadata("1 MHz", 1, 8, "");
        byte[] session = CaptureForms.Zip(("version", "2"u8.ToArray()), ("metadata", metadata), ("logic-1-1", new byte[100_000]));
        int entry = session.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(session.AsSpan(entry + 24), 1000);
        File.WriteAllBytes(Command.File("less.sr"), session);
        Command.Run(["measure", Command.File("less.sr")]).AssertFailed(1, "damaged or truncated ZIP");
    }
}
