using Microsoft.CodeAnalysis;

namespace EdgeConv.NanoClr;

/// <summary>Compiles device code with the switches of a .nfproj, but against .NET Standard 2.0: the same IL, on any machine.</summary>
public static class DesktopBuild
{
    /// <summary>Compiles a project's own list.</summary>
    public static byte[] Compile(NanoProject project, params byte[][] references) =>
        Compile(project.AssemblyName, DeviceBuild.SourcesOf(project), references);

    /// <summary>Compiles sources (path for messages, text).</summary>
    public static byte[] Compile(string name, IEnumerable<(string Path, string Text)> sources, params byte[][] references) =>
        CompileAgainst(Path.Combine(AppContext.BaseDirectory, "netstandard2.0", "netstandard.dll"), name, sources, references);

    /// <summary>
    /// Compiles sources against another base library; unsafe code passes, for it is <see cref="DeviceCodeRules"/> that say what is refused.
    /// </summary>
    public static byte[] CompileAgainst(string baseLibrary, string name, IEnumerable<(string Path, string Text)> sources,
        params byte[][] references)
    {
        using var output = new MemoryStream();
        IEnumerable<MetadataReference> all = references.Select(image => MetadataReference.CreateFromImage(image));
        DeviceBuild.Emit(name, sources, all.Append(MetadataReference.CreateFromFile(baseLibrary)),
            DeviceCompiler.Options(isProgram: false).WithAllowUnsafe(true), output);
        return output.ToArray();
    }
}
