namespace EdgeConv.Common;

/// <summary>Target of an output that may be written: a file, the null device or standard output.</summary>
/// <param name="Path">The file at the end of all links; it need not exist yet.</param>
/// <param name="Kind">
/// Kind of the existing file: <see cref="FileKind.Missing"/>, <see cref="FileKind.File"/>, or <see cref="FileKind.Device"/> for the null
/// device.
/// </param>
/// <param name="IsStandardOutput">Whether it is this program's standard output, of any kind.</param>
internal readonly record struct OutputTarget(string Path, FileKind Kind, bool IsStandardOutput)
{
    private static readonly Lazy<string> s_standardOutput = new(() => OperatingSystem.IsWindows() ? "" : Links.Follow("/dev/stdout"));

    /// <summary>
    /// Follows the links of an output's path. Refuses a file that must not be replaced: an input, another output, a folder, a device, a
    /// pipe or a socket.
    /// </summary>
    /// <param name="option">Option that error messages name, e.g. "--output".</param>
    /// <param name="path">The path that the user gave.</param>
    /// <exception cref="UserException">The file must not be written.</exception>
    public static OutputTarget Of(string option, string path)
    {
        if (path.Length == 0) throw new UserException($"{option}: the name is empty; name a file");
        if (System.IO.Path.EndsInDirectorySeparator(path)) throw new UserException($"{option} {path} is a folder; name a file");
        string full = "";
        Guard(option, path, "", () => full = Links.Follow(path));
        if (full == s_standardOutput.Value) return new(full, FileKind.Missing, true);
        FileNode node = FileNode.Of(full);
        if (node.IsNullDevice) return new(full, node.Kind, false);
        if (node.Kind is not (FileKind.File or FileKind.Missing))
            throw new UserException($"{option} {path} is a {node.Kind.ToString().ToLowerInvariant()}; name a file");
        if (FilesInUse.InputName(node) is { } input)
            throw new UserException($"{option} {path}: this is the input {input}; name another file");
        if (FilesInUse.Claim(option, full) is { } other)
            throw new UserException($"{option} {path}: {other} writes this file too; name another file");
        return new(full, node.Kind, false);
    }

    /// <summary>Works on an output; a failure becomes an exception whose message names the option and the path.</summary>
    /// <param name="option">Option that error messages name.</param>
    /// <param name="path">The path that the user gave.</param>
    /// <param name="partial">Temporary name of the output, or ""; messages show the path instead.</param>
    /// <param name="work">The work.</param>
    /// <exception cref="UserException">The output cannot be written.</exception>
    public static void Guard(string option, string path, string partial, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = partial.Length == 0 ? failure.Message : failure.Message.Replace(partial, path);
            throw new UserException($"{option} {path} cannot be written ({Printable.Text(reason, 200)})");
        }
    }
}
