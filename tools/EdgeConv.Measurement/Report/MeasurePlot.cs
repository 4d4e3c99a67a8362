using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Measurement.Report;

/// <summary>
/// Draws a measurement: the duty over time, with what was simulated beside it, and the first periods of the line as they were recorded.
/// </summary>
internal sealed class MeasurePlot
{
    /// <summary>Size of the drawing.</summary>
    public const double Width = 1200, Height = 560;

    private const double Left = 76, Right = 24, DutyTop = 58, DutyHeight = 270, LineTop = 420, LineHeight = 70;
    private const int ShownPeriods = 8;

    private static readonly int[] s_tops = [10, 25, 50, 100];

    // Greatest duty of the scale in percent: a servo's would lie at its foot else.
    private readonly int _top;

    private MeasurePlot(double greatest) => _top = s_tops.First(top => top >= greatest * 100 || top == 100);

    private static double Inner => Width - Left - Right;

    /// <summary>Draws all of it.</summary>
    public static void Draw(IPlotCanvas canvas, PwmMeasurement measured, DutyComparison? comparison)
    {
        double greatest = measured.MaxDuty;
        if (comparison is not null)
            greatest = Math.Max(greatest, comparison.Simulated.Steps.Max(step => comparison.IsInverted ? 1 - step.Duty : step.Duty));
        new MeasurePlot(greatest).DrawAll(canvas, measured, comparison);
    }

    private void DrawAll(IPlotCanvas canvas, PwmMeasurement measured, DutyComparison? comparison)
    {
        double seconds = measured.Capture.Seconds;
        canvas.Text(Left, 22, "duty over time", Ink.Text, 0);
        Legend(canvas, comparison, measured.GlitchCount + measured.PhaseJumps > 0);
        if (comparison is not null)
            foreach (DutyDifference part in comparison.Differences)
                canvas.Fill(X(part.Start, seconds), DutyTop, Math.Max(2, part.Seconds / seconds * Inner), DutyHeight, Ink.Difference);
        for (int i = 0; i <= 5; i++)
        {
            double duty = _top / 500.0 * i;
            canvas.Line([(Left, Y(duty)), (Width - Right, Y(duty))], Ink.Grid, 1);
            canvas.Text(Left - 8, Y(duty), $"{_top * i / 5} %", Ink.Soft, 1);
        }
        TimeScale(canvas, DutyTop + DutyHeight, seconds);
        Spread(canvas, measured.Timeline);
        if (comparison is not null) canvas.Line(Simulated(comparison, seconds), Ink.Simulated, 6);
        Mean(canvas, measured.Timeline);
        foreach (double at in measured.Glitches.Select(glitch => glitch.Seconds).Concat(measured.PhaseJumpSeconds))
            canvas.Line([(X(at, seconds), DutyTop - 8), (X(at, seconds), DutyTop - 2)], Ink.Fault, 2);
        Levels(canvas, measured);
    }

    private static double X(double time, double seconds) => Left + time / seconds * Inner;

    private double Y(double duty) => DutyTop + (1 - duty * 100 / _top) * DutyHeight;

    private static void Legend(IPlotCanvas canvas, DutyComparison? comparison, bool hasFaults)
    {
        List<(string, Ink)> entries = [("measured", Ink.Measured)];
        if (comparison is not null)
            entries.AddRange([(comparison.IsInverted ? "simulated, inverted" : "simulated", Ink.Simulated), ("they part", Ink.Difference)]);
        if (hasFaults) entries.Add(("glitch, restart", Ink.Fault));
        entries.Reverse();
        double x = Width - Right;
        foreach ((string text, Ink ink) in entries)
        {
            x -= text.Length * 8;
            canvas.Text(x, 22, text, Ink.Soft, 0);
            canvas.Fill(x - 18, 17, 12, 10, ink);
            x -= 42;
        }
    }

