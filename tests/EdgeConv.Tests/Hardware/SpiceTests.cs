using EdgeConv.Common.Drawing;
using EdgeConv.Draw;
using EdgeConv.Draw.Spice;

namespace EdgeConv.Tests.Hardware;

/// <summary>
/// The figures of hardware/output-stages.md equal those of ngspice and are near the calculated ones; the plots are current.
/// </summary>
[TestClass]
public sealed class SpiceTests
{
    private static readonly string? s_ngspice = Ngspice.Find();
    private static readonly string s_page = Repository.Text("hardware", "output-stages.md");

    public static IEnumerable<object[]> Netlists =>
        Stages.Netlists(Repository.PathOf()).Select(netlist => new object[] { Path.GetFileName(netlist) });

    public static string Name(MethodInfo method, object[] data) =>
        s_ngspice is null ? $"skipped: ngspice not found ({data[0]})" : $"the figures of {data[0]} are as worked out";

    [TestMethod, DynamicData(nameof(Netlists), DynamicDataDisplayName = nameof(Name))]
    public void FiguresAreAsWorkedOut(string netlist)
    {
        if (s_ngspice is null) Assert.Inconclusive("ngspice not found");
        string path = Repository.PathOf("hardware", "spice", netlist);
        SpiceResult result = Ngspice.Run(s_ngspice, path);
        int compared = 0;
        foreach ((string measure, double workedOut, double written) in Rows())
        {
            if (!result.Measures.TryGetValue(measure, out double measured)) continue;
            compared++;
            Assert.AreEqual(written, measured, Math.Abs(measured) * 0.01, $"{measure}: the page's ngspice column");
            // "At most" is a bound, the rest is within a tenth.
            if (s_page.Split('\n').Single(line => line.Contains($"`{measure}`")).Contains("| at most"))
                Assert.IsLessThanOrEqualTo(workedOut, measured, measure);
            else Assert.AreEqual(workedOut, measured, Math.Abs(measured) * 0.1, measure);
        }
        Assert.IsGreaterThanOrEqualTo(3, compared);
        // The plot can be drawn anew.
        Assert.IsNotEmpty(SpicePlot.Draw(path, result).Shapes);
    }

    [TestMethod]
    public void EveryFigureOfThePageIsMeasured()
    {
        string netlists = string.Concat(Stages.Netlists(Repository.PathOf()).Select(File.ReadAllText));
        string[] names = [.. Rows().Select(row => row.Measure)];
        Assert.HasCount(13, names);
        foreach (string name in names) Assert.MatchesRegex($@"(meas tran|let) {name}\b", netlists);
    }

    [TestMethod]
    [DataRow("led", "led-driver.cir", "R1 R2"), DataRow("fan", "motor-driver.cir", "R1 R2"), DataRow("meter", "rc-filter.cir", "R1 R2 C1")]
    public void NetlistsHaveThePartsOfTheBuilds(string build, string netlist, string parts)
    {
        string text = Repository.Text("hardware", "spice", netlist);
        foreach (string id in parts.Split(' '))
        {
            // "Resistor 10 kΩ" is 10k of the netlist, "Capacitor 10 µF" is 10u.
            Match item = Regex.Match(Build.Open(build).Parts.Single(part => part.Id == id).Item, @"(\d+) ([kµ]?)[ΩF]$");
            Assert.MatchesRegex($@"(?m)^{id} \w+ \w+ {item.Result("$1$2").Replace('µ', 'u')}\s*$", text);
        }
    }

    [TestMethod, DynamicData(nameof(Netlists))]
    public void PlotsAreCurrent(string netlist)
    {
        string path = Repository.PathOf("hardware", "spice", netlist);
        string? drawn = PngNote.Read(File.ReadAllBytes(Path.ChangeExtension(path, ".png")));
        Assert.AreEqual(SpicePlot.Fingerprint(path), drawn, "out of date: dotnet run --project hardware/draw -- spice");
        Assert.Contains($"spice/{Path.ChangeExtension(netlist, ".png")}", s_page);
    }

    [TestMethod]
    public void LongNumbersOfAScaleStayWithinThePicture()
    {
        PlotCurve[] curves = [new("mean", [new(1.196, 0), new(1.2, 1)])];
        Picture picture = LinePlot.Draw("a plot",
            [new("ripple", "V", 1.196, 1.2, true, curves), new("start", "V", 1.1955, 1.2, true, curves)]);
        Label[] labels = [.. picture.Shapes.OfType<Label>()];
        Assert.IsTrue(labels.Any(label => label.Text == "1,200.0"), "with its separator");
        foreach (Label label in labels.Where(label => label.Anchor == Anchor.Middle))
        {
            // A digit of the widest font is 7 pixels at this size.
            double half = label.Text.Length * 7 / 2.0;
            Assert.IsTrue(label.X - half >= 0 && label.X + half <= picture.Width, $"{label.Text} at {label.X}");
        }
    }

    private static IEnumerable<(string Measure, double WorkedOut, double Written)> Rows() => s_page.Split('\n')
        .Select(line => Regex.Match(line, @"^\|[^|]+\| (?:at most )?([-0-9.]+ \w+) \| ([-0-9.]+ \w+) \| `(\w+)` \|$"))
        .Where(match => match.Success).Select(match => (match.Groups[3].Value, Si(match.Groups[1].Value), Si(match.Groups[2].Value)));

    // "8.25 mV" is 0.00825.
    private static double Si(string text)
    {
        string[] parts = text.Split(' ');
        return double.Parse(parts[0]) * (parts[1].Length > 1 && parts[1][0] == 'm' ? 1e-3 : 1);
    }
}
