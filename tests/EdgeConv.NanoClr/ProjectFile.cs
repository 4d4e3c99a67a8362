using System.Xml.Linq;

namespace EdgeConv.NanoClr;

/// <summary>The file list and the references of a .nfproj or .projitems, read as MSBuild would, in the small part these use.</summary>
public sealed class ProjectFile
{
    private readonly List<string> _sources = [], _references = [], _projects = [];

    /// <summary>Full path of the project file.</summary>
    public required string Path { get; init; }

    /// <summary>Name of the assembly it makes.</summary>
    public string AssemblyName { get; private set; } = "";

    /// <summary>Whether it makes a program rather than a library.</summary>
    public bool IsProgram { get; private set; }

    /// <summary>All files to compile, with those of imported .projitems.</summary>
    public IReadOnlyList<string> Sources => _sources;

    /// <summary>Path and text of every file to compile.</summary>
    public IEnumerable<(string Path, string Text)> ReadSources() => Sources.Select(path => (path, File.ReadAllText(path)));

    /// <summary>Simple names of the referenced genuine assemblies.</summary>
    public IReadOnlyList<string> References => _references;

    /// <summary>Paths of the referenced projects.</summary>
    public IReadOnlyList<string> ProjectReferences => _projects;

    /// <summary>Reads a project.</summary>
    /// <exception cref="ToolException">It, an import or a listed file is missing.</exception>
    public static ProjectFile Load(string path)
    {
        ProjectFile project = new() { Path = System.IO.Path.GetFullPath(path) };
        project.AssemblyName = System.IO.Path.GetFileNameWithoutExtension(path);
        project.Read(project.Path);
        return project;
    }

    private void Read(string path)
    {
        if (!File.Exists(path)) throw new ToolException($"{path} does not exist");
        foreach (XElement element in XDocument.Load(path).Descendants())
        {
            string? include = element.Attribute("Include")?.Value;
            switch (element.Name.LocalName)
            {
                case "AssemblyName": AssemblyName = element.Value; break;
                case "OutputType": IsProgram = element.Value == "Exe"; break;
                case "Compile" when include is not null: _sources.AddRange(Files(path, include)); break;
                case "Reference" when include is not null: _references.Add(include.Split(',')[0].Trim()); break;
                case "ProjectReference" when include is not null: _projects.Add(Resolve(path, include)); break;
                case "Import" when element.Attribute("Project")?.Value is { } import && import.EndsWith(".projitems"):
                    Read(Resolve(path, import)); break;
            }
        }
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
