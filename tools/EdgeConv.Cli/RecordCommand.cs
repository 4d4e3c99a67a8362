using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Cli;

/// <summary>`edgeconv record`: saves the frames of a board's own sensor as data for `edgeconv train`.</summary>
internal static class RecordCommand
{
    private const int MaxFrames = 1_000_000;

    public static Command Create()
    {
        Argument<string> address = Options.Address();
        Option<string> label = Options.Required("--label", "LABEL", "Label of the frames: the class of what the sensor sees now.")
            .MustBe(IsLabel, $"it must be 1 to {Printable.MaxLabel} letters, digits, spaces, - and _, because it names a folder", 40);
        Option<string> folder = Options.Required("--out", "DIR", "Folder of the training data; the file is written to DIR/LABEL/.");
        Option<int> count = Options.Integer("--count", "Maximum number of frames.", MaxFrames, 1, MaxFrames);
        Option<double> seconds = Options.Number("--seconds", "Maximum duration of the recording.", 86_400, 0.1, 86_400, "SECONDS");
        Option<int> baud = Options.Baud();
        Option<string?> key = Options.Key();
        return new Command("record", "Saves the frames of a board's sensor as a .npy file in a folder per label, for edgeconv train, " +
            "until --count, --seconds or Ctrl+C.") { address, label, folder, count, seconds, baud, key }
            .Does(parsed => Record(parsed.GetValue(address)!, parsed.GetValue(baud), parsed.GetValue(key), parsed.GetValue(label)!,
                parsed.GetValue(folder)!, parsed.GetValue(count), TimeSpan.FromSeconds(parsed.GetValue(seconds))));
    }

    private static bool IsLabel(string text) =>
        text.Length is > 0 and <= Printable.MaxLabel && text.Trim() == text
        && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_');

    private static void Record(string address, int baud, string? key, string label, string folder, int count, TimeSpan duration)
    {
        string data = Path.Combine(folder, label);
        // An output that cannot be written is found now, not after the recording.
        SafeFile.CheckAll("--out", data);
        using var stop = new StopSignal();
        using BoardLine line = BoardAddress.Open(address, baud, key);
        var client = new BoardClient(line, TimeSpan.FromSeconds(1), stop.Token);
        BoardDescription board = client.DescribeRunning();
        FrameFormat format = board.Frames;
        Console.WriteLine($"board   {Printable.Text(board.Name)} gives {format.Height}x{format.Width}x{format.Channels}, " +
            $"{format.Minimum} to {format.Maximum}; Ctrl+C ends and saves");
        using var stream = new StepStream(client, board, 1);
        (IReadOnlyList<short[]> frames, int lost, string? failed) = Terminal.Count($"recording {label}", count == MaxFrames ? null : count,
            step => FrameReception.Run(stream, count, duration, step, stop.Token));
        if (frames.Count > 0)
        {
            string file = $"{label}_{DateTime.Now:yyyyMMdd-HHmmss-fff}.npy";
            SafeFile.WriteAll("--out", data, [(file, NpyFile.Of([frames.Count, format.Height, format.Width, format.Channels], frames))]);
            string missing = lost > 0 ? $", {Amount.Of(lost)} lost on the line" : "";
            Console.WriteLine($"written {Path.Combine(data, file)}: {Amount.Of(frames.Count, "frame")}{missing}");
        }
        string saved = frames.Count == 0 ? "nothing was saved" : $"saved the {Amount.Of(frames.Count, "frame")} that came before";
        if (failed is not null) throw new UserException($"{failed}; {saved}");
        if (frames.Count == 0) throw new UserException($"{address}: no frame came; {saved}");
    }
}