    private static void TimeScale(IPlotCanvas canvas, double y, double seconds)
    {
        double step = Math.Pow(10, Math.Floor(Math.Log10(seconds / 4)));
        if (seconds / step > 20) step *= 5;
        else if (seconds / step > 8) step *= 2;
        double factor = seconds < 1e-3 ? 1e6 : seconds < 1 ? 1e3 : 1;
        string unit = seconds < 1e-3 ? "us" : seconds < 1 ? "ms" : "s";
        for (int i = 0; i * step <= seconds * 1.0001; i++)
        {
            double x = X(i * step, seconds);
            canvas.Line([(x, y), (x, y + 6)], Ink.Grid, 1);
            canvas.Text(x, y + 18, (i * step * factor).ToString("0.###") + " " + unit, Ink.Soft,
                i == 0 ? 0 : x > Width - Right - 30 ? 1 : 0.5);
        }
    }

    private void Spread(IPlotCanvas canvas, DutyTimeline timeline)
    {
        double width = Inner / DutyTimeline.Columns;
        for (int i = 0; i < DutyTimeline.Columns; i++)
            if (timeline.Column(i) is { } column && column.Max - column.Min > 0.004)
                canvas.Fill(Left + i * width, Y(column.Max), Math.Max(1, width), Y(column.Min) - Y(column.Max), Ink.Spread);
    }

    private void Mean(IPlotCanvas canvas, DutyTimeline timeline)
    {
        List<(double, double)> points = [];
        double width = Inner / DutyTimeline.Columns;
        for (int i = 0; i <= DutyTimeline.Columns; i++)
        {
            if (i < DutyTimeline.Columns && timeline.Column(i) is { } column)
            {
                points.Add((Left + i * width, Y(column.Mean)));
                points.Add((Left + (i + 1) * width, Y(column.Mean)));
            }
            else if (points.Count > 0)
            {
                canvas.Line(points, Ink.Measured, 2);
                points = [];
            }
        }
    }

    private List<(double, double)> Simulated(DutyComparison comparison, double seconds)
    {
        List<(double, double)> points = [];
        foreach (DutyStep step in comparison.Simulated.Steps)
        {
            double from = Math.Max(0, step.Start + comparison.Shift), to = Math.Min(seconds, step.End + comparison.Shift);
            if (to <= from) continue;
            double y = Y(comparison.IsInverted ? 1 - step.Duty : step.Duty);
            points.Add((X(from, seconds), y));
            points.Add((X(to, seconds), y));
        }
        return points;
    }

    // The line itself, from just before its first edge on.
    private static void Levels(IPlotCanvas canvas, PwmMeasurement measured)
    {
        Capture capture = measured.Capture;
        EdgeList edges = capture.Edges;
        double first = edges.Count > 0 ? edges.Ticks().First() : edges.Start,
            length = measured.IsMoving ? measured.PeriodSeconds * capture.TicksPerSecond : edges.End - edges.Start;
        double from = Math.Max(edges.Start, first - length / 4), to = Math.Min(edges.End, from + length * ShownPeriods);
        canvas.Text(Left, LineTop - 24, $"the line from {(from - edges.Start) / capture.TicksPerSecond:0.######} s on", Ink.Text, 0);
        canvas.Text(Left - 8, LineTop, "high", Ink.Soft, 1);
        canvas.Text(Left - 8, LineTop + LineHeight, "low", Ink.Soft, 1);
        bool level = edges.InitialLevel;
        double At(double tick) => Left + (tick - from) / (to - from) * Inner;
        double Of(bool high) => high ? LineTop : LineTop + LineHeight;
        List<(double, double)> points = [];
        foreach (long tick in edges.Ticks())
        {
            if (tick > to) break;
            if (tick >= from)
            {
                if (points.Count == 0) points.Add((At(from), Of(level)));
                points.Add((At(tick), Of(level)));
                points.Add((At(tick), Of(!level)));
            }
            level = !level;
        }
        if (points.Count == 0) points.Add((At(from), Of(level)));
        points.Add((At(to), Of(level)));
        canvas.Line(points, Ink.Measured, 2);
        double span = (to - from) / capture.TicksPerSecond;
        canvas.Line([(Left, LineTop + LineHeight + 24), (Width - Right, LineTop + LineHeight + 24)], Ink.Grid, 1);
        canvas.Text(Left, LineTop + LineHeight + 42, "0", Ink.Soft, 0);
        canvas.Text(Left + Inner / 2, LineTop + LineHeight + 42, SignalText.Time(span / 2), Ink.Soft, 0.5);
        canvas.Text(Width - Right, LineTop + LineHeight + 42, SignalText.Time(span), Ink.Soft, 1);
    }
}
