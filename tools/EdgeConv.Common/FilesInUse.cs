using System.Collections.Concurrent;

namespace EdgeConv.Common;

/// <summary>
/// The inputs and outputs of the running command. No output may replace an input, and no two outputs may be the same file. Inputs are
/// identified by <see cref="FileNode.Identity"/>, not by their names. <see cref="BoundedFile"/> registers them, so no reader can forget to.
/// </summary>
public static class FilesInUse
{
    // Several commands can run in one process, as in tests: each has its own files.
    private static readonly AsyncLocal<Files?> s_files = new();

    private sealed record Files(ConcurrentDictionary<string, string> Inputs, ConcurrentDictionary<string, string> Outputs);

    /// <summary>Begins a command: it has no inputs and outputs yet.</summary>
    public static void Begin() => s_files.Value = new(new(), new());

    /// <summary>
    /// Registers a file that the command reads. Only regular files are registered, because no other file can be replaced.
    /// </summary>
    public static void AddInput(string path)
    {
        if (s_files.Value?.Inputs is not { } inputs) return;
        if (FileNode.Of(path) is { Kind: FileKind.File, Identity: { } identity }) inputs.TryAdd(identity, path);
    }

    /// <summary>Returns the path under which the command read a file, or null if it did not read the file.</summary>
    internal static string? InputName(FileNode node) =>
        node.Identity is { } identity ? s_files.Value?.Inputs.GetValueOrDefault(identity) : null;

    /// <summary>Registers that an option writes a file or fills a folder.</summary>
    /// <param name="option">The option, e.g. "--out".</param>
    /// <param name="path">Full path without links.</param>
    /// <returns>Another option that writes the same file or folder, or null.</returns>
    internal static string? Claim(string option, string path)
    {
        string? owner = s_files.Value?.Outputs.GetOrAdd(OperatingSystem.IsWindows() ? path.ToUpperInvariant() : path, option);
        return owner == option ? null : owner;
    }
}
