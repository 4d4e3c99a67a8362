namespace EdgeConv.Draw.Spice;

/// <summary>Simulates and plots the netlists of hardware/spice.</summary>
public static class Stages
{
    /// <summary>Returns the paths of all netlists.</summary>
    public static IEnumerable<string> Netlists(string root) =>
        Directory.GetFiles(Path.Combine(root, "hardware", "spice"), "*.cir").Order(StringComparer.Ordinal);

    /// <summary>Simulates and plots the netlists whose plots are out of date, or all. Returns lines with the measured values.</summary>
    public static IEnumerable<string> Run(string root, string program, bool all)
    {
        foreach (string netlist in Netlists(root))
        {
            string png = Path.ChangeExtension(netlist, ".png"), note = SpicePlot.Fingerprint(netlist);
            if (!all && File.Exists(png) && PngNote.Read(File.ReadAllBytes(png)) == note) continue;
            SpiceResult result = Ngspice.Run(program, netlist);
            SafeFile.Write("", png, PicturePng.Of(SpicePlot.Draw(netlist, result), note));
            yield return Path.GetRelativePath(root, png);
            foreach ((string name, double value) in result.Measures) yield return $"  {name,-16} {value:0.###e+0}";
        }
    }
}
