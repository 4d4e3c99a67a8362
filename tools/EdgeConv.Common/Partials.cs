namespace EdgeConv.Common;

/// <summary>
/// The files and folders that are being written: new ones with a random name, which become the output once they are whole. Those that a
/// failure or an interruption leaves are removed.
/// </summary>
public static class Partials
{
    private const string Prefix = ".edgeconv-partial-";

    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_files = [];
    private static readonly HashSet<string> s_folders = [];
    private static bool s_isEnding;

    /// <summary>Writes a file's data to the disk; tests that are not about that leave it out.</summary>
    internal static Action<string> Flush { get; set; } = static path =>
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    };

    /// <summary>Removes all partial files and folders, and lets nothing be written any more: the program is about to end.</summary>
    public static void Sweep()
    {
        lock (s_lock)
        {
            s_isEnding = true;
            foreach (string path in s_files.Concat(s_folders.OrderByDescending(folder => folder.Length))) Delete(path);
        }
    }

    /// <summary>A name for a new file or folder in a folder.</summary>
    internal static string NewName(string folder) => Path.Join(folder, Prefix + Path.GetRandomFileName());

    /// <summary>Creates a file and notes it.</summary>
    /// <param name="path">Nothing must be there.</param>
    /// <param name="mode">Its permissions, or null for those of any new file.</param>
    internal static FileStream CreateFile(string path, UnixFileMode? mode = null) => UnlessEnding(() =>
    {
        FileStreamOptions options =
            new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (mode is { } created && !OperatingSystem.IsWindows()) options.UnixCreateMode = created;
        FileStream file = new(path, options);
        s_files.Add(path);
        // The system has taken the bits of its mask off.
        if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, wanted);
        return file;
    });

    /// <summary>Creates a folder and notes it; false where it is there.</summary>
    internal static bool CreateFolder(string path) => UnlessEnding(() =>
        !Directory.Exists(path) && Directory.CreateDirectory(path).Exists && s_folders.Add(path));

    /// <summary>
    /// Does the renaming that puts a finished output into its place; an interruption waits for it. Then the noted files and folders, and
    /// what is in these, belong to the output.
    /// </summary>
    internal static void Complete(IReadOnlyCollection<string> paths, Action rename) => UnlessEnding(() =>
    {
        rename();
        Forget(paths);
        return true;
    });

    /// <summary>
    /// Removes files and folders that will not become an output. What cannot be removed stays: the command has failed already and says why.
    /// </summary>
    internal static void Remove(IReadOnlyCollection<string> paths) => UnlessEnding(() =>
    {
        foreach (string path in paths) Delete(path);
        Forget(paths);
        return true;
    });

    /// <summary>Deletes a file that nobody needs any more, if it can be.</summary>
    internal static void Discard(string path) => Try(() => File.Delete(path));

    private static void Forget(IReadOnlyCollection<string> paths)
    {
        bool IsPart(string noted) => paths.Any(path =>
            noted == path || noted.StartsWith(path + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        s_files.RemoveWhere(IsPart);
        s_folders.RemoveWhere(IsPart);
    }

    private static void Delete(string path) => Try(() =>
    {
        // A folder made for the output, which is not a partial one, goes only if it is empty.
        if (Directory.Exists(path)) Directory.Delete(path, Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal));
        else File.Delete(path);
    });

    private static T UnlessEnding<T>(Func<T> work)
    {
        lock (s_lock)
        {
            if (!s_isEnding) return work();
        }
        Thread.Sleep(Timeout.Infinite);
        throw new InvalidOperationException();
    }

    private static void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Nothing more can be done.
        }
    }
}
