using System.Reflection;
using System.Text;

namespace EdgeConv.Common;

/// <summary>Reads files that are embedded in an assembly.</summary>
public static class Resource
{
    /// <summary>Returns the content of an embedded file, which must exist.</summary>
    /// <param name="assembly">Assembly that holds the file.</param>
    /// <param name="name">Logical name of the file, e.g. "digits.json".</param>
    public static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        byte[] file = new byte[stream.Length];
        stream.ReadExactly(file);
        return file;
    }

    /// <summary>Returns the text of an embedded file, which must exist.</summary>
    /// <param name="assembly">Assembly that holds the file.</param>
    /// <param name="name">Logical name of the file, e.g. "style.css".</param>
    public static string ReadText(Assembly assembly, string name) => Encoding.UTF8.GetString(Read(assembly, name));

    /// <summary>Returns the names, without folder and ending, and the texts of all embedded files of a folder.</summary>
    /// <param name="assembly">Assembly that holds the files.</param>
    /// <param name="folder">Prefix of the files' logical names, e.g. "boards/".</param>
    public static IEnumerable<(string Name, string Text)> Texts(Assembly assembly, string folder) =>
        from name in assembly.GetManifestResourceNames()
        where name.StartsWith(folder, StringComparison.Ordinal)
        select (Path.GetFileNameWithoutExtension(name), ReadText(assembly, name));
}
