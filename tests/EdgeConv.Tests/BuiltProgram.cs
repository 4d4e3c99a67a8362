using System.Diagnostics;

namespace EdgeConv.Tests;

/// <summary>The built edgeconv, run as a program of its own.</summary>
internal static class BuiltProgram
{
    /// <summary>Runs it to its end; both outputs are caught.</summary>
    public static (int Code, string Output, string Error) Run(string folder, params string[] args) => Start(folder, "dotnet", [Path.Combine(AppContext.BaseDirectory, "edgeconv.dll"), .. args]);

    /// <summary>Runs it with its output on a terminal, or returns null where no program makes one.</summary>
    public static string? OnTerminal(string folder, params string[] args)
    {
        if (!File.Exists("/usr/bin/script")) return null;
        string[] command = ["dotnet", Path.Combine(AppContext.BaseDirectory, "edgeconv.dll"), .. args];
        return Start(folder, "/usr/bin/script", ["-qec", string.Join(' ', command.Select(word => "'" + word.Replace("'", @"'\''") + "'")), "/dev/null"]).Output;
    }

    private static (int Code, string Output, string Error) Start(string folder, string program, string[] args)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, args) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }
}
