namespace EdgeConv.Common;

/// <summary>Where an output goes, once it is known that it may be written: a file, the null device or standard output.</summary>
/// <param name="Path">The file at the end of all links; it may not be there yet.</param>
/// <param name="Kind">
/// What is there: <see cref="FileKind.Missing"/>, <see cref="FileKind.File"/>, or <see cref="FileKind.Device"/> for the null device.
/// </param>
/// <param name="IsStandardOutput">Whether it is this program's standard output, whatever that is.</param>
internal readonly record struct OutputTarget(string Path, FileKind Kind, bool IsStandardOutput)
{
    private static readonly Lazy<string> s_standardOutput = new(() => OperatingSystem.IsWindows() ? "" : Links.Follow("/dev/stdout"));

    /// <summary>
    /// Follows the links of an output's path and refuses what must not be replaced: an input, another output, a folder, a device, a pipe, a
    /// socket.
    /// </summary>
    /// <param name="option">What errors name, e.g. "--output".</param>
    /// <param name="path">The path as given.</param>
    /// <exception cref="UserException">It must not be written.</exception>
    public static OutputTarget Of(string option, string path)
    {
        if (path.Length == 0) throw new UserException($"{option}: an empty name; name a file");
        if (System.IO.Path.EndsInDirectorySeparator(path)) throw new UserException($"{option} {path}: a folder; name a file");
        string full = "";
        Guard(option, path, "", () => full = Links.Follow(path));
        if (full == s_standardOutput.Value) return new(full, FileKind.Missing, true);
        FileNode node = FileNode.Of(full);
        if (node.IsNullDevice) return new(full, node.Kind, false);
        if (node.Kind is not (FileKind.File or FileKind.Missing))
            throw new UserException($"{option} {path}: a {node.Kind.ToString().ToLowerInvariant()}; name a file");
        if (FilesInUse.InputName(node) is { } input)
            throw new UserException($"{option} {path}: this is the input {input}; name another file");
        if (FilesInUse.Claim(option, full) is { } other)
            throw new UserException($"{option} {path}: {other} writes this too; name another file");
        return new(full, node.Kind, false);
    }

    /// <summary>Does work on an output; a refusal of the system is told with the option and the path.</summary>
    /// <param name="option">What errors name.</param>
    /// <param name="path">The path as given.</param>
    /// <param name="partial">What stands for the path until the output is complete, or "".</param>
    /// <param name="work">The work.</param>
    /// <exception cref="UserException">The system refuses.</exception>
    public static void Guard(string option, string path, string partial, Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string reason = partial.Length == 0 ? failure.Message : failure.Message.Replace(partial, path);
            throw new UserException($"{option} {path}: cannot be written ({Printable.Text(reason, 200)})");
        }
    }
}
