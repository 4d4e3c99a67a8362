namespace EdgeConv.Common;

/// <summary>Follows symbolic links as the system does, also to a file that is not there yet.</summary>
public static class Links
{
    private const int MaxLinks = 40; // as Linux

    /// <summary>The full path without links. A link that only the system can follow, such as those to open files in /proc, stays.</summary>
    /// <exception cref="IOException">Links that lead in a circle.</exception>
    public static string Follow(string path)
    {
        path = Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        int links = 0;
        string real = "/";
        // Part by part: ".." in a link's target is the folder above the one that the link is truly in.
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
            if (++links > MaxLinks) throw new IOException("links that lead in a circle");
            if (target.StartsWith('/')) real = "/";
            foreach (string inner in Parts(target).Reverse()) rest.Push(inner);
        }
        return real;
    }

    // The links of /proc/PID/fd name what is open; their text is no path.
    private static bool IsOpenFile(string folder) =>
        folder.StartsWith("/proc/", StringComparison.Ordinal) && folder.EndsWith("/fd", StringComparison.Ordinal);

    private static Stack<string> Parts(string path) => new(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
}
