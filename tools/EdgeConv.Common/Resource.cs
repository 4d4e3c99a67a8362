using System.Reflection;
using System.Text;

namespace EdgeConv.Common;

/// <summary>Files that are built into an assembly.</summary>
public static class Resource
{
    /// <summary>The bytes of a file that is there.</summary>
    /// <param name="assembly">Holds the file.</param>
    /// <param name="name">Its logical name, e.g. "digits.json".</param>
    public static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    /// <summary>A file that is there, as text.</summary>
    /// <param name="assembly">Holds the file.</param>
    /// <param name="name">Its logical name, e.g. "style.css".</param>
    public static string ReadText(Assembly assembly, string name) => Encoding.UTF8.GetString(Read(assembly, name));

    /// <summary>The names, without their folder and ending, and the texts of all files of a folder.</summary>
    /// <param name="assembly">Holds the files.</param>
    /// <param name="folder">The first part of their logical names, e.g. "boards/".</param>
    public static IEnumerable<(string Name, string Text)> Texts(Assembly assembly, string folder) =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(folder, StringComparison.Ordinal)
        select (Path.GetFileNameWithoutExtension(name), ReadText(assembly, name));
}
