using System.Collections.Concurrent;

namespace EdgeConv.Studio.Data;

/// <summary>What a folder of frames holds.</summary>
/// <param name="Files">Its files of frames, in the order in which training reads them.</param>
/// <param name="Link">Name of a link in it, or null.</param>
internal sealed record FolderList(FileEntry[] Files, string? Link);

/// <summary>
/// Lists folders, and keeps the lists until the folders change, because a class may hold 100,000 files. A file that is changed in its place
/// does not change its folder, so a list is kept for a minute at most.
/// </summary>
internal static class FolderLists
{
    private const int MaxFolders = 1000;

    private static readonly TimeSpan s_maxAge = TimeSpan.FromMinutes(1);

    // Two changes within the resolution of the file system's clock give the same time. So a list is kept if the last change is older.
    private static readonly TimeSpan s_resolution = TimeSpan.FromSeconds(2);

    private static readonly ConcurrentDictionary<string, Kept> s_kept = new();

    /// <summary>Returns the list of a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="max">Maximum number of files.</param>
    /// <exception cref="UserException">The folder cannot be read, or holds more files.</exception>
    public static FolderList Of(string path, int max)
    {
        (DateTime now, DateTime changed) = (DateTime.UtcNow, Directory.GetLastWriteTimeUtc(path));
        if (s_kept.TryGetValue(path, out Kept? kept) && kept.Changed == changed && now - kept.Listed < s_maxAge
            && kept.List.Files.Length <= max) return kept.List;
        FolderList list = new(Disk.Frames(path, max), Disk.Link(path));
        if (now - changed > s_resolution) Keep(path, list, changed, now);
        else s_kept.TryRemove(path, out _);
        return list;
    }

    /// <summary>Adds files to a folder. Its list is kept: it is not read again for each recorded frame.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="max">Maximum number of files.</param>
    /// <param name="add">Writes files and returns their names.</param>
    /// <returns>The names of the new files.</returns>
    public static string[] Add(string path, int max, Func<string[]> add)
    {
        (FolderList before, DateTime now) = (Of(path, max), DateTime.UtcNow);
        if (s_kept.TryGetValue(path, out Kept? kept)) now = kept.Listed;
        string[] names = add();
        FileEntry[] files = [.. before.Files, .. names.Select(name => Disk.Entry(path, name))];
        Array.Sort(files, Disk.ByName);
        Keep(path, before with { Files = files }, Directory.GetLastWriteTimeUtc(path), now);
        return names;
    }

    private static void Keep(string path, FolderList list, DateTime changed, DateTime listed)
    {
        if (s_kept.Count >= MaxFolders) s_kept.Clear();
        s_kept[path] = new Kept(list, changed, listed);
    }

    /// <summary>A list, when its folder was changed last, and when it was read.</summary>
    private sealed record Kept(FolderList List, DateTime Changed, DateTime Listed);
}
