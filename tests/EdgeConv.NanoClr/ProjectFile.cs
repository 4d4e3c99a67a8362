using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace EdgeConv.NanoClr;

/// <summary>The file list and the references of a .nfproj or .projitems, read as MSBuild would, in the small part these use.</summary>
public sealed class ProjectFile
{
    private readonly List<string> _sources = [], _references = [], _projects = [];
    private readonly Dictionary<string, string> _properties = [];

    /// <summary>Full path of the project file.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the assembly it makes.</summary>
    public string AssemblyName { get; private set; } = "";

    /// <summary>Whether it makes a program rather than a library.</summary>
    public bool IsProgram { get; private set; }

    /// <summary>All files to compile, with those of imported .projitems.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Name of what it defines for the compiler because of its properties, or nothing.</summary>
    public string Constant { get; private set; } = "";

    /// <summary>Path and text of every file to compile.</summary>
    public IEnumerable<(string Path, string Text)> ReadSources() => Sources.Select(path =>
        (path, (Constant == "" ? "" : $"#define {Constant}\n") + File.ReadAllText(path)));

    /// <summary>Simple names of the referenced genuine assemblies.</summary>
    public IReadOnlyList<string> References => _references;

    /// <summary>Paths of the referenced projects.</summary>
    public IReadOnlyList<string> ProjectReferences => _projects;

    /// <summary>Reads a project.</summary>
    /// <param name="path">Of the project file.</param>
    /// <param name="properties">As `-p:NAME=VALUE` of MSBuild. Without any, every item counts, whatever its condition says.</param>
    /// <exception cref="ToolException">It, an import or a listed file is missing.</exception>
    public static ProjectFile Load(string path, params (string Name, string Value)[] properties)
    {
        ProjectFile project = new() { Path = System.IO.Path.GetFullPath(path) };
        foreach ((string name, string value) in properties) project._properties[name] = value;
        project.AssemblyName = System.IO.Path.GetFileNameWithoutExtension(path);
        project.Read(project.Path);
        return project;
    }

    private void Read(string path)
    {
        if (!File.Exists(path)) throw new ToolException($"{path} does not exist");
        foreach (XElement element in XDocument.Load(path).Descendants())
        {
            if (_properties.Count > 0 && !Holds(element.Attribute("Condition")?.Value)) continue;
            string? include = element.Attribute("Include")?.Value;
            switch (element.Name.LocalName)
            {
                case "AssemblyName": AssemblyName = element.Value; break;
                case "DefineConstants" when _properties.Count > 0: Constant = element.Value.Split(';')[^1]; break;
                case "OutputType": IsProgram = element.Value == "Exe"; break;
                case "Compile" when include is not null: _sources.AddRange(Files(path, include)); break;
                case "Reference" when include is not null: _references.Add(include.Split(',')[0].Trim()); break;
                case "ProjectReference" when include is not null: _projects.Add(Resolve(path, include)); break;
                case "Import" when element.Attribute("Project")?.Value is { } import && import.EndsWith(".projitems"):
                    Read(Resolve(path, import)); break;
            }
        }
    }

    // Of a property that was given; every other condition holds.
    private bool Holds(string? condition)
    {
        Match match = Regex.Match(condition ?? "", @"^'\$\((\w+)\)' (==|!=) '(\w*)'$");
        return !match.Success || !_properties.TryGetValue(match.Groups[1].Value, out string? value)
            || value == match.Groups[3].Value == (match.Groups[2].Value == "==");
    }

    private static string Resolve(string path, string item)
    {
        string folder = System.IO.Path.GetDirectoryName(path)!;
        string relative = item.Replace("$(MSBuildThisFileDirectory)", "").Replace('\\', '/');
        if (relative.Contains("$(")) throw new ToolException($"{path}: {item} uses a property this reader does not know");
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, relative));
    }

    private static IEnumerable<string> Files(string path, string include)
    {
        foreach (string item in include.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string full = Resolve(path, item);
            if (!item.Contains('*'))
            {
                yield return File.Exists(full) ? full : throw new ToolException($"{full}, listed in {path}, does not exist");
                continue;
            }
            int wild = full.IndexOf('*');
            string folder = full[..full.LastIndexOf(System.IO.Path.DirectorySeparatorChar, wild)];
            SearchOption depth = full.Contains("**") ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly;
            foreach (string file in Directory.EnumerateFiles(folder, System.IO.Path.GetFileName(full), depth).Order(StringComparer.Ordinal))
                yield return file;
        }
    }
}
