using System.Text.Json.Serialization;
using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Measurement.Report;

/// <summary>
/// Result of `measure`: the object that `--json` prints (docs/command-line-json.md). The table, the picture and the page are made from it
/// too. If the line never changes, frequency, periods and jitter are null.
/// </summary>
/// <param name="Measured">The measurement.</param>
/// <param name="Against">Comparison with a simulation, or null.</param>
public sealed record MeasureReport(
    [property: JsonIgnore] PwmMeasurement Measured, [property: JsonPropertyOrder(1)] DutyComparison? Against)
{
    private const int MaxRows = 200, MaxSteps = 10_000;

    /// <summary>Name of the capture's file, without its folder.</summary>
    public string Capture => Path.GetFileName(Measured.Capture.File);

    /// <summary>Name of the channel that was measured.</summary>
    public string Channel => Measured.Capture.Channel.Name;

    /// <summary>Length of the capture in seconds.</summary>
    public double Seconds => Measured.Capture.Seconds;

    /// <summary>Seconds from sample to sample; null if the file does not say.</summary>
    public double? SampleSeconds => Measured.SampleSeconds > 0 ? Measured.SampleSeconds : null;

    /// <summary>Voltage between low and high of an analog channel, in volts; null for a digital channel.</summary>
    public double? ThresholdVolts => Measured.Capture.Threshold;

    /// <summary>Reason why the end of the capture may be missing; null if it is complete.</summary>
    public string? Cut => Measured.Capture.Cut;

    /// <summary>Periods per second.</summary>
    public double? FrequencyHz => Moving(Measured.FrequencyHz);

    /// <summary>Mean length of a period in seconds.</summary>
    public double? PeriodSeconds => Moving(Measured.PeriodSeconds);

    /// <summary>Number of complete periods.</summary>
    public long? Periods => Moving(Measured.Periods);

    /// <summary>Standard deviation of the periods' lengths, in seconds.</summary>
    public double? JitterSeconds => Moving(Measured.JitterSeconds);

    /// <summary>Maximum difference of a period's length from the mean, in seconds.</summary>
    [JsonPropertyName("mostJitterSeconds")]
    public double? MaxJitterSeconds => Moving(Measured.MaxJitterSeconds);

    /// <summary>Whether periods begin with falling edges.</summary>
    public bool? LooksInverted => Moving(Measured.LooksInverted);

    /// <summary>Minimum duty of a period, 0 to 1.</summary>
    [JsonPropertyName("leastDuty")]
    public double MinDuty => Measured.MinDuty;

    /// <summary>Maximum duty of a period, 0 to 1.</summary>
    [JsonPropertyName("greatestDuty")]
    public double MaxDuty => Measured.MaxDuty;

    /// <summary>Mean duty over all time, 0 to 1.</summary>
    public double MeanDuty => Measured.MeanDuty;

    /// <summary>Seconds in which the line stayed low for longer than a period.</summary>
    public double LowSeconds => Measured.Low?.Seconds ?? 0;

    /// <summary>Seconds in which the line stayed high for longer than a period.</summary>
    public double HighSeconds => Measured.High?.Seconds ?? 0;

    /// <summary>Number of glitches.</summary>
    public long GlitchCount => Measured.GlitchCount;

    /// <summary>The first thousand glitches.</summary>
    public IReadOnlyList<Glitch> Glitches => Measured.Glitches;

    /// <summary>Number of periods that began at another phase than those before.</summary>
    public long Restarts => Measured.PhaseJumps;

    /// <summary>Number of intervals of constant duty.</summary>
    public int StepCount => Measured.Steps.Count;

    /// <summary>The first 10,000 intervals of constant duty.</summary>
    public IEnumerable<DutyStep> Steps => Measured.Steps.Take(MaxSteps);

    /// <summary>Draws the picture as a PNG.</summary>
    public byte[] Picture() => PngImage.Of(MeasurePlot.Draw(Measured, Against));

    /// <summary>
    /// Returns the table as CSV: time_us, the begin of a step in microseconds, and duty, 0 to 10000, rounded to hundredths.
    /// </summary>
    public string Table() => "time_us,duty\n" +
        string.Concat(Measured.Steps.Select(step => $"{step.Start * 1e6:0.###},{step.Duty * 10_000:0.##}\n"));

    /// <summary>Returns the HTML of the page.</summary>
    public string Page()
    {
        string title = $"{Capture}: {Printable.Text(Channel, 40)}";
        StringBuilder page = new($"<h1>{HtmlPage.Text(title)}</h1>\n<section class=\"card\">\n<table class=\"rows\">\n");
        foreach ((string name, string value) in MeasureText.Rows(Measured, Against))
            page.Append($"<tr><td>{HtmlPage.Text(name)}</td><td>{HtmlPage.Text(value)}</td></tr>\n");
        page.Append("</table>\n</section>\n<section class=\"card scroll\">\n" + SvgText.ForPage(MeasurePlot.Draw(Measured, Against)) +
            "</section>\n");
        if (Against is { Differences: { Count: > 0 } differences })
            Add("Where they differ", ["at, s", "for", "frame", "measured", "simulated"], differences.Count, differences.Select(part =>
                (string[])[At(part.Start), SignalText.Time(part.Seconds), $"{part.Frame}", SignalText.Percent(part.Measured),
                    SignalText.Percent(part.Simulated)]));
        if (Glitches.Count > 0)
            Add("Glitches", ["at, s", "width", "level"], GlitchCount, Glitches.Select(glitch =>
                (string[])[At(glitch.Seconds), SignalText.Time(glitch.WidthSeconds), glitch.IsHigh ? "high" : "low"]));
        Add("Steps of the duty", ["from, s", "for", "duty"], StepCount, Steps.Select(step =>
            (string[])[At(step.Start), SignalText.Time(step.End - step.Start), SignalText.Percent(step.Duty)]));
        return HtmlPage.Of(title, page.ToString(), "measure");

        static string At(double time) => time.ToString("0.000000");

        void Add(string name, string[] columns, long count, IEnumerable<string[]> rows) => page.Append(HtmlPage.Card(name,
            HtmlPage.Table([.. columns.Select(column => (column, true))], rows.Take(MaxRows)),
            count > MaxRows ? $"the first {MaxRows} of {Amount.Of(count)}" : ""));
    }

    private T? Moving<T>(T value) where T : struct => Measured.IsMoving ? value : null;
}
