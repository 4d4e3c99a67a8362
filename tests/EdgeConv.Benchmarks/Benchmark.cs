using System.Globalization;
using System.Reflection;
using EdgeConv.Compiler.Backends.Profile;
using EdgeConv.NanoClr;

namespace EdgeConv.Benchmarks;

/// <summary>One layer: nanoseconds (on nanoCLR, null where it did not run) and IL instructions per unit of work, for each variant.</summary>
public sealed record LayerResult(string Name, int Work, bool HasSums, double[]? Nanoseconds, double[] Instructions, bool IsSame);

/// <summary>Runs the programs of device/: counted on the desktop, timed on nanoCLR.</summary>
public static class Benchmark
{
    private static readonly string s_library = Repository.PathOf("firmware", "EdgeConv", "EdgeConv.nfproj");

    /// <summary>Counts the instructions of every variant of every layer.</summary>
    public static IReadOnlyList<LayerResult> Count()
    {
        byte[] library = DesktopBuild.Compile(ProjectFile.Load(s_library));
        Assembly device = IlCounter.Load(library, DesktopBuild.Compile("EdgeConv.Benchmarks.Device", Sources(), library));
        var layers = (object[])device.GetType("EdgeConv.Benchmarks.Layers")!.GetMethod("All")!.Invoke(null, [])!;
        var results = new List<LayerResult>();
        foreach (object layer in layers)
        {
            Type type = layer.GetType();
            var run = type.GetMethod("Run")!.CreateDelegate<Action<int>>(layer);
            int work = (int)Get("Work");
            double[] instructions = [.. Enumerable.Range(0, 4).Select(variant => (double)IlCounter.Measure(() => run(variant)) / work)];
            results.Add(new LayerResult((string)Get("Name"), work, (bool)Get("HasSums"), null, instructions, (bool)type.GetMethod("IsSame")!.Invoke(layer, [])!));

            object Get(string property) => type.GetProperty(property)!.GetValue(layer)!;
        }
        return results;
    }

    /// <summary>Adds the times on nanoCLR to counted results.</summary>
    public static IReadOnlyList<LayerResult> Time(Toolchain tools, IReadOnlyList<LayerResult> counted)
    {
        using var build = new DeviceBuild(tools);
        DeviceAssembly library = build.Compile(ProjectFile.Load(s_library));
        DeviceRun run = tools.Run(build.Compile("EdgeConv.Benchmarks.Device", Sources(), [library], program: true), TimeSpan.FromMinutes(5));
        var results = counted.Select(layer => layer with { Nanoseconds = new double[4], IsSame = false }).ToArray();
        int lines = 0;
        foreach (string[] words in run.Lines.Select(line => line.Split(' ')))
        {
            if (words[0] is not ("time" or "same")) continue;
            LayerResult layer = results[Number(words[1])];
            if (words[0] == "same")
            {
                results[Number(words[1])] = layer with { IsSame = words[2] == "True" };
                continue;
            }
            lines++;
            layer.Nanoseconds![Number(words[2])] = 100.0 * Number(words[3]) / Number(words[4]) / layer.Work;
        }
        if (lines != 4 * results.Length) throw new ToolException($"the benchmark on nanoCLR ended early, {run.Ending}");
        return results;

        static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(string, string)> Sources() =>
        Directory.EnumerateFiles(Repository.PathOf("tests", "EdgeConv.Benchmarks", "device"), "*.cs").Order(StringComparer.Ordinal).Select(path => (path, File.ReadAllText(path)));
}
