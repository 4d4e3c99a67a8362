using System.Reflection;

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
}
