using System.Xml.Linq;

namespace EdgeConv.Projects;

/// <summary>
/// Makes the project files of a new project from those of this repository: the same imports and properties, the same packages, other
/// files.
/// </summary>
internal static class NanoProjectText
{
    private static readonly XNamespace s_space = "http://schemas.microsoft.com/developer/msbuild/2003";

    /// <summary>Returns the text of a .nfproj.</summary>
    /// <param name="original">The repository's project file.</param>
    /// <param name="name">Name of the assembly.</param>
    /// <param name="space">Root namespace.</param>
    /// <param name="id">Identity of the project in the solution.</param>
    /// <param name="compile">Source files.</param>
    /// <param name="none">Other files.</param>
    /// <param name="references">Assemblies of packages that the original refers to.</param>
    /// <param name="libraries">Names and paths of other assemblies.</param>
    /// <param name="projects">Projects that it refers to.</param>
    public static string Of(string original, string name, string space, Guid id, IEnumerable<string> compile, IEnumerable<string> none,
        IEnumerable<string> references, IEnumerable<(string Name, string Path)> libraries, IEnumerable<string> projects)
    {
        XElement root = XElement.Parse(original);
        Dictionary<string, XElement> known = root.Descendants(s_space + "Reference").ToDictionary(item => item.Attribute("Include")!.Value);
        foreach (XElement group in root.Elements(s_space + "PropertyGroup"))
        {
            // What only the firmware of this repository has.
            group.DescendantNodes().OfType<XComment>().Remove();
            group.Elements().Where(property => property.ToString() is var text && (text.Contains("EdgeConvNetwork")
                || text.Contains("EdgeConvSensors"))).Remove();
        }
        root.Descendants(s_space + "AssemblyName").Single().Value = name;
        root.Descendants(s_space + "RootNamespace").Single().Value = space;
        root.Descendants(s_space + "ProjectGuid").Single().Value = id.ToString("B").ToUpperInvariant();
        root.Elements(s_space + "Import").Where(import => import.Attribute("Label")?.Value == "Shared").Remove();
        XElement[] items = [.. root.Elements(s_space + "ItemGroup").Where(group => !group.Elements(s_space + "ProjectCapability").Any())];
        items[0].AddBeforeSelf(Group("Compile", compile), Group("None", none),
            new XElement(s_space + "ItemGroup", references.Select(reference => Moved(known[reference])),
                libraries.Select(library => new XElement(s_space + "Reference", new XAttribute("Include", library.Name),
                    new XElement(s_space + "HintPath", library.Path)))),
            Group("ProjectReference", projects));
        items.Remove();
        XAttribute fallback = root.Elements(s_space + "Import").Last().Attribute("Project")!;
        fallback.Value = fallback.Value.Replace(@"..\..\build\", @"..\lib\build\");
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n";
    }

    /// <summary>Returns the packages.config of a project file.</summary>
    public static string Packages(string project)
    {
        IEnumerable<string> packages = XElement.Parse(project).Descendants(s_space + "HintPath").Select(path => path.Value.Split('\\')[2])
            .Distinct().Order(StringComparer.Ordinal).Select(Package);
        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<packages>\n{string.Concat(packages)}</packages>\n";
    }

    /// <summary>Returns the identity of a project file.</summary>
    public static Guid IdOf(string project) => Guid.Parse(XElement.Parse(project).Descendants(s_space + "ProjectGuid").Single().Value);

    // "nanoFramework.CoreLibrary.1.17.11" is a name and a version of three numbers.
    private static string Package(string folder)
    {
        string[] parts = folder.Split('.');
        string id = string.Join('.', parts[..^3]), version = string.Join('.', parts[^3..]);
        string development = id.EndsWith("TestFramework", StringComparison.Ordinal) ? " developmentDependency=\"true\"" : "";
        return $"  <package id=\"{id}\" version=\"{version}\" targetFramework=\"netnano1.0\"{development} />\n";
    }

    private static XElement Group(string kind, IEnumerable<string> files) => new(s_space + "ItemGroup",
        files.Select(file => new XElement(s_space + kind, new XAttribute("Include", file.Replace('/', '\\')))));

    private static XElement Moved(XElement reference)
    {
        XElement copy = new(reference);
        copy.Attribute("Condition")?.Remove();
        XElement path = copy.Element(s_space + "HintPath")!;
        path.Value = path.Value.Replace(@"..\..\packages\", @"..\packages\");
        return copy;
    }
}
