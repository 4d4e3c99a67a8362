using EdgeConv.Projects;
using Microsoft.CodeAnalysis;

namespace EdgeConv.Tests.Projects;

/// <summary>The files that `edgeconv new` writes for a board, a sensor and an output.</summary>
internal sealed class ProjectFiles
{
    /// <summary>Name of the project and its namespace.</summary>
    public const string Name = "blinker";

    private static readonly ConcurrentDictionary<string, ProjectModel> s_models = [];

    private readonly Dictionary<string, byte[]> _files;

    public ProjectFiles(string target, string sensor, string output, bool isPackage = false)
    {
        (Board, BoardTarget module) = BoardFiles.Modules(target)[0];
        (Sensor, Output) = (SensorKind.All.Single(known => known.Name == sensor), OutputDevice.All.Single(known => known.Name == output));
        ProjectModel model = s_models.GetOrAdd(sensor, _ => ProjectModel.BuiltIn(Sensor, Name));
        _files = new NewProject(Name, Board, module, Sensor, Output, model, isPackage).Files()
            .ToDictionary(file => file.Path, file => file.Data);
    }

    /// <summary>Every target, sensor and output.</summary>
    public static IEnumerable<(string Target, string Sensor, string Output)> All =>
        from known in BoardFiles.Targets
        from sensor in SensorKind.All
        where sensor.FaultOn(known.Board) is null
        from output in OutputDevice.All
        select (known.Target.Name, sensor.Name, output.Name);

    public BoardFile Board { get; }

    public SensorKind Sensor { get; }

    public OutputDevice Output { get; }

    /// <summary>Paths with slashes.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    public string Text(string path) => Encoding.UTF8.GetString(_files[path]);

    /// <summary>Writes all files.</summary>
    public void WriteTo(TestFolder folder)
    {
        foreach ((string path, byte[] data) in _files) folder.Put(path, data);
    }

    /// <summary>The sources that a project file lists: paths from the root of the project.</summary>
    public (string Path, string Text)[] SourcesOf(string project)
    {
        string folder = Path.GetDirectoryName(project)!;
        return [.. XElement.Parse(Text(project)).Descendants().Where(item => item.Name.LocalName == "Compile")
            .Select(item => Normal(Path.Combine(folder, item.Attribute("Include")!.Value.Replace('\\', '/'))))
            .Select(path => (path, Text(path)))];
    }

    /// <summary>Compiles the firmware, or the tests for nanoCLR, against nanoFramework's mscorlib and the stand-ins.</summary>
    public byte[] CompileForDevice(string project, bool isProgram)
    {
        MetadataReference[] references = [Mscorlib, .. XElement.Parse(Text(project)).Descendants()
            .Where(item => item.Name.LocalName == "Reference").Select(item => item.Attribute("Include")!.Value)
            .Where(name => _files.ContainsKey($"lib/build/standins/{name}.cs")).Select(Standin),
            MetadataReference.CreateFromImage(Library)];
        return Emit(Path.GetFileNameWithoutExtension(project), SourcesOf(project), references, isProgram);
    }

    /// <summary>The device library, compiled from the files of a project.</summary>
    public static byte[] Library => s_library.Value;

    // One for all projects: their libraries and stand-ins are the same.
    private static readonly Lazy<byte[]> s_library = new(() =>
    {
        var any = new ProjectFiles("esp32", "none", "led");
        IEnumerable<(string, string)> sources = any.Paths.Where(path => path.StartsWith("lib/EdgeConv/") && path.EndsWith(".cs"))
            .Select(path => (path, any.Text(path)));
        return Emit("EdgeConv", sources, [Mscorlib], isProgram: false);
    });

    private static readonly ConcurrentDictionary<string, MetadataReference> s_standins = [];

    private static MetadataReference Mscorlib =>
        MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "nanoFramework", "mscorlib.dll"));

    private MetadataReference Standin(string name) => s_standins.GetOrAdd(name, _ =>
        MetadataReference.CreateFromImage(Emit(name, [(name, Text($"lib/build/standins/{name}.cs"))], [Mscorlib], isProgram: false)));

    private static byte[] Emit(string name, IEnumerable<(string, string)> sources, IEnumerable<MetadataReference> references,
        bool isProgram)
    {
        using var output = new MemoryStream();
        DeviceCompiler.Emit(name, sources.Append(DeviceCompiler.TargetFramework), references, DeviceCompiler.Options(isProgram), [],
            output);
        return output.ToArray();
    }

    private static string Normal(string path) => Path.GetRelativePath("/", Path.GetFullPath(path, "/")).Replace('\\', '/');
}
