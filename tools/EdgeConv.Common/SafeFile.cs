namespace EdgeConv.Common;

/// <summary>Writes files whole or not at all, and none over an input, a device, a pipe or a folder.</summary>
public static class SafeFile
{
    /// <summary>Writes one file, replacing what is there; /dev/null and /dev/stdout are written to.</summary>
    /// <param name="option">What errors name, e.g. "--output".</param>
    /// <param name="path">The file, or a link to it.</param>
    /// <param name="data">All of it.</param>
    /// <exception cref="UserException">It cannot be written, or must not be.</exception>
    public static void Write(string option, string path, byte[] data) => Write(option, [(path, data)], []);

    /// <summary>Writes several files, all or none.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="files">Paths and contents; those that need others come last.</param>
    /// <param name="removed">Files of an earlier output that go together with it.</param>
    /// <exception cref="UserException">One cannot be written: all are as they were.</exception>
    public static void Write(string option, IReadOnlyList<(string Path, byte[] Data)> files, IEnumerable<string> removed)
    {
        using var set = new FileSet(option);
        foreach ((string path, byte[] data) in files) set.Write(path, stream => stream.Write(data));
        foreach (string path in removed) set.Remove(path);
        set.Complete();
    }

    /// <summary>Makes sure, before the work that makes a file, that it can be written and is none of the inputs read so far.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="path">The file; what is there stays.</param>
    /// <exception cref="UserException">It cannot be written, or must not be.</exception>
    public static void Check(string option, string path)
    {
        OutputTarget target = OutputTarget.Of(option, path);
        if (target.IsStandardOutput || target.Kind == FileKind.Device) return;
        if (Path.GetDirectoryName(target.Path) is { } place && !Directory.Exists(place))
            throw new UserException($"{option} {path}: there is no folder {place}");
        using var set = new FileSet(option);
        set.Create(path).Dispose();
    }

    /// <summary>Whether a path leads to a file that would be replaced or made, not to the null device or standard output.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="path">The path.</param>
    /// <exception cref="UserException">It must not be written.</exception>
    public static bool IsFile(string option, string path) =>
        OutputTarget.Of(option, path) is { IsStandardOutput: false, Kind: not FileKind.Device };

    /// <summary>Makes sure that <see cref="WriteAll"/> can write a folder, before the work that fills it.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="folder">The folder; not made yet.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void CheckAll(string option, string folder) => new OutputFolder(option, folder).Dispose();

    /// <summary>Writes the files of a folder, made where it is not there; other files in it stay.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="files">Names and contents.</param>
    /// <exception cref="UserException">It cannot be written.</exception>
    public static void WriteAll(string option, string folder, IEnumerable<(string Name, byte[] Data)> files)
    {
        using var output = new OutputFolder(option, folder);
        foreach ((string name, byte[] data) in files) output.Write(name, data);
        output.Complete();
    }
}
