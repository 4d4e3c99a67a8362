using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace EdgeConv.NanoFramework;

/// <summary>An assembly that a project refers to by name.</summary>
/// <param name="Name">Simple name: "System.Device.Pwm".</param>
/// <param name="HintPath">Full path where its package puts it; "" if the project names none.</param>
public sealed record AssemblyReference(string Name, string HintPath);

/// <summary>A package of packages.config.</summary>
/// <param name="Id">Name of the package.</param>
/// <param name="Version">Its version.</param>
public sealed record PackageUse(string Id, string Version);

/// <summary>
/// A .nfproj: what is compiled, and what it refers to. It is read as MSBuild would read it, in the small part of MSBuild's language that
/// nanoFramework's project templates use: properties, conditions that compare, wildcards, and imports of .projitems files.
/// </summary>
public sealed partial class NanoProject
{
    private const int MaxBytes = 4 << 20;

    private const StringSplitOptions List = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;

    private readonly List<string> _sources = [], _projects = [];
    private readonly List<AssemblyReference> _references = [];
    private readonly Dictionary<string, string> _properties = new(StringComparer.OrdinalIgnoreCase) { ["Configuration"] = "Release" };
    private readonly HashSet<string> _given = new(StringComparer.OrdinalIgnoreCase);

    private NanoProject(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>Full path of the project file.</summary>
    public string Path { get; }

    /// <summary>Folder of the project file.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Name of the assembly.</summary>
    public string AssemblyName => _properties.GetValueOrDefault("AssemblyName", System.IO.Path.GetFileNameWithoutExtension(Path));

    /// <summary>Whether it makes a program, and not a library.</summary>
    public bool IsProgram => _properties.GetValueOrDefault("OutputType") == "Exe";

    /// <summary>Names that the project defines for the compiler.</summary>
    public IReadOnlyList<string> Constants => _properties.GetValueOrDefault("DefineConstants", "").Split(';', List);

    /// <summary>Full path of the key that gives the assembly its strong name; null for none.</summary>
    public string? KeyFile => string.Equals(_properties.GetValueOrDefault("SignAssembly"), "true", StringComparison.OrdinalIgnoreCase)
        && _properties.GetValueOrDefault("AssemblyOriginatorKeyFile") is { Length: > 0 } key ? Resolve(Path, key) : null;

    /// <summary>Full paths of the files to compile, with those of imported .projitems files.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Path and text of every file to compile.</summary>
    public IEnumerable<(string Path, string Text)> ReadSources() => Sources.Select(path => (path, File.ReadAllText(path)));

    /// <summary>The assemblies of packages.</summary>
    public IReadOnlyList<AssemblyReference> References => _references;

    /// <summary>Full paths of the projects that it refers to.</summary>
    public IReadOnlyList<string> ProjectReferences => _projects;

    /// <summary>The packages of its packages.config.</summary>
    public IReadOnlyList<PackageUse> Packages { get; private set; } = [];

    /// <summary>Reads a project.</summary>
    /// <param name="path">The .nfproj file.</param>
    /// <param name="properties">Properties that replace those of the file, as `-p:NAME=VALUE` of MSBuild does.</param>
    /// <exception cref="UserException">A file is missing or damaged, or uses a part of MSBuild's language that is not read.</exception>
    public static NanoProject Load(string path, params (string Name, string Value)[] properties)
    {
        NanoProject project = new(path);
        foreach ((string name, string value) in properties)
        {
            project._properties[name] = value;
            project._given.Add(name);
        }
        project.Read(project.Path);
        string packages = System.IO.Path.Combine(project.Folder, "packages.config");
        if (File.Exists(packages))
            project.Packages = [.. Parse(packages).Elements("package").Select(package => new PackageUse(
                Required(packages, package, "id"), Required(packages, package, "version")))];
        return project;
    }

    private static string Required(string path, XElement element, string attribute) =>
        element.Attribute(attribute)?.Value is { Length: > 0 } value ? value
        : throw new UserException($"{path}: an element <{element.Name.LocalName}> lacks {attribute}");

    private static XElement Parse(string path)
    {
        if (!File.Exists(path)) throw new UserException($"{path} does not exist");
        if (new FileInfo(path).Length > MaxBytes)
            throw new UserException($"{path} is larger than {MaxBytes >> 20} MB, so it is no project file");
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            return XElement.Load(reader);
        }
        catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException)
        {
            throw new UserException($"{path} cannot be read as XML: {failure.Message.Split('\n')[0]}", failure);
        }
    }

    private void Read(string path)
    {
        foreach (XElement element in Parse(path).Elements().Where(element => Holds(path, element)))
        {
            switch (element.Name.LocalName)
            {
                case "PropertyGroup":
                    foreach (XElement property in element.Elements().Where(property => Holds(path, property))) Set(property);
                    break;
                case "ItemGroup":
                    foreach (XElement item in element.Elements().Where(item => Holds(path, item))) Add(path, item);
                    break;
                case "Import" when element.Attribute("Project")?.Value is { } import && import.HasEnding(".projitems"):
                    Read(Resolve(path, import));
                    break;
            }
        }
    }

    private void Set(XElement property)
    {
        string name = property.Name.LocalName;
        if (!_given.Contains(name)) _properties[name] = Expand(property.Value);
    }

    private void Add(string path, XElement item)
    {
        if (item.Attribute("Include")?.Value is not { } include) return;
        switch (item.Name.LocalName)
        {
            case "Compile":
                _sources.AddRange(Files(path, include));
                break;
            case "Reference":
                string? hint = item.Elements().FirstOrDefault(child => child.Name.LocalName == "HintPath")?.Value;
                _references.Add(new AssemblyReference(include.Split(',')[0].Trim(), hint is null ? "" : Resolve(path, hint)));
                break;
            case "ProjectReference":
                _projects.Add(Resolve(path, include));
                break;
        }
    }

    private bool Holds(string path, XElement element)
    {
        // Items and imports that only Visual Studio's project system knows.
        if (element.Attribute("Condition")?.Value is not { Length: > 0 } condition) return true;
        if (condition.Contains("NanoFrameworkProjectSystemPath")) return true;
        Match match = Comparison().Match(condition);
        if (!match.Success)
        {
            // Shared projects of Visual Studio set properties that only MSBuild itself reads.
            if (element.Name.LocalName == "PropertyGroup" || element.Parent?.Name.LocalName == "PropertyGroup") return false;
            throw new UserException($"{path}: the condition {Printable.Text(condition, 80)} is not of the form '...' == '...'");
        }
        bool isEqual = string.Equals(Expand(match.Groups[1].Value), Expand(match.Groups[3].Value), StringComparison.OrdinalIgnoreCase);
        return isEqual == (match.Groups[2].Value == "==");
    }

    private string Expand(string text) => Property().Replace(text, match => _properties.GetValueOrDefault(match.Groups[1].Value, ""));

    private string Resolve(string path, string item)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        string relative = Expand(item.Replace("$(MSBuildThisFileDirectory)", "")).Replace('\\', '/');
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, relative));
    }

    private IEnumerable<string> Files(string path, string include)
    {
        foreach (string item in include.Split(';', List))
        {
            string full = Resolve(path, item);
            if (!item.Contains('*'))
            {
                yield return File.Exists(full) ? full : throw new UserException($"{full}, listed in {path}, does not exist");
                continue;
            }
            int wildcard = full.IndexOf('*');
            string folder = full[..full.LastIndexOf(System.IO.Path.DirectorySeparatorChar, wildcard)];
            SearchOption depth = full.Contains("**") ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
            if (!Directory.Exists(folder)) continue;
            foreach (string file in Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(full), depth).Order(StringComparer.Ordinal))
                yield return file;
        }
    }

    [GeneratedRegex(@"^\s*'([^']*)'\s*(==|!=)\s*'([^']*)'\s*$")]
    private static partial Regex Comparison();

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Property();
}
