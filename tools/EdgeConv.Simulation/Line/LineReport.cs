using System.Text;
using EdgeConv.Common.Drawing;
using EdgeConv.Frames.Line;
using SkiaSharp;
using static EdgeConv.Common.HtmlPage;

namespace EdgeConv.Simulation.Line;

/// <summary>
/// Draws the drives of a car that follows a line as one HTML page without external files: the tracks with the car's way, the frames with
/// their heat maps, and speed, steering and distance over time.
/// </summary>
/// <param name="runs">The drives, at least one.</param>
/// <param name="board">The board.</param>
/// <param name="instructions">IL instructions of an inference.</param>
public sealed class LineReport(IReadOnlyList<LineRun> runs, SimulatedBoard board, long instructions)
{
    // Of each track every n-th frame is shown, and those around the pull of the camera.
    private const int Shown = 18, Scale = 4, PicturePixels = 2;

    /// <summary>The answer in words.</summary>
    public string Answer => runs.All(run => run.IsComplete)
        ? $"{Amount.Of(LineSimulation.Laps, "lap")} of {Amount.Of(runs.Count, "track")}, at most " +
            $"{100 * runs.Max(run => run.MaxAside):0.0} cm off the line"
        : $"{string.Join(", ", runs.Where(run => !run.IsComplete).Select(run => run.Track.Name))}: not completed";

    /// <summary>How long reading and inference take, and on which board.</summary>
    public string Time => $"on {board.Name}, {board.Nanoseconds:#,0} ns per IL instruction ({board.Speed.Origin(board.Pace)}): inference " +
        $"{board.Microseconds(instructions) / 1000.0:0.0} ms ({instructions:#,0} IL), reading the camera " +
        $"{(LineSimulation.BusMicroseconds + board.Microseconds(LineSimulation.ReadInstructions)) / 1000.0:0.0} ms, every " +
        $"{LineSimulation.PeriodMicroseconds / 1000} ms";

    /// <summary>Returns the HTML of the page.</summary>
    public string Page()
    {
        string tracks = string.Concat(runs.Select(run => Card($"Track: {run.Track.Name}",
            Track(run) + Frames(run) + Plots(run), $"{run.Track.Length:0.0} m, {Amount.Of(run.LapSeconds.Count, "lap")}")));
        string stops = runs.All(run => run.StoppedMicroseconds is not null)
            ? $"When the camera was pulled, the car stood after {Range(StopSeconds, "0.0")} s and " +
                $" {Range(run => 100 * run.StopMeters, "0")} cm. " : "";
        return HtmlPage.Of("EdgeConv: a car that follows a line", "<h1>A car that follows a line</h1>\n" +
            HtmlPage.Answer(Answer, stops + "Simulated " + Time + ".", runs.All(run => run.IsComplete)) +
            Card("Laps", Table([("track", false), ("length", true),
                .. Enumerable.Range(1, LineSimulation.Laps).Select(i => ($"lap {i}", true)), ("mean speed", true), ("mean distance", true),
                ("maximum", true), ("stop", true)], runs.Select(Row))) + tracks);
    }

    private static IReadOnlyList<string> Row(LineRun run) =>
    [
        Text(run.Track.Name), $"{run.Track.Length:0.00} m",
        .. Enumerable.Range(0, LineSimulation.Laps).Select(i => i < run.LapSeconds.Count ? $"{run.LapSeconds[i]:0.0} s" : "-"),
        $"{run.MeanSpeed:0.00} m/s", $"{100 * run.MeanAside:0.0} cm", $"{100 * run.MaxAside:0.0} cm",
        run.StoppedMicroseconds is null ? "-" : $"{100 * run.StopMeters:0} cm",
    ];

    private static double StopSeconds(LineRun run) => (run.StoppedMicroseconds!.Value - run.PulledMicroseconds!.Value) / 1e6;

    private string Range(Func<LineRun, double> of, string format)
    {
        (string low, string high) = (runs.Min(of).ToString(format), runs.Max(of).ToString(format));
        return low == high ? low : $"{low} to {high}";
    }

