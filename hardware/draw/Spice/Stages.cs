namespace EdgeConv.Draw.Spice;

/// <summary>The netlists of hardware/spice.</summary>
public static class Stages
{
    /// <summary>Their paths.</summary>
    public static IEnumerable<string> Netlists(string root) =>
        Directory.GetFiles(Path.Combine(root, "hardware", "spice"), "*.cir").Order(StringComparer.Ordinal);

    /// <summary>Simulates all and plots those that are out of date, or all; gives lines that say what was measured.</summary>
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
