using Microsoft.CodeAnalysis;

namespace EdgeConv.NanoClr;

/// <summary>Compiles device code with the switches of a .nfproj, but against .NET Standard 2.0: the same IL, on any machine.</summary>
public static class DesktopBuild
{
    /// <summary>Compiles a project's own list.</summary>
    public static byte[] Compile(ProjectFile project, params byte[][] references) => Compile(project.AssemblyName, project.ReadSources(), references);

    /// <summary>Compiles sources (path for messages, text).</summary>
    public static byte[] Compile(string name, IEnumerable<(string Path, string Text)> sources, params byte[][] references)
    {
        using var output = new MemoryStream();
        IEnumerable<MetadataReference> all = references.Select(image => MetadataReference.CreateFromImage(image));
        MetadataReference standard = MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "netstandard2.0", "netstandard.dll"));
        DeviceBuild.Emit(name, sources, all.Append(standard), program: false, output);
        return output.ToArray();
    }
}
