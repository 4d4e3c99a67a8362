using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeConv.Tests.Projects;

/// <summary>The simulation and the tests of a project, compiled in this process as its desktop projects compile them.</summary>
internal sealed class DesktopProject
{
    private static readonly string[] s_usings = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http",
        "System.Threading", "System.Threading.Tasks"];

    private static readonly Lazy<MetadataReference[]> s_framework = new(() =>
        [.. Directory.GetFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
            .Where(file => Path.GetFileName(file) is var name && (name.StartsWith("System.") || name is "netstandard.dll" or "mscorlib.dll")
                && !name.Contains("Native")).Select(file => MetadataReference.CreateFromFile(file))]);

    private readonly Assembly _assembly;

    public DesktopProject(ProjectFiles files)
    {
        string name = ProjectFiles.Name;
        string[] paths = ["firmware/Loop.cs", "firmware/Settings.cs", .. files.Paths.Where(path => path.StartsWith("firmware/Models/")),
            .. files.Sensor.Name == "none" ? (string[])["firmware/Devices/DigitFrames.cs"] : [], "simulation/Program.cs",
            "tests/LoopTests.cs", "tests/TestDevice.cs"];
        IEnumerable<SyntaxTree> trees = paths.Select(path => CSharpSyntaxTree.ParseText(files.Text(path), path: path))
            .Append(CSharpSyntaxTree.ParseText(string.Concat(s_usings.Select(space => $"global using global::{space};\n"))));
        IEnumerable<MetadataReference> own = files.Paths.Where(path => path.StartsWith("lib/desktop/") && path.EndsWith(".dll"))
            .Select(path => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, Path.GetFileName(path))));
        var compilation = CSharpCompilation.Create(name + ".Desktop" + Guid.NewGuid(), trees,
            [.. s_framework.Value, .. own, MetadataReference.CreateFromFile(typeof(TestMethodAttribute).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        using var image = new MemoryStream();
        IEnumerable<Diagnostic> found = compilation.Emit(image).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning);
        Assert.AreEqual("", string.Join('\n', found));
        _assembly = Assembly.Load(image.ToArray());
    }

    /// <summary>The constants of Settings.cs.</summary>
    public object? Setting(string name) => Type("Settings").GetField(name)?.GetRawConstantValue();

    /// <summary>Loop.SensorFormat.</summary>
    public FrameFormat Format => (FrameFormat)Type("Loop").GetProperty("SensorFormat")!.GetValue(null)!;

    /// <summary>Loop.Describe.</summary>
    public LoopDescription Describe(IFrameSource frames, OutputGuard guard) =>
        (LoopDescription)Type("Loop").GetMethod("Describe")!.Invoke(null, [frames, guard])!;

    /// <summary>Runs all tests; a failed one throws.</summary>
    public int RunTests()
    {
        Type tests = Type("Tests.LoopTests");
        MethodInfo[] all = [.. tests.GetMethods().Where(method => method.GetCustomAttribute<TestMethodAttribute>() is not null)];
        foreach (MethodInfo test in all) test.Invoke(Activator.CreateInstance(tests), []);
        return all.Length;
    }

    /// <summary>Runs the simulation in the current folder and returns its exit code.</summary>
    public int Simulate(params string[] args) => (int)_assembly.EntryPoint!.Invoke(null, [args])!;

    private Type Type(string name) => _assembly.GetType($"{ProjectFiles.Name}.{name}", throwOnError: true)!;
}
