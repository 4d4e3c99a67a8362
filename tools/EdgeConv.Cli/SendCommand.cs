using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Cli;

/// <summary>`edgeconv send`: frames to a board, in place of a sensor's.</summary>
internal static class SendCommand
{
    private const int MaxFrames = 100_000;

    public static Command Create(Func<Stream> standardInput)
    {
        Argument<string> port = Options.Port();
        Option<string> frames = Options.Required("--frames", "FRAMES", "An image, a folder of images, an animated GIF, a .csv or " +
            $".csv.gz of sensor rows, a .npy recording, - for raw bytes on standard input, or {SyntheticFrames.Known}.");
        Option<double> rate = Options.Number("--rate", "Frames per second.", 10, 0.1, 1000, "FPS");
        Option<int> baud = Options.Baud();
        Option<int> count = Options.Integer("--count", "Maximum number of frames to read.", MaxFrames, 1, MaxFrames);
        Option<bool> repeats = Options.Flag("--repeat", "Begins again at the end, until Ctrl+C.");
        Option<string?> shape = Options.Text("--shape", "HxWxC",
            "Shape of the frames; without it the board is asked, which needs the line back.")
            .MustBe(text => ShapeOf(text) is not null, "height, width and channels, at most 65536 values, e.g. 8x8x1");
        var command = new Command("send", "Sends frames over a serial port to a board that takes them in place of a sensor's " +
            "(docs/serial-frames.md).") { port, frames, rate, baud, count, repeats, shape };
        command.SetAction(parsed => Send(
            parsed.GetValue(port)!, parsed.GetValue(baud), parsed.GetValue(frames)!, parsed.GetValue(count), parsed.GetValue(rate),
            parsed.GetValue(repeats), parsed.GetValue(shape), standardInput));
        return command;
    }

    private static void Send(string port, int baud, string origin, int count, double rate, bool repeats, string? shape,
        Func<Stream> standardInput)
    {
        using var stop = new StopSignal();
        const int MostPayload = 2 * 65_536 + 8;
        Recording? recording = shape is null ? null : FrameReader.Read(origin, ShapeOf(shape)!.Value, count, standardInput);
        using var line = new SerialLine(port, baud, MostPayload);
        if (recording is null)
        {
            BoardDescription board = BoardQuery.Ask(line, BoardDescription.TakesFrames, stop.Token);
            FrameFormat takes = board.Frames;
            Console.WriteLine($"board   {Printable.Text(board.Name)} takes {takes.Height}x{takes.Width}x{takes.Channels}, " +
                $"{takes.Minimum} to {takes.Maximum}");
            recording = FrameReader.Read(origin, new FrameShape(takes.Height, takes.Width, takes.Channels), count, standardInput);
            int least = recording.Frames.Min(frame => frame.Values.Min()), greatest = recording.Frames.Max(frame => frame.Values.Max());
            if (least < takes.Minimum || greatest > takes.Maximum) Console.WriteLine($"note    values from {least} to {greatest}: the " +
                $"board calls frames with values outside {takes.Minimum} to {takes.Maximum} implausible and goes to the safe duty");
        }
        var time = Stopwatch.StartNew();
        int sent = Waiting.Count("sending", repeats ? null : recording.Frames.Count,
            step => FrameTransmission.Run(line, recording, rate, repeats, step, stop.Token));
        Console.WriteLine($"sent    {Amount.Of(sent, "frame")} of {recording.Name} in {time.Elapsed.TotalSeconds:0.0} s, " +
            $"{Amount.Of(line.Writer.Length, "byte")} each, {line.SecondsOfPacket * rate * 100:0} % of {baud} baud");
    }

    /// <summary>A shape as "8x8" or "8x8x1".</summary>
    private static FrameShape? ShapeOf(string text)
    {
        string[] parts = text.Split('x');
        bool IsExtent(string part) => int.TryParse(part, NumberStyles.None, null, out int extent) && extent is > 0 and <= 65_535;
        if (parts.Length is < 2 or > 3 || !parts.All(IsExtent)) return null;
        int[] extents = [.. parts.Select(part => int.Parse(part)), 1];
        return (long)extents[0] * extents[1] * extents[2] <= 65_536 ? new FrameShape(extents[0], extents[1], extents[2]) : null;
    }
}
