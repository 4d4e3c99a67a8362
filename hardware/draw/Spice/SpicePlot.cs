using System.Globalization;
using System.Security.Cryptography;

namespace EdgeConv.Draw.Spice;

/// <summary>
/// Plots the results of a netlist. Its comments "* panel: TITLE | UNIT | FROM TO | VECTOR NAME | ..." describe the panels. With the unit
/// mA, amperes are multiplied by 1000.
/// </summary>
public static class SpicePlot
{
    private const int MaxPoints = 1500;
    private const string PanelStart = "* panel:";

    /// <summary>Draws the plot.</summary>
    /// <exception cref="UserException">A panel has another form, or names a vector that the results do not hold.</exception>
    public static Picture Draw(string netlist, SpiceResult result)
    {
        string[] lines = File.ReadAllLines(netlist);
        PlotPanel[] panels = [.. PanelTexts(lines).Select(text => Panel(netlist, text, result))];
        if (panels.Length == 0) throw new UserException($"{netlist} has no line \"* panel: ...\"");
        return LinePlot.Draw(lines[0].Split(';')[0], panels);
    }

    /// <summary>
    /// Returns the note that a .png holds about its sources: a hash of the netlist and of a test plot, which changes if plots are drawn in
    /// another way.
    /// </summary>
    public static string Fingerprint(string netlist)
    {
        string text = File.ReadAllText(netlist).ReplaceLineEndings("\n");
        byte[] all = Encoding.UTF8.GetBytes(text + SvgText.Of(Draw(netlist, StraightLines(netlist))));
        return "sha256 of the .cir and its plot: " + Convert.ToHexStringLower(SHA256.HashData(all));
    }

    private static IEnumerable<string> PanelTexts(IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith(PanelStart, StringComparison.Ordinal)).Select(line => line[PanelStart.Length..]);

    // Results for the test plot: every vector that the panels name rises from 0 to 1 over the panels' ends.
    private static SpiceResult StraightLines(string netlist)
    {
        string[][] panels = [.. PanelTexts(File.ReadAllLines(netlist)).Select(text => text.Split('|', StringSplitOptions.TrimEntries))];
        IEnumerable<string> ends = panels.SelectMany(cells => cells[2].Split(' '));
        double[] times = [.. ends.Select(end => double.Parse(end)).Distinct().Order()];
        double[] rising = [.. Enumerable.Range(0, times.Length).Select(i => (double)i / times.Length)];
        IEnumerable<string> vectors = panels.SelectMany(cells => cells[3..]).Select(cell => cell.Split(' ', 2)[0]).Distinct();
        Dictionary<string, double[]> columns = vectors.Select(name => (name, rising)).Append(("time", times)).ToDictionary();
        return new SpiceResult(new Dictionary<string, double>(), columns);
    }

    private static PlotPanel Panel(string netlist, string text, SpiceResult result)
    {
        string[] cells = text.Split('|', StringSplitOptions.TrimEntries);
        string[] ends = cells.Length < 4 ? [] : cells[2].Split(' ');
        if (ends.Length != 2 || !double.TryParse(ends[0], NumberStyles.Float, null, out double from)
            || !double.TryParse(ends[1], NumberStyles.Float, null, out double to))
            throw new UserException($"{netlist}: \"* panel:{text}\" must have the form TITLE | UNIT | FROM TO | VECTOR NAME");
        double factor = cells[1] == "mA" ? 1000 : 1;
        PlotCurve[] curves = [.. cells[3..].Select(cell => cell.Split(' ', 2)).Select(words => new PlotCurve(words[^1],
            Points(result.Columns["time"], result.Columns.GetValueOrDefault(words[0])
                ?? throw new UserException($"{netlist}: the result holds no vector {words[0]}"), from, to, factor)))];
        double[] shown = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Y)];
        // A small ripple on a high level would be a flat line on an axis from zero, so such an axis does not begin at zero.
        return new PlotPanel(cells[0], cells[1], from, to, shown.Max() - shown.Min() > 0.1 * shown.Max(), curves);
    }

    // Reduces the points to what the width of a picture can show: minimum and maximum of each stretch, in the order of time.
    private static Point[] Points(double[] times, double[] values, double from, double to, double factor)
    {
        int[] inside = [.. Enumerable.Range(0, times.Length).Where(i => times[i] >= from && times[i] <= to)];
        int stretch = Math.Max(1, inside.Length / MaxPoints * 2);
        return [.. inside.Chunk(stretch).SelectMany(chunk => new[] { chunk.MinBy(i => values[i]), chunk.MaxBy(i => values[i]) }.Distinct()
            .Order()).Select(i => new Point(times[i], values[i] * factor))];
    }
}
