using System.Collections.Concurrent;

namespace EdgeConv.Common;

/// <summary>
/// The files a command has read, by what they are, not by their names: no output may replace one. <see cref="BoundedFile"/> notes them, so
/// a reader cannot forget to.
/// </summary>
public static class FilesRead
{
    // Of the command that runs; commands in one process, as in tests, do not see each other's.
    private static readonly AsyncLocal<ConcurrentDictionary<string, string>?> s_files = new();

    /// <summary>Begins a command that has read nothing.</summary>
    public static void Begin() => s_files.Value = new();

    /// <summary>Notes a file that is read; only a regular file can be replaced.</summary>
    public static void Add(string path)
    {
        if (s_files.Value is not { } files) return;
        if (FileNode.Of(path) is { Kind: FileKind.File, Identity: { } identity }) files.TryAdd(identity, path);
    }

    /// <summary>The name under which a file was read, or null for one that was not.</summary>
    public static string? NameOf(FileNode node) => node.Identity is { } identity ? s_files.Value?.GetValueOrDefault(identity) : null;
}
