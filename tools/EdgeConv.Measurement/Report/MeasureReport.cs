using System.Globalization;
using System.Net;
using System.Text;
using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;

namespace EdgeConv.Measurement.Report;

/// <summary>A measurement as files: a picture, a page that needs nothing else, and the duty's steps as a table.</summary>
public static class MeasureReport
{
    private const int MostRows = 200;

    private const string Style = """
        :root { --page: #f5f3ee; --card: #fffefb; --text: #1d2530; --soft: #5b6572; --line: #e1ddd3; --grid: #dcd8ce; --measured: #1f6fb2; --spread: #c9dff1; --simulated: #d98a1f; --difference: #fbdddd; --fault: #a3252c; }
        @media (prefers-color-scheme: dark) { :root { --page: #12161c; --card: #1a2028; --text: #e9edf2; --soft: #9aa5b3; --line: #2c3541; --grid: #323c49; --measured: #63b0ee; --spread: #24425c; --simulated: #e9ab58; --difference: #4a2429; --fault: #ff7b7b; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        main { max-width: 1240px; margin: 0 auto; padding: 28px 20px 48px; }
        h1 { font-size: 27px; line-height: 1.2; letter-spacing: -.015em; margin: 0 0 18px; overflow-wrap: anywhere; }
        h2 { font-size: 15px; margin: 0 0 10px; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; margin-bottom: 14px; overflow-x: auto; }
        table { border-collapse: collapse; font-size: 14px; }
        th { text-align: left; font-weight: 400; color: var(--soft); font-size: 13px; }
        th, td { padding: 4px 22px 4px 0; border-bottom: 1px solid var(--line); }
        tr:last-child td { border-bottom: 0; }
        td:first-child { color: var(--soft); white-space: nowrap; }
        .num { text-align: right; font-variant-numeric: tabular-nums; }
        .soft { color: var(--soft); margin: 8px 0 0; font-size: 13px; }
        svg { display: block; width: 100%; min-width: 760px; height: auto; }
        svg text { font: 14px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
        svg polyline { fill: none; stroke-linejoin: round; }
        """;

    /// <summary>The picture, a PNG.</summary>
    public static byte[] Picture(PwmMeasurement measured, DutyComparison? comparison)
    {
        using var canvas = new PngCanvas(MeasurePlot.Width, MeasurePlot.Height);
        MeasurePlot.Draw(canvas, measured, comparison);
        return canvas.Encode();
    }

    /// <summary>The table: time_us, when a step begins; duty, 0 to 10000, rounded to hundredths.</summary>
    public static string Table(PwmMeasurement measured)
    {
        StringBuilder table = new("time_us,duty\n");
        foreach (DutyStep step in measured.Steps) table.Append(CultureInfo.InvariantCulture, $"{step.Start * 1e6:0.###},{step.Duty * 10_000:0.##}\n");
        return table.ToString();
    }

    /// <summary>The page.</summary>
    public static string Page(PwmMeasurement measured, DutyComparison? comparison)
    {
        string title = Encode($"{Path.GetFileName(measured.Capture.File)}: {Printable.Text(measured.Capture.Channel.Name, 40)}");
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n");
        page.Append($"<title>{title}</title>\n<style>\n{Style}\n");
        foreach (string name in Enum.GetNames<Ink>().Select(name => name.ToLowerInvariant())) page.Append($".f-{name} {{ fill: var(--{name}); }} .l-{name} {{ stroke: var(--{name}); }}\n");
        page.Append($"</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n<section>\n<table>\n");
        foreach ((string name, string value) in MeasureText.Rows(measured, comparison)) page.Append($"<tr><td>{Encode(name)}</td><td>{Encode(value)}</td></tr>\n");
        var canvas = new SvgCanvas();
        MeasurePlot.Draw(canvas, measured, comparison);
        page.Append(CultureInfo.InvariantCulture, $"</table>\n</section>\n<section>\n<svg viewBox=\"0 0 {MeasurePlot.Width} {MeasurePlot.Height}\" role=\"img\" aria-label=\"duty over time and the line\">\n{canvas}</svg>\n</section>\n");
        if (comparison is { Differences.Count: > 0 })
            Rows(page, "Where they part", ["at, s", "for", "frame", "measured", "simulated"], comparison.Differences.Select(part =>
                (string[])[Seconds(part.Start), SignalText.Time(part.Seconds), $"{part.Frame}", SignalText.Percent(part.Measured), SignalText.Percent(part.Simulated)]), comparison.Differences.Count);
        if (measured.Glitches.Count > 0)
            Rows(page, "Glitches", ["at, s", "width", "level"], measured.Glitches.Select(glitch => (string[])[Seconds(glitch.Seconds), SignalText.Time(glitch.WidthSeconds), glitch.IsHigh ? "high" : "low"]), measured.GlitchCount);
        Rows(page, "Steps of the duty", ["from, s", "for", "duty"], measured.Steps.Select(step => (string[])[Seconds(step.Start), SignalText.Time(step.End - step.Start), SignalText.Percent(step.Duty)]), measured.Steps.Count);
        page.Append("</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Rows(StringBuilder page, string title, string[] head, IEnumerable<string[]> rows, long count)
    {
        page.Append($"<section>\n<h2>{title}</h2>\n<table>\n<tr>{string.Concat(head.Select(cell => $"<th class=\"num\">{cell}</th>"))}</tr>\n");
        foreach (string[] row in rows.Take(MostRows)) page.Append($"<tr>{string.Concat(row.Select(cell => $"<td class=\"num\">{cell}</td>"))}</tr>\n");
        page.Append("</table>\n");
        if (count > MostRows) page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">the first {MostRows} of {count:#,0}</p>\n");
        page.Append("</section>\n");
    }

    private static string Seconds(double time) => time.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
