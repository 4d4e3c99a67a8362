using System.Text.RegularExpressions;

namespace EdgeConv.NanoFramework;

/// <summary>
/// A source file of `edgeconv compile --assemblies`: a part of a model that is too large for one assembly. Each part is the only file of a
/// class library with the file's name, so a build makes these libraries without projects of their own.
/// </summary>
/// <param name="Path">The source file.</param>
/// <param name="Model">Name of the model's class.</param>
/// <param name="Number">Number of the part, from 1.</param>
public sealed partial record ModelPart(string Path, string Model, int Number)
{
    /// <summary>Name of the assembly.</summary>
    public string Name => $"{Model}Part{Number}";

    /// <summary>Returns the part that a file holds; null if it holds none.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="text">Its text.</param>
    public static ModelPart? Of(string path, string text)
    {
        Match name = FileName().Match(System.IO.Path.GetFileNameWithoutExtension(path));
        if (!name.Success || !int.TryParse(name.Groups[2].Value, out int number)) return null;
        using var reader = new StringReader(text);
        bool isPart = reader.ReadLine() is { } first && first.StartsWith("// ", StringComparison.Ordinal)
            && first.Contains($", part {number} of ") && reader.ReadLine() is { } second
            && second.StartsWith("// Made by: edgeconv compile ", StringComparison.Ordinal);
        return isPart ? new ModelPart(path, name.Groups[1].Value, number) : null;
    }

    [GeneratedRegex("^(.+)Part([1-9][0-9]*)$")]
    private static partial Regex FileName();
}
