namespace EdgeConv.Common;

/// <summary>Writes files completely or not at all, and never replaces an input, a device, a pipe or a folder.</summary>
public static class SafeFile
{
    /// <summary>Writes one file, which replaces an existing one; /dev/null and /dev/stdout are written to.</summary>
    /// <param name="option">Option that error messages name, e.g. "--output".</param>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="data">Content of the file.</param>
    /// <exception cref="UserException">The file cannot or must not be written.</exception>
    public static void Write(string option, string path, byte[] data) => Write(option, [(path, data)], []);

    /// <summary>Writes several files, either all or none.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="files">Paths and contents; a file that refers to others comes after them.</param>
    /// <param name="removed">Files of an earlier output to remove.</param>
    /// <exception cref="UserException">A file cannot be written; then all files stay as they were.</exception>
    public static void Write(string option, IReadOnlyList<(string Path, byte[] Data)> files, IEnumerable<string> removed)
    {
        using var set = new FileSet(option);
        foreach ((string path, byte[] data) in files) set.Write(path, stream => stream.Write(data));
        foreach (string path in removed) set.Remove(path);
        set.Complete();
    }

    /// <summary>Checks, before the work that makes a file, that it can be written and is not one of the inputs read so far.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="path">The file; an existing one stays as it is.</param>
    /// <exception cref="UserException">The file cannot or must not be written.</exception>
    public static void Check(string option, string path)
    {
        OutputTarget target = OutputTarget.Of(option, path);
        if (target.IsStandardOutput || target.Kind == FileKind.Device) return;
        if (Path.GetDirectoryName(target.Path) is { } folder && !Directory.Exists(folder))
            throw new UserException($"{option} {path}: there is no folder {folder}; create it first");
        using var set = new FileSet(option);
        set.Create(path).Dispose();
    }

    /// <summary>
    /// Returns whether a path leads to a file that would be replaced or created, not to the null device or standard output.
    /// </summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="UserException">The file must not be written.</exception>
    public static bool IsFile(string option, string path) =>
        OutputTarget.Of(option, path) is { IsStandardOutput: false, Kind: not FileKind.Device };

    /// <summary>Checks, before the work that fills a folder, that <see cref="WriteAll"/> can write it.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="folder">The folder; it is not created yet.</param>
    /// <exception cref="UserException">The folder cannot be written.</exception>
    public static void CheckAll(string option, string folder) => new OutputFolder(option, folder).Dispose();

    /// <summary>Writes files to a folder, which is created if it does not exist; other files in it stay.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Names and contents.</param>
    /// <exception cref="UserException">The folder cannot be written.</exception>
    public static void WriteAll(string option, string folder, IEnumerable<(string Name, byte[] Data)> files)
    {
        using var output = new OutputFolder(option, folder);
        foreach ((string name, byte[] data) in files) output.Write(name, data);
        output.Complete();
    }
}
