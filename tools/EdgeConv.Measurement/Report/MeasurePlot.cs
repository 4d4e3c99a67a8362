using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Measurement.Report;

/// <summary>
/// Draws a measurement: the measured and the simulated duty over time, and the first periods of the line as they were recorded.
/// </summary>
internal static class MeasurePlot
{
    private const int ShownPeriods = 8;
    private const string Measured = "var(--accent)";

    // Maximum of the duty's axis in percent. On an axis up to 100 %, a servo's duty of 5 to 10 % would be hard to read.
    private static readonly double[] s_tops = [10, 25, 50, 100];

    /// <summary>Draws the plot in the colors of the pages.</summary>
    public static Picture Draw(PwmMeasurement measured, DutyComparison? comparison) =>
        LinePlot.DrawForPage("duty over time, and the line", 1200, [Duty(measured, comparison), Line(measured)]);

    private static PlotPanel Duty(PwmMeasurement measured, DutyComparison? comparison)
    {
        double seconds = measured.Capture.Seconds, column = seconds / DutyTimeline.Columns;
        List<PlotCurve> curves = [new("measured", [.. Mean(measured.Timeline, column)]) { Color = Measured }];
        if (comparison is not null) curves.Add(Simulated(comparison, seconds));
        double max = curves.SelectMany(curve => curve.Points).Select(point => point.Y).Append(measured.MaxDuty * 100)
            .Where(double.IsFinite).Max();
        double top = s_tops.First(candidate => candidate >= max || candidate == s_tops[^1]);
        List<PlotArea> areas = [];
        if (comparison is not null)
            areas.AddRange(comparison.Differences.Select(part =>
                new PlotArea("measured and simulated differ", "var(--difference)", part.Start, part.Start + part.Seconds)));
        for (int i = 0; i < DutyTimeline.Columns; i++)
            if (measured.Timeline.Column(i) is { } duty && duty.Max - duty.Min > 0.004)
                areas.Add(new("", "var(--spread)", i * column, (i + 1) * column, duty.Min * 100, duty.Max * 100));
        areas.AddRange(measured.Glitches.Select(glitch => glitch.Seconds).Concat(measured.PhaseJumpSeconds)
            .Select(at => new PlotArea("glitch or restart", "var(--bad)", at, at, top * 0.97)));
        return new("duty over time", "%", 0, seconds, FromZero: true, curves) { Height = 270, Max = top, Areas = areas };
    }

    // Returns one step for each column of the timeline, and a gap where nothing was measured.
    private static IEnumerable<Point> Mean(DutyTimeline timeline, double column)
    {
        for (int i = 0; i < DutyTimeline.Columns; i++)
        {
            double duty = timeline.Column(i)?.Mean * 100 ?? double.NaN;
            yield return new(i * column, duty);
            yield return new((i + 1) * column, duty);
        }
    }

    private static PlotCurve Simulated(DutyComparison comparison, double seconds)
    {
        List<Point> points = [];
        foreach (DutyStep step in comparison.Simulated.Steps)
        {
            double from = Math.Max(0, step.Start + comparison.Shift), to = Math.Min(seconds, step.End + comparison.Shift);
            double duty = 100 * (comparison.IsInverted ? 1 - step.Duty : step.Duty);
            if (to > from) points.AddRange([new(from, duty), new(to, duty)]);
        }
        return new(comparison.IsInverted ? "simulated, inverted" : "simulated", points) { Color = "var(--duty)", Width = 6 };
    }

    // Plots the level of the line over the first periods, beginning just before its first edge.
    private static PlotPanel Line(PwmMeasurement measured)
    {
        EdgeList edges = measured.Capture.Edges;
        double ticksPerSecond = measured.Capture.TicksPerSecond;
        double first = edges.Count > 0 ? edges.Ticks().First() : edges.Start,
            length = measured.IsMoving ? measured.PeriodSeconds * ticksPerSecond : edges.End - edges.Start;
        double from = Math.Max(edges.Start, first - length / 4), to = Math.Min(edges.End, from + length * ShownPeriods);
        bool level = edges.InitialLevel;
        List<Point> points = [];
        void Add(double tick) => points.Add(new((tick - from) / ticksPerSecond, level ? 1 : 0));
        foreach (long tick in edges.Ticks().TakeWhile(tick => tick <= to))
        {
            if (tick >= from)
            {
                if (points.Count == 0) Add(from);
                Add(tick);
            }
            level = !level;
            if (tick >= from) Add(tick);
        }
        if (points.Count == 0) Add(from);
        Add(to);
        string title = $"level of the line from {(from - edges.Start) / ticksPerSecond:0.######} s on";
        return new(title, "", 0, (to - from) / ticksPerSecond, FromZero: true, [new("", points) { Color = Measured }])
        {
            Height = 70, Max = 1, ValueNames = new Dictionary<double, string> { [0] = "low", [1] = "high" }
        };
    }
}
