using System.Reflection;
using EdgeConv.Compiler.Profile;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Benchmarks;

/// <summary>
/// One case. The six variants are textbook, packed and compiled sums, then textbook, packed and compiled int8; 0 where a case has no sums.
/// </summary>
/// <param name="Name">Operator and shape, or model.</param>
/// <param name="Skipped">Why it was not measured, or null.</param>
/// <param name="Work">Multiply-accumulates of one run; outputs where nothing is multiplied.</param>
/// <param name="HasSums">Whether variants 0 to 2 are there.</param>
/// <param name="Instructions">IL instructions of one run, for each variant.</param>
/// <param name="Hashes">What each variant left, as a number.</param>
/// <param name="Nanoseconds">Processor time of one run on nanoCLR, for each variant, 0 where its code does not fit one assembly; null where
/// nothing ran.</param>
/// <param name="IsSame">Whether all variants left the same sums and the bytes of the reference engine; on nanoCLR where it ran.</param>
public sealed record CaseResult(string Name, string? Skipped, long Work, bool HasSums, long[] Instructions, uint[] Hashes,
    double[]? Nanoseconds, bool IsSame)
{
    /// <summary>Variants of a case.</summary>
    public const int Variants = 6;

    /// <summary>Variants that are there.</summary>
    public IEnumerable<int> Present => Enumerable.Range(HasSums ? 0 : 3, HasSums ? Variants : 3);

    /// <summary>IL instructions of the textbook loops for each of a variant.</summary>
    public double Times(int variant) => (double)Instructions[variant / 3 * 3] / Instructions[variant];
}

/// <summary>Runs the program of device/ with the sources of all cases: counted on the desktop, timed on nanoCLR.</summary>
public static class Benchmark
{
    private const string Device = "EdgeConv.Benchmarks.Device", Main = "EdgeConv.Benchmarks.Main";

    private static readonly IReadOnlyList<BenchmarkCase> s_cases = BenchmarkCase.All();

    private static int[] Numbers => [.. Enumerable.Range(0, s_cases.Count).Where(number => s_cases[number].Graph is not null)];

    /// <summary>Counts the instructions of every variant of every case.</summary>
    public static IReadOnlyList<CaseResult> Count()
    {
        List<byte[]> assemblies = [.. DeviceLibraries.Images];
        assemblies.Add(DesktopBuild.Compile(Device, DeviceSources(), [.. assemblies]));
        byte[][] common = [.. assemblies];
        foreach (int number in Numbers) assemblies.Add(DesktopBuild.Compile($"EdgeConv.Benchmarks.Case{number}",
            CaseSource.Write(s_cases[number], number, forDevice: false), common));
        assemblies.Add(DesktopBuild.Compile(Main, MainSources(), [.. assemblies]));
        MethodInfo make = IlCounter.Load(assemblies.Select(IlCounter.Counting)).GetType("EdgeConv.Benchmarks.Cases")!.GetMethod("Make")!;
        int made = 0;
        return [.. s_cases.Select(each => each.Graph is null ? new CaseResult(each.Name, each.Skipped, 0, false,
            new long[CaseResult.Variants], new uint[CaseResult.Variants], null, true) : Count(each, make.Invoke(null, [made++])!))];
    }

    /// <summary>Adds the processor times on nanoCLR to counted results.</summary>
    public static IReadOnlyList<CaseResult> Time(Toolchain tools, IReadOnlyList<CaseResult> counted)
    {
        using var build = new DeviceBuild(tools);
        DeviceAssembly[] libraries = DeviceLibraries.Compile(build);
        DeviceAssembly device = build.Compile(Device, DeviceSources(), libraries);
        DeviceAssembly[] cases = [.. Numbers.Select(number => build.Compile($"EdgeConv.Benchmarks.Case{number}",
            CaseSource.Write(s_cases[number], number, forDevice: true), [.. libraries, device]))];
        var times = new BlockTimes();
        DeviceRun run = tools.Run(
            build.Compile(Main, MainSources(), [.. libraries, device, .. cases], program: true), TimeSpan.FromMinutes(20),
            (process, line) => times.Take(line, () => ProcessorTime.Nanoseconds(process), () => DateTime.UtcNow.Ticks));

        int[] numbers = Numbers;
        CaseResult[] results = [
            .. counted.Select(result => result.Skipped is null ? result with { Nanoseconds = new double[CaseResult.Variants] } : result)];
        int lines = 0;
        foreach (string[] words in run.Lines.Select(line => line.Split(' ')))
        {
            if (words[0] != "hash") continue;
            int number = numbers[int.Parse(words[1])], variant = int.Parse(words[2]);
            bool isSame = uint.Parse(words[3]) == results[number].Hashes[variant];
            results[number] = results[number] with { IsSame = results[number].IsSame && isSame };
            lines++;
        }
        if (!run.Lines.Contains("done")) throw new ToolException($"the benchmark on nanoCLR ended after {lines} lines, {run.Ending}");
        foreach (((int number, int variant), double nanoseconds) in times.Min())
            results[numbers[number]].Nanoseconds![variant] = nanoseconds;
        return results;
    }

    private static CaseResult Count(BenchmarkCase each, object counted)
    {
        Action<int> run = counted.GetType().GetMethod("Run")!.CreateDelegate<Action<int>>(counted);
        Func<int, uint> hash = counted.GetType().GetMethod("Hash")!.CreateDelegate<Func<int, uint>>(counted);
        long work = each.Graph!.Operators.Sum(op => op.Macs);
        var result = new CaseResult(each.Name, null, work > 0 ? work : each.Graph.Outputs[0].Shape.Length, each.HasSums,
            new long[CaseResult.Variants], new uint[CaseResult.Variants], null, true);
        foreach (int variant in result.Present)
        {
            result.Instructions[variant] = IlCounter.Measure(() => run(variant));
            result.Hashes[variant] = hash(variant);
        }
        uint expected = 2166136261;
        foreach (sbyte value in ReferenceEngine.Run(each.Graph, [BenchmarkCase.Input(each.Graph.Inputs[0].Shape.Length)])
            .Int8(each.Graph.Outputs[0])) expected = unchecked((expected ^ (byte)value) * 16777619);
        bool isSame = result.Present.All(variant => result.Hashes[variant] == (variant < 3 ? result.Hashes[0] : expected));
        return result with { IsSame = isSame };
    }

    private static IEnumerable<(string, string)> DeviceSources() => Files("Case.cs", "Textbook.cs");

    private static IEnumerable<(string, string)> MainSources() => Files("Program.cs").Append(CaseSource.WriteAll(Numbers));

    private static IEnumerable<(string, string)> Files(params string[] names) =>
        names.Select(name => Repository.PathOf("tests", "EdgeConv.Benchmarks", "device", name))
        .Select(path => (path, File.ReadAllText(path)));
}
