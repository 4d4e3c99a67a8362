namespace EdgeConv.Common;

/// <summary>Follows symbolic links as the system does, even to a file that does not exist yet.</summary>
public static class Links
{
    private const int MaxLinks = 40; // the limit of Linux

    /// <summary>
    /// Returns the full path without links. A link that only the system can follow, such as one to an open file in /proc, stays.
    /// </summary>
    /// <exception cref="IOException">The links form a circle.</exception>
    public static string Follow(string path)
    {
        path = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        int links = 0;
        string real = "/";
        // Parts are followed one by one, because ".." in a link's target means the folder above the link's real folder.
        Stack<string> rest = Parts(path);
        while (rest.TryPop(out string? part))
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
                continue;
            }
            string next = Path.Join(real, part);
            if (IsOpenFile(real) || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MaxLinks) throw new IOException("its symbolic links form a circle");
            if (target.StartsWith('/')) real = "/";
            foreach (string inner in Parts(target).Reverse()) rest.Push(inner);
        }
        return real;
    }

    // The links of /proc/PID/fd lead to open files, but their text is not a path.
    private static bool IsOpenFile(string folder) =>
        folder.StartsWith("/proc/", StringComparison.Ordinal) && folder.EndsWith("/fd", StringComparison.Ordinal);

    private static Stack<string> Parts(string path) => new(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
}
