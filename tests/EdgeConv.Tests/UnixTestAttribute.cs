namespace EdgeConv.Tests;

/// <summary>A test with files that only Unix has: pipes with names, devices, modes, hard links.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTestAttribute(
    bool needsRoot = false, string? program = null, [CallerFilePath] string file = "", [CallerLineNumber] int line = -1)
    : SkippableTestAttribute(
        OperatingSystem.IsWindows() ? "skipped: Windows has no such files"
        : needsRoot && Environment.UserName != "root" ? "skipped: only root makes device files"
        : program is not null && !IsInstalled(program) ? $"skipped: {program} not found" : null, file, line)
{
    /// <summary>Makes special files: `mkfifo PATH`, `mknod PATH c 1 3`, `ln FILE PATH`.</summary>
    public static void Make(string program, params string[] args) => ChildProcess.Succeeds(AppContext.BaseDirectory, program, args);

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, program)));
}
