using System.IO.Enumeration;

namespace EdgeConv.Studio.Data;

/// <summary>A file of a class.</summary>
/// <param name="Name">Name of the file.</param>
/// <param name="Length">Size in bytes.</param>
/// <param name="Written">Time of the last change.</param>
internal readonly record struct FileEntry(string Name, long Length, DateTimeOffset Written);

/// <summary>Lists and changes folders; a failure becomes one sentence that names the folder.</summary>
internal static class Disk
{
    private static readonly EnumerationOptions s_all = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Returns the names of the folders in a folder in order, without links and names that begin with a dot.</summary>
    /// <exception cref="UserException">The folder cannot be read.</exception>
    public static string[] Folders(string path) => BoundedFile.Named(path, () =>
    {
        string[] names = [.. new FileSystemEnumerable<string>(path, (ref FileSystemEntry entry) => entry.FileName.ToString(), s_all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => entry.IsDirectory && !IsLink(ref entry) && entry.FileName[0] != '.',
        }];
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    });

    /// <summary>Returns the files of frames in a folder in the order in which training reads them, without links.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="max">Maximum number of files.</param>
    /// <exception cref="UserException">The folder cannot be read, or holds more files.</exception>
    public static FileEntry[] Frames(string path, int max) => BoundedFile.Named(path, () =>
    {
        FileEntry[] files = [.. new FileSystemEnumerable<FileEntry>(path,
            (ref FileSystemEntry entry) => new(entry.FileName.ToString(), entry.Length, entry.LastWriteTimeUtc), s_all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                !entry.IsDirectory && !IsLink(ref entry) && IsFrames(entry.FileName),
        }.Take(max + 1)];
        if (files.Length > max) throw new UserException(
            $"{path} holds more than {Amount.Of(max, "file")}, the most that training takes; move some elsewhere");
        Array.Sort(files, ByName);
        return files;
    });

    /// <summary>Compares two files in the order in which training reads them.</summary>
    public static int ByName(FileEntry a, FileEntry b) => string.CompareOrdinal(a.Name, b.Name);

    /// <summary>Returns the entry of a file.</summary>
    public static FileEntry Entry(string folder, string name)
    {
        FileInfo file = new(Path.Join(folder, name));
        return new(name, file.Exists ? file.Length : 0, file.LastWriteTimeUtc);
    }

    /// <summary>Returns whether a folder holds a file of frames.</summary>
    public static bool HasFrames(string path) => BoundedFile.Named(path, () =>
        new FileSystemEnumerable<bool>(path, (ref FileSystemEntry entry) => true, s_all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsFrames(entry.FileName),
        }.Any());

    /// <summary>Returns the name of a link in a folder, or null if it holds none.</summary>
    public static string? Link(string path) => BoundedFile.Named(path, () =>
        new FileSystemEnumerable<string>(path, (ref FileSystemEntry entry) => entry.FileName.ToString(), s_all)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => IsLink(ref entry) && entry.FileName[0] != '.',
        }.FirstOrDefault());

    /// <summary>Changes files.</summary>
    /// <param name="path">The file or folder, which the message names.</param>
    /// <param name="change">The change.</param>
    /// <exception cref="UserException">The change failed.</exception>
    public static void Change(string path, Action change)
    {
        try
        {
            change();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UserException($"{path} cannot be changed: {Printable.Text(failure.Message, 200)}");
        }
    }

    /// <summary>Returns whether training reads a file of this name as an image or a recording.</summary>
    public static bool IsFrames(ReadOnlySpan<char> name) => name.Length > 0 && name[0] != '.' && EndsWith(name, ".npy", ".csv", ".csv.gz")
        || IsImage(name);

    /// <summary>Returns whether training reads a file of this name as an image.</summary>
    public static bool IsImage(ReadOnlySpan<char> name) => name.Length > 0 && name[0] != '.' && EndsWith(name, [.. FileEnding.Images]);

    private static bool EndsWith(ReadOnlySpan<char> name, params ReadOnlySpan<string> endings)
    {
        foreach (string ending in endings)
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}
