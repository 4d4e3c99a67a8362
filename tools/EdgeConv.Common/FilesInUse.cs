using System.Collections.Concurrent;

namespace EdgeConv.Common;

/// <summary>
/// The inputs and outputs of the command that runs: no output may replace an input, and no two outputs may be one file. Inputs are told
/// apart by what they are, not by their names; <see cref="BoundedFile"/> notes them, so a reader cannot forget to.
/// </summary>
public static class FilesInUse
{
    // Each command has its own; commands in one process, as in tests, do not see each other's.
    private static readonly AsyncLocal<Files?> s_files = new();

    private sealed record Files(ConcurrentDictionary<string, string> Inputs, ConcurrentDictionary<string, string> Outputs);

    /// <summary>Begins a command that has read and written nothing.</summary>
    public static void Begin() => s_files.Value = new(new(), new());

    /// <summary>Notes a file that is read; only a regular file can be replaced.</summary>
    public static void AddInput(string path)
    {
        if (s_files.Value?.Inputs is not { } inputs) return;
        if (FileNode.Of(path) is { Kind: FileKind.File, Identity: { } identity }) inputs.TryAdd(identity, path);
    }

    /// <summary>The name under which a file was read, or null for one that was not.</summary>
    internal static string? InputName(FileNode node) =>
        node.Identity is { } identity ? s_files.Value?.Inputs.GetValueOrDefault(identity) : null;

    /// <summary>Notes that an option writes a file or fills a folder.</summary>
    /// <param name="option">The option, e.g. "--out".</param>
    /// <param name="path">Full path without links.</param>
    /// <returns>Another option that writes it too, or null.</returns>
    internal static string? Claim(string option, string path)
    {
        string? owner = s_files.Value?.Outputs.GetOrAdd(OperatingSystem.IsWindows() ? path.ToUpperInvariant() : path, option);
        return owner == option ? null : owner;
    }
}
