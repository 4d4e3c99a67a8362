using System.Diagnostics;
using System.Text.RegularExpressions;

namespace EdgeConv.Draw.Spice;

/// <summary>Runs a netlist in ngspice.</summary>
public static class Ngspice
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Returns the path of ngspice, or null if it is not installed.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { Path.Combine(folder, "ngspice"), Path.Combine(folder, "ngspice_con.exe") })
        .FirstOrDefault(File.Exists);

    /// <summary>Simulates a netlist in a temporary folder.</summary>
    /// <param name="program">Path of ngspice.</param>
    /// <param name="netlist">The .cir file; its commands write result.txt.</param>
    /// <exception cref="UserException">ngspice fails, takes longer than a minute, or writes no result.</exception>
    public static SpiceResult Run(string program, string netlist)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edgeconv-spice-");
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-b", Path.GetFullPath(netlist)])
            { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_limit))
            {
                process.Kill(entireProcessTree: true);
                throw new UserException($"{netlist}: ngspice takes longer than {s_limit.TotalSeconds} s");
            }
            string result = Path.Combine(folder.FullName, "result.txt");
            if (!File.Exists(result))
                throw new UserException($"{netlist}: ngspice wrote no result.txt ({LastLine(errors.Result + output.Result)})");
            return new SpiceResult(Measures(output.Result), Columns(File.ReadLines(result)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Dictionary<string, double> Measures(string output) =>
        Regex.Matches(output, @"^(\w+)\s*=\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)", RegexOptions.Multiline)
            .ToDictionary(match => match.Groups[1].Value, match => double.Parse(match.Groups[2].Value));

    private static Dictionary<string, double[]> Columns(IEnumerable<string> lines)
    {
        string[][] rows = [.. lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        return Enumerable.Range(0, rows[0].Length)
            .ToDictionary(column => rows[0][column], column => rows.Skip(1).Select(row => double.Parse(row[column])).ToArray());
    }

    private static string LastLine(string text) =>
        text.Split('\n').LastOrDefault(line => line.Trim().Length > 0)?.Trim() ?? "it printed nothing";
}

/// <summary>Results of a simulation.</summary>
/// <param name="Measures">Measured values by name, in SI units.</param>
/// <param name="Columns">Vectors of result.txt by name, in SI units, "time" among them.</param>
public sealed record SpiceResult(IReadOnlyDictionary<string, double> Measures, IReadOnlyDictionary<string, double[]> Columns);
