using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Measurement.Report;

/// <summary>A measurement as files: a picture, a page that needs nothing else, and the duty's steps as a table.</summary>
public static class MeasureReport
{
    private const int MaxRows = 200;

    /// <summary>The picture, a PNG.</summary>
    public static byte[] Picture(PwmMeasurement measured, DutyComparison? comparison) =>
        PngImage.Of(MeasurePlot.Draw(measured, comparison));

    /// <summary>The table: time_us, when a step begins; duty, 0 to 10000, rounded to hundredths.</summary>
    public static string Table(PwmMeasurement measured)
    {
        StringBuilder table = new("time_us,duty\n");
        foreach (DutyStep step in measured.Steps) table.Append($"{step.Start * 1e6:0.###},{step.Duty * 10_000:0.##}\n");
        return table.ToString();
    }

    /// <summary>The page.</summary>
    public static string Page(PwmMeasurement measured, DutyComparison? comparison)
    {
        string title = $"{Path.GetFileName(measured.Capture.File)}: {Printable.Text(measured.Capture.Channel.Name, 40)}";
        StringBuilder page = new($"<h1>{HtmlPage.Text(title)}</h1>\n<section class=\"card\">\n<table class=\"rows\">\n");
        foreach ((string name, string value) in MeasureText.Rows(measured, comparison))
            page.Append($"<tr><td>{HtmlPage.Text(name)}</td><td>{HtmlPage.Text(value)}</td></tr>\n");
        page.Append("</table>\n</section>\n<section class=\"card scroll\">\n" + SvgText.ForPage(MeasurePlot.Draw(measured, comparison)) +
            "</section>\n");
        if (comparison is { Differences.Count: > 0 })
            Add("Where they differ", ["at, s", "for", "frame", "measured", "simulated"], comparison.Differences.Select(part =>
                (string[])[Seconds(part.Start), SignalText.Time(part.Seconds), $"{part.Frame}", SignalText.Percent(part.Measured),
                    SignalText.Percent(part.Simulated)]), comparison.Differences.Count);
        if (measured.Glitches.Count > 0)
            Add("Glitches", ["at, s", "width", "level"], measured.Glitches.Select(glitch =>
                (string[])[Seconds(glitch.Seconds), SignalText.Time(glitch.WidthSeconds), glitch.IsHigh ? "high" : "low"]),
                measured.GlitchCount);
        Add("Steps of the duty", ["from, s", "for", "duty"], measured.Steps.Select(step =>
            (string[])[Seconds(step.Start), SignalText.Time(step.End - step.Start), SignalText.Percent(step.Duty)]), measured.Steps.Count);
        return HtmlPage.Of(title, page.ToString(), "measure");

        void Add(string name, string[] columns, IEnumerable<string[]> rows, long count) => page.Append(HtmlPage.Card(name,
            HtmlPage.Table([.. columns.Select(column => (column, true))], rows.Take(MaxRows)),
            count > MaxRows ? $"the first {MaxRows} of {Amount.Of(count)}" : ""));
    }

    private static string Seconds(double time) => time.ToString("0.000000");
}
