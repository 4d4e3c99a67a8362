using System.Globalization;
using System.Security.Cryptography;

namespace EdgeConv.Draw.Spice;

/// <summary>
/// The plot of a netlist, as its comments "* panel: TITLE | UNIT | FROM TO | VECTOR NAME | ..." say. A unit mA shows amperes a
/// thousandfold.
/// </summary>
public static class SpicePlot
{
    private const int MaxPoints = 1500;
    private const string PanelStart = "* panel:";

    /// <summary>Draws it.</summary>
    /// <exception cref="UserException">A panel that is of another form or names a vector that is not there.</exception>
    public static Picture Draw(string netlist, SpiceResult result)
    {
        string[] lines = File.ReadAllLines(netlist);
        PlotPanel[] panels = [.. PanelTexts(lines).Select(text => Panel(netlist, text, result))];
        if (panels.Length == 0) throw new UserException($"{netlist}: no line \"* panel: ...\"");
        return LinePlot.Draw(lines[0].Split(';')[0], panels);
    }

    /// <summary>
    /// What a .png notes of its sources: the netlist, and how plots are drawn at present, for which a plot of straight lines stands.
    /// </summary>
    public static string Fingerprint(string netlist)
    {
        string text = File.ReadAllText(netlist).ReplaceLineEndings("\n");
        byte[] all = Encoding.UTF8.GetBytes(text + SvgText.Of(Draw(netlist, StraightLines(netlist))));
        return "sha256 of the .cir and its plot: " + Convert.ToHexStringLower(SHA256.HashData(all));
    }

    private static IEnumerable<string> PanelTexts(IEnumerable<string> lines) =>
        lines.Where(line => line.StartsWith(PanelStart, StringComparison.Ordinal)).Select(line => line[PanelStart.Length..]);

    // Every vector that the panels name, rising step by step from 0 to 1 over the ends of the panels.
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
            throw new UserException($"{netlist}: \"* panel:{text}\": write TITLE | UNIT | FROM TO | VECTOR NAME");
        double factor = cells[1] == "mA" ? 1000 : 1;
        PlotCurve[] curves = [.. cells[3..].Select(cell => cell.Split(' ', 2)).Select(words => new PlotCurve(words[^1],
            Points(result.Columns["time"], result.Columns.GetValueOrDefault(words[0])
                ?? throw new UserException($"{netlist}: no vector is called {words[0]}"), from, to, factor)))];
        double[] shown = [.. curves.SelectMany(curve => curve.Points).Select(point => point.Y)];
        // A ripple on a high level would be a flat line on a scale from zero.
        return new PlotPanel(cells[0], cells[1], from, to, shown.Max() - shown.Min() > 0.1 * shown.Max(), curves);
    }

    // Enough points for the width of a picture: the lowest and the highest of each stretch, in the order of time.
    private static Point[] Points(double[] times, double[] values, double from, double to, double factor)
    {
        int[] inside = [.. Enumerable.Range(0, times.Length).Where(i => times[i] >= from && times[i] <= to)];
        int stretch = Math.Max(1, inside.Length / MaxPoints * 2);
        return [.. inside.Chunk(stretch).SelectMany(chunk => new[] { chunk.MinBy(i => values[i]), chunk.MaxBy(i => values[i]) }.Distinct()
            .Order()).Select(i => new Point(times[i], values[i] * factor))];
    }
}
