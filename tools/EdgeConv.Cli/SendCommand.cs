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
        Option<string> frames = Options.Required("--frames", "FRAMES", $"The frames to send: {FrameReader.Kinds}.");
        Option<double> rate = Options.Number("--rate", "Frames per second.", 10, 0.1, 1000, "FPS");
        Option<int> baud = Options.Baud();
        Option<int> count = Options.Integer("--count", "Maximum number of frames to read from FRAMES.", MaxFrames, 1, MaxFrames);
        Option<bool> repeats = Options.Flag("--repeat", "Starts again after the last frame, until Ctrl+C.");
        Option<string?> shape = Options.Shape("Shape of the frames, e.g. 8x8x1. Without it the board is asked, which needs the wire from " +
            "the board's TX to the adapter's RX.", ushort.MaxValue, SerialLine.MaxFrameValues);
        return new Command("send", "Sends frames over a serial port to a board, which uses them in place of a sensor's " +
            "(docs/serial-frames.md).") { port, frames, rate, baud, count, repeats, shape }
            .Does(parsed => Send(parsed.GetValue(port)!, parsed.GetValue(baud),
                shape => FrameReader.Read(parsed.GetValue(frames)!, shape, parsed.GetValue(count), standardInput),
                FrameShape.Parse(parsed.GetValue(shape)), parsed.GetValue(rate), parsed.GetValue(repeats)));
    }

    private static void Send(string port, int baud, Func<FrameShape, Recording> read, FrameShape? shape, double rate, bool repeats)
    {
        using var stop = new StopSignal();
        Recording? recording = shape is { } known ? read(known) : null;
        using var line = new SerialLine(port, baud, SerialLine.MaxFrameBytes);
        if (recording is null)
        {
            BoardDescription board = BoardQuery.Ask(line, BoardDescription.TakesFrames, stop.Token);
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
            $"{Amount.Of(line.Writer.Length, "byte")} each, {line.SecondsOfPacket * rate * 100:0} % of what {baud} baud can carry");
    }
}
