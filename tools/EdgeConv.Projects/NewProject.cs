using System.Security.Cryptography;
using System.Text.RegularExpressions;
using EdgeConv.Common.Drawing;

namespace EdgeConv.Projects;

/// <summary>A project of the user's own, for a board, a sensor and an output: makes all its files.</summary>
/// <param name="name">Name of the project; see <see cref="NameFault"/>.</param>
/// <param name="board">The board.</param>
/// <param name="target">The board's module.</param>
/// <param name="sensor">The sensor.</param>
/// <param name="output">The output.</param>
/// <param name="model">The model, compiled into <see cref="NamespaceOf"/> of the name.</param>
/// <param name="isPackage">Whether the device library comes as the package <see cref="DevicePackage"/>, or else as source.</param>
public sealed partial class NewProject(
    string name, BoardFile board, BoardTarget target, SensorKind sensor, OutputDevice output, ProjectModel model, bool isPackage = false)
{
    /// <summary>Name of the device library's package.</summary>
    public const string DevicePackage = "EdgeConv.nanoFramework";

    // What a loop needs on every board.
    private static readonly string[] s_deviceFiles =
        ["BoardClock.cs", "Esp32PwmOutput.cs", "Heap.cs", "Restart.cs", "StatusLine.cs", "WrappingTicks.cs"];

    private static readonly string[] s_references =
    [
        "mscorlib", "nanoFramework.Hardware.Esp32", "nanoFramework.Runtime.Events", "nanoFramework.Runtime.Native", "System.Device.Gpio",
        "System.Device.Pwm",
    ];

    private static readonly string[] s_testReferences =
        ["mscorlib", "nanoFramework.Runtime.Native", "nanoFramework.TestFramework", "nanoFramework.UnitTestLauncher"];

    // Libraries of the simulation. They lie beside this one.
    private static readonly string[] s_desktop =
    [
        "EdgeConv.Common", "EdgeConv.Device", "EdgeConv.Frames", "EdgeConv.Hardware", "EdgeConv.Reference", "EdgeConv.Simulation",
    ];

    // Names that the project's own code uses for something else.
    private static readonly string[] s_taken = ["EdgeConv", "System", "nanoFramework", "Program", "Loop", "Settings", "NFUnitTest", "Tests",
        "CON", "PRN", "AUX", "NUL"];

    /// <summary>Version of the device library.</summary>
    public static string Version => typeof(NewProject).Assembly.GetName().Version!.ToString(3);

    /// <summary>Returns what is wrong with the name of a project, or null.</summary>
    public static string? NameFault(string name) =>
        name.Length > 40 || !NameForm().IsMatch(name) || !CSharpCompiler.IsNamespace(NamespaceOf(name))
            ? "a name has at most 40 letters, digits, hyphens, dots and _, begins with a letter, and is no C# keyword"
            : s_taken.FirstOrDefault(taken => name.Split('.').Contains(taken, StringComparer.OrdinalIgnoreCase)) is { } used
                ? $"{used} has another meaning in the code of a project; choose another name" : null;

    /// <summary>Returns the namespace of a project's code.</summary>
    public static string NamespaceOf(string name) => name.Replace('-', '_');

    /// <summary>Makes all files: paths with slashes, and contents.</summary>
    public IReadOnlyList<(string Path, byte[] Data)> Files()
    {
        List<(string Path, byte[] Data)> files = [];
        string[] libraries = model.NeedsPacked ? ["EdgeConv", "EdgeConv.Packed"] : ["EdgeConv"], sources = isPackage ? [] : libraries;
        (string, string)[] packed = isPackage
            ? [.. libraries.Select(library => (library, $@"..\packages\{DevicePackage}.{Version}\lib\{library}.dll"))] : [];
        string[] projects = [.. sources.Select(library => $"../lib/{library}/{library}.nfproj")];
        string[] devices = [.. s_deviceFiles.Concat(sensor.Files).Order(StringComparer.Ordinal)];
        string[] models = [.. model.Code.Select(file => $"Models/{file.Name}.cs")];
        foreach (string template in Names("template/")) Add(PathOf(template), Fill(Text(template)));
        foreach (string device in devices) Add("firmware/Devices/" + device, Text("devices/" + device));
        foreach ((string file, string text) in model.Code) Add($"firmware/Models/{file}.cs", text);
        files.Add(("model/" + model.FileName, model.File));
        Build wiring = Build.Open(output.Wiring).WithSensor(sensor.Name);
        Add("wiring.svg", SvgText.Of(WiringPicture.Draw(output.Wiring, wiring, board)));

        string firmware = NanoProjectText.Of(Text("projects/EdgeConv.Firmware.nfproj"), name, NamespaceOf(name), Id("firmware"),
            [.. devices.Select(device => "Devices/" + device), "Loop.cs", .. models, "Program.cs", "Properties/AssemblyInfo.cs",
                "Settings.cs"], ["packages.config"],
            [.. s_references, .. (string[])(sensor.Bus switch { "i2c" => ["System.Device.I2c"], "spi" => ["System.Device.Spi"], _ => [] })],
            packed, projects);
        Add($"firmware/{name}.nfproj", firmware);
        Add("firmware/packages.config", NanoProjectText.Packages(firmware));
        string tests = NanoProjectText.Of(Text("projects/NFUnitTest.nfproj"), "NFUnitTest", NamespaceOf(name) + ".Tests",
            Id("device-tests"), ["../firmware/Loop.cs", .. models.Select(file => "../firmware/" + file), "../firmware/Settings.cs",
                "../lib/testing/VirtualClock.cs", "../tests/LoopTests.cs", "../tests/TestDevice.cs", "Properties/AssemblyInfo.cs"],
            ["nano.runsettings", "packages.config"], s_testReferences, packed, projects);
        Add("device-tests/NFUnitTest.nfproj", tests);
        Add("device-tests/packages.config", NanoProjectText.Packages(tests));
        Add("device-tests/nano.runsettings", Text("projects/nano.runsettings"));

        Add(name + ".sln", SolutionText.Of([($"firmware/{name}.nfproj", Id("firmware")),
            ($"simulation/{name}.Simulation.csproj", Id("simulation")), ($"tests/{name}.Tests.csproj", Id("tests")),
            ("device-tests/NFUnitTest.nfproj", Id("device-tests")),
            .. sources.Select(library => ($"lib/{library}/{library}.nfproj",
                NanoProjectText.IdOf(Text($"lib/{library}/{library}.nfproj"))))]));

        foreach (string file in Names("lib/"))
            if (file.Split('/') is not [_, var library and ("EdgeConv" or "EdgeConv.Packed"), ..] || sources.Contains(library))
                Add(Folder(file), Placed(Text(file)));
        foreach (string library in model.NeedsPacked ? [.. s_desktop, "EdgeConv.Packed"] : s_desktop)
            foreach (string ending in (string[])[".dll", ".xml"])
                if (Path.Combine(AppContext.BaseDirectory, library + ending) is var path && (ending == ".dll" || File.Exists(path)))
                    files.Add(($"lib/desktop/{library}{ending}", File.ReadAllBytes(path)));
        return files;

        void Add(string path, string text) => files.Add((path, Encoding.UTF8.GetBytes(text)));
    }

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]*([.-][A-Za-z0-9_]+)*$")]
    private static partial Regex NameForm();

    private static IEnumerable<string> Names(string folder) => typeof(NewProject).Assembly.GetManifestResourceNames()
        .Where(file => file.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Text(string file) => Resource.ReadText(typeof(NewProject).Assembly, file);

    // The project file of a library lies beside its sources; Properties is a folder of its own.
    private static string Folder(string file) =>
        file.EndsWith("/AssemblyInfo.cs", StringComparison.Ordinal) ? file.Replace("AssemblyInfo.cs", "Properties/AssemblyInfo.cs") : file;

    // A library refers to its own sources, and has no key to sign it with.
    private static string Placed(string text) => Signing().Replace(text, "")
        .Replace(@"..\..\shared\EdgeConv.Packed\", @"Sources\").Replace(@"..\..\shared\EdgeConv\", @"Sources\")
        .Replace(@"..\..\build\", @"..\build\");

    [GeneratedRegex(@"  <!--[^>]*-->\n  <PropertyGroup Condition=""'\$\(EdgeConvSigned\)' == 'true'"">\n.*?</PropertyGroup>\n",
        RegexOptions.Singleline)]
    private static partial Regex Signing();

    // A template's name without .txt; a name of its own begins with a dot, where the repository must have none, or has the project's name.
    private string PathOf(string template)
    {
        string path = template["template/".Length..];
        if (path.EndsWith(".txt", StringComparison.Ordinal)) path = path[..^4];
        return path.Replace("dot.", ".").Replace("NAME", name);
    }

    // Keeps or drops the lines from {{if ...}} to {{end}}, and fills in {{...}}.
    private string Fill(string text) => Place().Replace(Choice().Replace(text, lines =>
        IsSo(lines.Groups[1].Value) ? lines.Groups[2].Value : ""), place => place.Groups[1].Value switch
    {
        "Name" => name,
        "Namespace" => NamespaceOf(name),
        "Board" => board.Name,
        "Target" => BoardFiles.Targets.Any(known => known.Target == target) ? target.Name
            : BoardFiles.Targets.First(known => known.Board.Chip == board.Chip).Target.Name,
        "Nanoff" => target.Nanoff[0],
        "Where" => sensor.Bus == "spi" ? board.Spi!.Where : board.Where,
        "Sensor" => sensor.Title,
        "SensorAbout" => sensor.About,
        "SensorFormat" => $"new FrameFormat({sensor.Format.Height}, {sensor.Format.Width}, {sensor.Format.Channels}, " +
            $"{sensor.Format.Minimum}, {sensor.Format.Maximum})",
        "Source" => sensor.Source,
        "Simulated" => sensor.Simulated,
        "Range" => sensor.Range,
        "RangeComment" => sensor.RangeComment,
        "Output" => output.Title,
        "Drives" => output.Drives,
        "PwmPin" => Gpio("PWM"),
        "PwmFunction" => board.Pwm.Function,
        "PwmHz" => output.FrequencyHz.ToString(),
        "SafeDuty" => output.SafeDuty.ToString(),
        "SafeComment" => output.SafeComment,
        "SdaPin" => Gpio("SDA"),
        "SclPin" => Gpio("SCL"),
        "SckPin" => Gpio("SCK"),
        "MisoPin" => Gpio("MISO"),
        "MosiPin" => Gpio("MOSI"),
        "CsPin" => Gpio("CS"),
        "Period" => sensor.PeriodMicroseconds.ToString(),
        "Model" => model.ClassName,
        "ModelFile" => model.FileName,
        "Assemblies" => model.Code.Count > 1 ? " --assemblies" : "",
        "Instructions" => model.Instructions.ToString(),
        "Readout" => model.Use.Readout,
        "ReadoutComment" => model.Use.Comment,
        "Map" => output.Map(model.Use),
        "MapComment" => output.MapComment(model.Use),
        "Version" => Version,
        var other => throw new InvalidOperationException($"a template has {other}"),
    });

    [GeneratedRegex(@"\{\{([A-Za-z0-9]+)\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"^\{\{if ([a-z0-9]+)\}\}\n(.*?)^\{\{end\}\}\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Choice();

    private bool IsSo(string condition) => condition switch
    {
        "i2c" or "spi" => sensor.Bus == condition,
        "sensor" => sensor.Bus.Length > 0,
        "digits" => sensor.Bus.Length == 0,
        "package" => isPackage,
        "source" => !isPackage,
        "parts" => model.Code.Count > 1,
        "whole" => model.Code.Count == 1,
        _ => throw new InvalidOperationException($"a template has {condition}"),
    };

    private string Gpio(string wire) => board.PinOf(wire).Gpio!.Value.ToString();

    // The same name always gives the same files.
    private Guid Id(string project) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}/{project}")).AsSpan(0, 16));
}
