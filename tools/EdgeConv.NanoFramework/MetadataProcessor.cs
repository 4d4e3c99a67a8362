using System.Text;

namespace EdgeConv.NanoFramework;

/// <summary>nanoFramework's metadata processor, which converts an assembly to the .pe that the interpreter loads.</summary>
/// <param name="command">Its command line, from <see cref="NanoTools.Processor"/>.</param>
public sealed class MetadataProcessor(string command)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    private readonly ToolProcess _processor = new("the metadata processor", command);

    /// <summary>Converts an assembly; the .pe and its .pdbx are written beside it.</summary>
    /// <param name="assembly">Path of the assembly.</param>
    /// <param name="references">Paths of the assemblies that it refers to.</param>
    /// <returns>Path of the .pe.</returns>
    /// <exception cref="UserException">The processor does not start, refuses the assembly, or does not end within two minutes.</exception>
    public string Convert(string assembly, IEnumerable<string> references)
    {
        string pe = Path.ChangeExtension(assembly, ".pe");
        var arguments = new StringBuilder();
        foreach (string reference in references)
            arguments.Append($"-loadHints {Path.GetFileNameWithoutExtension(reference)} \"{reference}\" ");
        arguments.Append($"-parse \"{assembly}\" -compile \"{pe}\" false");
        File.Delete(pe);
        ToolResult result = _processor.Run(arguments.ToString(), s_limit);
        if (result.Code != 0 || !File.Exists(pe))
            throw new UserException($"the metadata processor ({command}) refuses {Path.GetFileName(assembly)} " +
                $"({(result.Code is null ? "stopped after two minutes" : $"exit code {result.Code}")}): " +
                Printable.Text(result.LastLine, 500));
        return pe;
    }
}
