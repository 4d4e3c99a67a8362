using System.Runtime.CompilerServices;

namespace EdgeConv.Tests;

/// <summary>
/// A test with files that only Unix has: pipes with names, devices, modes, hard links. Elsewhere it is skipped, and its name says why.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixTestAttribute(bool needsRoot = false, [CallerFilePath] string file = "", [CallerLineNumber] int line = -1)
    : TestMethodAttribute(file, line)
{
    private readonly string? _reason =
        OperatingSystem.IsWindows() ? "skipped: Windows has no such files"
        : needsRoot && Environment.UserName != "root" ? "skipped: only root makes device files"
        : null;

    /// <summary>Makes special files: `mkfifo PATH`, `mknod PATH c 1 3`, `ln FILE PATH`.</summary>
    public static void Make(string program, params string[] args) => ChildProcess.Succeeds(AppContext.BaseDirectory, program, args);

    public override Task<TestResult[]> ExecuteAsync(ITestMethod testMethod) =>
        _reason is null ? base.ExecuteAsync(testMethod) : Task.FromResult<TestResult[]>(
        [
            new()
            {
                DisplayName = $"{testMethod.TestMethodName} ({_reason})", Outcome = UnitTestOutcome.Inconclusive,
                TestFailureException = new AssertInconclusiveException(_reason),
            },
        ]);
}
