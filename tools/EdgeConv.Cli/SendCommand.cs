using System.Diagnostics;
using EdgeConv.Board;
using EdgeConv.Link;

namespace EdgeConv.Cli;

/// <summary>`edgeconv send`: sends frames to a board, which uses them instead of a sensor's.</summary>
internal static class SendCommand
{
    private const int MaxFrames = 100_000;

    public static Command Create(Func<Stream> standardInput)
    {
        Argument<string> address = Options.Address();
        Option<string> frames = Options.Required("--frames", "FRAMES", $"The frames to send: {FrameReader.Kinds}.");
        Option<double> rate = Options.Number("--rate", "Frames per second.", 10, 0.1, 1000, "FPS");
        Option<int> baud = Options.Baud();
        Option<string?> key = Options.Key();
        Option<int> count = Options.Integer("--count", "Maximum number of frames to read from FRAMES.", MaxFrames, 1, MaxFrames);
        Option<bool> repeats = Options.Flag("--repeat", "Starts again after the last frame, until Ctrl+C.");
        Option<string?> shape = Options.Shape("Shape of the frames, e.g. 8x8x1. Without it, the program asks the board, which needs the " +
            "wire from the board's TX to the adapter's RX.", ushort.MaxValue, BoardLine.MaxFrameValues);
        return new Command("send", "Sends frames to a board with frames=link, which uses them instead of a sensor's (docs/link.md).")
            { address, frames, rate, baud, key, count, repeats, shape }
            .Does(parsed => Send(parsed.GetValue(address)!, parsed.GetValue(baud), parsed.GetValue(key),
                shape => FrameReader.Read(parsed.GetValue(frames)!, shape, parsed.GetValue(count), standardInput),
                FrameShape.Parse(parsed.GetValue(shape)), parsed.GetValue(rate), parsed.GetValue(repeats)));
    }

    private static void Send(string address, int baud, string? key, Func<FrameShape, Recording> read, FrameShape? shape, double rate,
        bool repeats)
    {
        using var stop = new StopSignal();
        Recording? recording = shape is { } known ? read(known) : null;
        using BoardLine line = BoardAddress.Open(address, baud, key);
        if (recording is null)
        {
            BoardDescription board = new BoardClient(line, TimeSpan.FromSeconds(1), stop.Token).DescribeRunning();
            if (!board.TakesFrames)
                throw new UserException($"{address}: {Printable.Text(board.Name)} uses its own frames; set frames=link first " +
                    $"(edgeconv board set {address} frames=link --restart)");
            FrameFormat takes = board.Frames;
            FrameShape wanted = new(takes.Height, takes.Width, takes.Channels);
            Console.WriteLine($"board   {Printable.Text(board.Name)} takes {wanted}, {takes.Minimum} to {takes.Maximum}");
            recording = read(wanted);
            int min = recording.Frames.Min(frame => frame.Values.Min()), max = recording.Frames.Max(frame => frame.Values.Max());
            if (min < takes.Minimum || max > takes.Maximum)
                Console.WriteLine($"note    the values are {min} to {max}; the board rejects a frame with a value outside " +
                    $"{takes.Minimum} to {takes.Maximum} as implausible and goes to the safe duty");
        }
        var time = Stopwatch.StartNew();
        int sent = Terminal.Count("sending", repeats ? null : recording.Frames.Count,
            step => FrameTransmission.Run(line, recording, rate, repeats, step, stop.Token));
        Console.WriteLine($"sent    {Amount.Of(sent, "frame")} of {recording.Name} in {time.Elapsed.TotalSeconds:0.0} s, " +
            $"{Amount.Of(line.Writer.Length, "byte")} each" +
            (line.Baud > 0 ? $", {line.SecondsOfPacket * rate * 100:0} % of what {line.Baud} baud can carry" : ""));
    }
}
