using EdgeConv.Board;
using EdgeConv.Link;
using EdgeConv.Simulation.Runs;

namespace EdgeConv.Cli;

/// <summary>
/// Live view of a board in the terminal: the frame as shaded cells, the duty as a bar and over time. If the output goes to a file, it is
/// one line per step.
/// </summary>
internal static class WatchScreen
{
    private const int MaxSide = 32, BarWidth = 40, History = 60;

    /// <summary>Shows steps until there are enough, or the user stops it.</summary>
    public static void Show(StepStream stream, int count)
    {
        if (Console.IsOutputRedirected)
        {
            // A line of a log is not wrapped: each step is one line.
            foreach (StepPacket step in stream.Steps(count)) Console.WriteLine(Line(step));
            return;
        }
        Queue<int> duties = new();
        AnsiConsole.Live(new Text("waiting for the first step")).Start(live =>
        {
            foreach (StepPacket step in stream.Steps(count))
            {
                duties.Enqueue(step.Duty);
                if (duties.Count > History) duties.Dequeue();
                live.UpdateTarget(new Rows(Picture(step, stream.Board.Frames), new Text(""), new Text(Line(step)),
                    new Text(Bar(step.Duty)), new Text(step.HasSecond ? Bar(step.SecondDuty) : ""),
                    new Text(Terminal.Line([.. duties]))));
            }
        });
        if (stream.Lost > 0) Console.WriteLine($"{Amount.Of(stream.Lost, "step")} lost on the line, or not sent for lack of time");
    }

    private static string Line(StepPacket step) => $"frame {step.Number}, activation {step.Activation256 / 256.0:0.00}, duty " +
        $"{step.Duty / 100.0:0.00} %{(step.HasSecond ? $" and {step.SecondDuty / 100.0:0.00} %" : "")}, " +
        $"{RunText.State(step.Reason)}, inference {step.InferenceMicroseconds / 1000.0:0.000} ms";

    private static string Bar(int duty)
    {
        int filled = (duty * BarWidth + 5000) / 10000;
        return $"[{new string('#', filled)}{new string('.', BarWidth - filled)}]";
    }

    // The frame's own range is drawn from dark to bright. In small frames, each cell is a square of pixels.
    private static Canvas Picture(StepPacket step, FrameFormat format)
    {
        int width = Math.Min(format.Width, MaxSide), height = Math.Min(format.Height, MaxSide);
        int side = Math.Max(1, MaxSide / Math.Max(width, height)), min = step.Frame.Min(), span = Math.Max(1, step.Frame.Max() - min);
        var canvas = new Canvas(width * side, height * side);
        for (int y = 0; y < height * side; y++)
            for (int x = 0; x < width * side; x++)
            {
                int row = y / side * format.Height / height, column = x / side * format.Width / width;
                byte shade = (byte)((step.Frame[(row * format.Width + column) * format.Channels] - min) * 255 / span);
                canvas.SetPixel(x, y, new Color(shade, shade, shade));
            }
        return canvas;
    }
}
