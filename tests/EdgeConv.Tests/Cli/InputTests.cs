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
        byte[] board = File.ReadAllBytes(Repository.PathOf("hardware", "boards", "esp32-devkitc.json"));
        Command.Put("frame", new byte[64]);
        string[] run = ["run", Strokes, "--input"];
        string[] simulate = ["simulate", "--example", "strokes", "--out", "out", "--frames"];
        foreach ((string name, byte[] content, string[] args) in ((string, byte[], string[])[])
        [
            ("model", File.ReadAllBytes(Strokes), ["inspect", "model"]),
            ("board.json", board, ["inspect", Strokes, "--board", "board.json"]),
            ("raw", new byte[64], [.. run, "raw"]),
            ("row.csv", table, [.. run, "row.csv"]),
            ("row.csv.gz", FrameFiles.Gzip(table), [.. run, "row.csv.gz"]),
            ("one.npy", recording, [.. run, "one.npy"]),
            ("picture.png", picture, [.. run, "picture.png"]),
            ("labels", "a\nb\nc\n"u8.ToArray(), [.. run, "frame", "--labels", "labels"]),
            ("rows.csv.gz", FrameFiles.Gzip(table), [.. simulate, "rows.csv.gz"]),
            ("frames.npy", recording, [.. simulate, "frames.npy"]),
            ("picture", picture, [.. simulate, "picture"]),
            ("capture", CaptureForms.All["sigrok.sr"](TestSignal.Steps()), ["measure", "capture", "--channel", "D0"]),
            ("dump", CaptureForms.All["simulator.vcd"](TestSignal.Steps()), ["measure", "dump"]),
            ("volts", CaptureForms.All["waveforms.csv"](TestSignal.Steps()), ["measure", "volts"]),
        ])
        {
            UnixTestAttribute.Make("mkfifo", Command.File(name));
            Task writing = Task.Run(() =>
            {
                using FileStream stream = new(Command.File(name), FileMode.Open, FileAccess.Write);
                stream.Write(content);
            });
            Command.Run(args);
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
        const string Fragment = " is a pipe; a folder of frames must hold only regular files";
        Command.Run(["simulate", "--frames", "data/a"]).AssertFailed(1, "1.png" + Fragment);
        string[] train = ["train", "--data", "data", "--out", "m.json", "--report", "made"];
        Command.Run(train).AssertFailed(1, "1.png" + Fragment);
        foreach (string label in (string[])["a", "b"]) File.Move(Command.File($"data/{label}/1.png"), Command.File($"data/{label}/1.npy"));
        Command.Run(train).AssertFailed(1, "1.npy" + Fragment);
    }

    [TestMethod]
    public void ASmallFileThatUnpacksToALotIsRefused()
    {
        // Long numbers, for these are read faster than many.
        string rows = string.Concat(Enumerable.Repeat(new string('0', 500_000) + ",a\n", 35));
        Command.Put("rows.csv.gz", FrameFiles.Gzip(Encoding.ASCII.GetBytes(rows)));
        Command.Run(["train", "--data", "rows.csv.gz", "--out", "m.json", "--report", "out"]).AssertFailed(1, "more than 16 MB of text");
        // An archive whose entry claims less than it holds.
        byte[] metadata = CaptureForms.Metadata("1 MHz", 1, 8, "");
        byte[] session = CaptureForms.Zip(("version", "2"u8.ToArray()), ("metadata", metadata), ("logic-1-1", new byte[100_000]));
        int entry = session.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(session.AsSpan(entry + 24), 1000);
        Command.Put("less.sr", session);
        Command.Run(["measure", "less.sr"]).AssertFailed(1, "damaged or truncated ZIP");
    }
}
