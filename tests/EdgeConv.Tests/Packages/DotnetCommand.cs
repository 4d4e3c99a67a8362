namespace EdgeConv.Tests.Packages;

/// <summary>
/// Runs `dotnet` or another program, with no package source but the ones it names and no package folder but the test's own.
/// </summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(5);

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder, RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // no process stays behind that holds the pipes
        // A tool's own program looks for .NET here: where this process has it from.
        start.Environment["DOTNET_ROOT"] =
            Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        using Process process = Process.Start(start)!;
        Task<string> output = BuiltProgram.Whole(process.StandardOutput), error = BuiltProgram.Whole(process.StandardError);
        if (!process.WaitForExit(s_timeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)}: stopped after {s_timeLimit.TotalMinutes} minutes");
        }
        string text = output.Result + error.Result;
        Assert.AreEqual(0, process.ExitCode, $"{program} {string.Join(' ', arguments)}\n{text}");
        return text;
    }
}
