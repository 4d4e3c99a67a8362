namespace EdgeConv.Common;

/// <summary>
/// Keeps a list of partial files and folders: those with a temporary random name, which become the output when they are complete. Those
/// that a failure or an interruption leaves are removed.
/// </summary>
public static class Partials
{
    private const string Prefix = ".edgeconv-partial-";

    private static readonly Lock s_lock = new();
    private static readonly HashSet<string> s_files = [];
    private static readonly HashSet<string> s_folders = [];
    private static bool s_isEnding;

    /// <summary>Flushes a file's data to the disk; most tests replace it by nothing, which is faster.</summary>
    internal static Action<string> Flush { get; set; } = static path =>
    {
        using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(file);
    };

    /// <summary>Removes all partial files and folders and blocks every later write, because the program is about to end.</summary>
    public static void Sweep()
    {
        lock (s_lock)
        {
            s_isEnding = true;
            foreach (string path in s_files.Concat(s_folders.OrderByDescending(folder => folder.Length))) Delete(path);
        }
    }

    /// <summary>Returns a random name for a new file or folder in a folder.</summary>
    internal static string NewName(string folder) => Path.Join(folder, Prefix + Path.GetRandomFileName());

    /// <summary>Creates a partial file.</summary>
    /// <param name="path">Path of the file, which must not exist.</param>
    /// <param name="mode">Permissions of the file, or null for the default.</param>
    internal static FileStream CreateFile(string path, UnixFileMode? mode = null) => UnlessEnding(() =>
    {
        FileStreamOptions options =
            new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (mode is { } created && !OperatingSystem.IsWindows()) options.UnixCreateMode = created;
        FileStream file = new(path, options);
        s_files.Add(path);
        // The system has removed the bits of its umask from the permissions: set them again.
        if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(file.SafeFileHandle, wanted);
        return file;
    });

    /// <summary>Creates a partial folder. Returns false if the folder exists.</summary>
    internal static bool CreateFolder(string path) => UnlessEnding(() =>
        !Directory.Exists(path) && Directory.CreateDirectory(path).Exists && s_folders.Add(path));

    /// <summary>
    /// Renames a finished output to its final name; an interruption waits until that is done. Afterwards the partial files and folders, and
    /// the content of the folders, belong to the output.
    /// </summary>
    internal static void Complete(IReadOnlyCollection<string> paths, Action rename) => UnlessEnding(() =>
    {
        rename();
        Forget(paths);
        return true;
    });

    /// <summary>
    /// Removes files and folders that will not become an output. If one cannot be removed, it stays: the command has already failed and has
    /// reported its own error.
    /// </summary>
    internal static void Remove(IReadOnlyCollection<string> paths) => UnlessEnding(() =>
    {
        foreach (string path in paths) Delete(path);
        Forget(paths);
        return true;
    });

    /// <summary>Deletes a file that is not needed any more, if that is possible.</summary>
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
        // A partial folder is deleted with its content. Any other folder was created for the output and is deleted only if it is empty.
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
            // The file or folder stays: there is nothing else to try.
        }
    }
}