    // The floor in its light, with the way of the front axle on it: blue while the outputs follow, red while they are safe.
    private static string Track(LineRun run)
    {
        int width = run.Floor.Width / PicturePixels, height = run.Floor.Height / PicturePixels;
        PixelPicture floor = new(width, height, SKColors.Black);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
            {
                double mx = (x + 0.5) * PicturePixels / LineFloor.PixelsPerMeter, my = (y + 0.5) * PicturePixels / LineFloor.PixelsPerMeter;
                byte value = (byte)Math.Clamp(run.Light.Of(run.Floor.At(mx, my), mx, my), 0, 255);
                floor.Fill(x, y, 1, 1, new SKColor(value, value, value));
            }
        const double PerMeter = LineFloor.PixelsPerMeter / (double)PicturePixels;
        string Points(IEnumerable<LineMoment> moments) => string.Join(' ',
            moments.Select(moment => $"{moment.Front.X * PerMeter:0.0},{moment.Front.Y * PerMeter:0.0}"));
        string Line(string color, IEnumerable<LineMoment> moments) =>
            $"<polyline points=\"{Points(moments)}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"1.2\" stroke-linejoin=\"round\"/>";
        LineMoment last = run.Moments[^1];
        return $"<svg class=\"plot\" viewBox=\"0 0 {width} {height}\" style=\"max-width:{2 * width}px\" role=\"img\">" +
            $"<title>the floor with the car's way</title><image href=\"{Uri(floor)}\" width=\"{width}\" height=\"{height}\"/>" +
            Line("#1e88e5", run.Driving) + Line("#e53935", run.Moments.SkipWhile(moment => run.Driving.Contains(moment))) +
            $"<circle cx=\"{run.Track.At(0).X * PerMeter:0.0}\" cy=\"{run.Track.At(0).Y * PerMeter:0.0}\" r=\"3\" fill=\"#43a047\"/>" +
            $"<circle cx=\"{last.Front.X * PerMeter:0.0}\" cy=\"{last.Front.Y * PerMeter:0.0}\" r=\"3\" fill=\"#e53935\"/></svg>\n" +
            "<p class=\"soft\">Green: start. Blue: the way of the front axle in all laps. Red: after the camera was pulled.</p>\n";
    }

    private static string Frames(LineRun run)
    {
        LineMoment[] seen = [.. run.Moments.Where(moment => moment.Frame.Length > 0)];
        StringBuilder text = new("<div class=\"shots\">\n");
        for (int i = 0; i < Math.Min(Shown, seen.Length); i++)
        {
            LineMoment moment = seen[(int)((long)i * (seen.Length - 1) / Math.Max(1, Math.Min(Shown, seen.Length) - 1))];
            text.Append($"<figure><img src=\"{Uri(Frame(moment))}\" alt=\"a frame and its heat map\" " +
                $"width=\"{LineCamera.Width * Scale}\" height=\"{(LineCamera.Height + 3) * Scale}\"><figcaption>" +
                $"{moment.Microseconds / 1e6:0.0} s, {100 * moment.Aside:0.0} cm off</figcaption></figure>\n");
        }
        return text.Append("</div>\n<p class=\"soft\">Frames, and below each the heat map; red: the column that the readout gives.</p>\n")
            .ToString();
    }

    // A frame, a mark at the readout's column, and below it the heat map from its lowest to its highest value.
    private static PixelPicture Frame(LineMoment moment)
    {
        PixelPicture picture = new(LineCamera.Width * Scale, (LineCamera.Height + 3) * Scale, SKColors.Black);
        for (int i = 0; i < moment.Frame.Length; i++)
        {
            byte value = (byte)moment.Frame[i];
            picture.Fill(i % LineCamera.Width * Scale, i / LineCamera.Width * Scale, Scale, Scale, new SKColor(value, value, value));
        }
        if (moment.Map.Length == 0) return picture;
        int columns = Math.Min(moment.Map.Length, LineCamera.Width), cell = LineCamera.Width * Scale / columns;
        double low = moment.Map.Min(), high = Math.Max(moment.Map.Max(), low + 1);
        for (int x = 0; x < columns; x++)
            picture.Fill(x * cell, (LineCamera.Height + 1) * Scale, cell, 2 * Scale,
                ColorRamp.Signed((moment.Map[x] - low) / (high - low)));
        int mark = (int)((moment.Column256 / 256.0 + 0.5) * cell);
        picture.Fill(mark - 1, 0, 2, LineCamera.Height * Scale, new SKColor(229, 57, 53));
        return picture;
    }

    private static string Plots(LineRun run)
    {
        double end = run.Moments[^1].Microseconds / 1e6;
        PlotCurve Curve(string name, string color, Func<LineMoment, double> of) =>
            new(name, [.. run.Moments.Select(moment => new Point(moment.Microseconds / 1e6, of(moment)))])
            {
                Color = $"var(--{color})", Width = 1.5,
            };
        PlotArea[] areas = run.PulledMicroseconds is { } pulled ? [new("camera pulled", "var(--grid)", pulled / 1e6, end)] : [];
        return SvgText.ForPage(LinePlot.DrawForPage("distance, speed and duties over time", 1100,
        [
            new("distance from the line, positive to the right", "cm", 0, end, false, [Curve("", "conv", moment => 100 * moment.Aside)])
                { Areas = areas },
            new("speed", "m/s", 0, end, true, [Curve("", "good", moment => moment.Speed)]) { Areas = areas },
            new("pulse of the servo on PWM1", "ms", 0, end, false, [Curve("", "pool", moment => moment.ServoDuty * 20 / 10_000.0)])
                { Areas = areas },
            new("duty of the motor on PWM3", "%", 0, end, true, [Curve("", "dense", moment => moment.MotorDuty / 100.0)]) { Areas = areas },
        ]));
    }

    private static string Uri(PixelPicture picture) => "data:image/png;base64," + Convert.ToBase64String(picture.ToPng());
}
