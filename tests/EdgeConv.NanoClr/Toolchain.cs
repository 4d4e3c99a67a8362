using System.Diagnostics;

namespace EdgeConv.NanoClr;

/// <summary>The genuine metadata processor and nanoCLR, proved to work by running a program of one line.</summary>
public sealed class Toolchain
{
    internal static readonly string[] TestAssemblies = ["mscorlib", "nanoFramework.TestFramework", "nanoFramework.UnitTestLauncher"];

    private readonly ToolPaths _paths;

    private Toolchain(ToolPaths paths) => _paths = paths;

    /// <summary>Genuine assemblies by simple name.</summary>
    public IReadOnlyDictionary<string, string> References => _paths.References;

    /// <summary>The tools, or null and the reason where none is there.</summary>
    /// <exception cref="ToolException">A piece is missing or does not work.</exception>
    public static Toolchain? Find(out string reason)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (ToolPaths.Find(home, Repository.FindRoot(), Environment.GetEnvironmentVariable, out reason) is not { } paths) return null;
        var tools = new Toolchain(paths);
        using var build = new DeviceBuild(tools);
        DeviceAssembly hello = build.Compile("Hello", [("Hello.cs", "public class Hello { public static void Main() { " +
            "System.Console.WriteLine(\"hello \" + 42.ToString()); } }")], [], program: true);
        DeviceRun run = tools.Run(hello, TimeSpan.FromSeconds(60));
        if (!run.Lines.Contains("hello 42"))
            throw new ToolException($"nanoCLR ({paths.Host}) did not run a program of one line: {run.Ending}");
        return tools;
    }

    /// <summary>The genuine assembly of that name.</summary>
    public string Reference(string name) =>
        References.TryGetValue(name, out string? path) ? path
        : throw new ToolException($"no genuine {name} (.dll and .pe) among the references of nanoFramework");

    /// <summary>Converts a compiled assembly to the .pe beside it.</summary>
    public string Convert(string assembly, IEnumerable<string> references)
    {
        try
        {
            return new MetadataProcessor(_paths.Processor).Convert(assembly, references);
        }
        catch (UserException refused)
        {
            throw new ToolException(refused.Message);
        }
    }

    /// <summary>
    /// Runs a program with everything it references on nanoCLR. The exit code says nothing: read the lines. <paramref name="onLine"/>
    /// gets the interpreter's process and each line as soon as it is printed.
    /// </summary>
    public DeviceRun Run(DeviceAssembly program, TimeSpan timeout, Action<Process, string>? onLine = null) =>
        Run(timeout, onLine, program.Path);

    /// <summary>Command line of the metadata processor.</summary>
    public string Processor => _paths.Processor;

    /// <summary>Runs .pe files, each after those that it refers to.</summary>
    public DeviceRun RunFiles(IEnumerable<string> files, TimeSpan timeout) =>
        Start(_paths.Host, string.Concat(files.Select(file => $" \"{file}\"")), timeout, "nanoCLR (NANOCLR)");

    /// <summary>Runs the tests of an assembly, named NFUnitTest, with the launcher of the genuine test framework.</summary>
    public DeviceRun RunTests(DeviceAssembly tests, TimeSpan timeout) =>
        Run(timeout, null, tests.Path, Reference("nanoFramework.UnitTestLauncher"));

    private DeviceRun Run(TimeSpan timeout, Action<Process, string>? onLine, params string[] assemblies) =>
        Start(_paths.Host, string.Concat(PeFiles(assemblies).Select(file => $" \"{file}\"")), timeout, "nanoCLR (NANOCLR)", onLine);

    /// <summary>The .pe files of assemblies and of all they reference, dependencies first.</summary>
    public IReadOnlyList<string> PeFiles(params string[] assemblies)
    {
        List<string> order = [];
        foreach (string assembly in assemblies) Visit(assembly);
        return [.. order.Select(path => Path.ChangeExtension(path, ".pe"))];

        void Visit(string path)
        {
            using AssemblyDefinition assembly = AssemblyDefinition.ReadAssembly(path);
            foreach (AssemblyNameReference reference in assembly.MainModule.AssemblyReferences)
            {
                string beside = Path.Combine(Path.GetDirectoryName(path)!, reference.Name + ".dll");
                Visit(File.Exists(beside) ? beside : Reference(reference.Name));
            }
            if (!order.Contains(path)) order.Add(path);
        }
    }

    private static DeviceRun Start(string command, string arguments, TimeSpan timeout, string what, Action<Process, string>? onLine = null)
    {
        int end = command.StartsWith('"') ? command.IndexOf('"', 1) + 1 : command.IndexOf(' ');
        (string file, string first) = end > 0 ? (command[..end].Trim('"'), command[end..]) : (command, "");
        var lines = new List<string>();
        using var process = new Process();
        process.StartInfo = new(file, first + arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new ToolException($"{what} does not start: {e.Message}");
        }
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(timeout);
        if (!ended) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        lock (lines) return new DeviceRun([.. lines], ended ? process.ExitCode : null);

        void Keep(object sender, DataReceivedEventArgs e)
        {
            if (e.Data is null) return;
            string line = e.Data.TrimEnd('\r');
            if (sender == process) onLine?.Invoke(process, line);
            lock (lines) lines.Add(line);
        }
    }
}

/// <summary>What a tool printed, and its exit code; null when it was stopped at its time limit.</summary>
public sealed record DeviceRun(IReadOnlyList<string> Lines, int? ExitCode)
{
    /// <summary>How it ended, for a message.</summary>
    public string Ending => (ExitCode is { } code ? $"exit code {code}" : "stopped at its time limit") +
        $", last line: {Lines.LastOrDefault(line => line.Trim() != "") ?? "none"}";
}
