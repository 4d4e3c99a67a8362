namespace EdgeConv.Tests;

/// <summary>The built edgeconv, run as a program of its own.</summary>
internal static class BuiltProgram
{
    // Of its own folder, where the compiler libraries are machine code. The tests lie in tests/EdgeConv.Tests/bin/CONFIGURATION/net10.0.
    private static readonly string s_program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "..", "..", "..", "tools", "EdgeConv.Cli", "bin",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "..", ".."), AppContext.BaseDirectory), "edgeconv.dll"));

    /// <summary>Runs it to its end; both outputs are caught.</summary>
    public static (int Code, string Output, string Error) Run(string folder, params string[] args) =>
        End(folder, "dotnet", [s_program, .. args]);

    /// <summary>Starts it; all three streams are caught.</summary>
    public static Process Start(string folder, params string[] args) => Begin(folder, "dotnet", [s_program, .. args]);

    /// <summary>Runs it to its end with bytes in and out.</summary>
    public static (int Code, byte[] Output, string Error) RunOn(string folder, byte[] input, params string[] args)
    {
        using Process process = Start(folder, args);
        Task<string> error = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        Task copy = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(input);
        process.StandardInput.Close();
        copy.Wait();
        process.WaitForExit();
        return (process.ExitCode, output.ToArray(), error.Result);
    }

    /// <summary>Runs it with its output on a terminal, or returns null where no program makes one.</summary>
    public static string? OnTerminal(string folder, params string[] args)
    {
        if (!File.Exists("/usr/bin/script")) return null;
        string[] command = ["dotnet", s_program, .. args];
        string line = string.Join(' ', command.Select(word => "'" + word.Replace("'", @"'\''") + "'"));
        return End(folder, "/usr/bin/script", ["-qec", line, "/dev/null"]).Output;
    }

    private static Process Begin(string folder, string program, string[] args) =>
        Process.Start(new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static (int Code, string Output, string Error) End(string folder, string program, string[] args)
    {
        using Process process = Begin(folder, program, args);
        process.StandardInput.Close();
        Task<string> output = Whole(process.StandardOutput);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result, error);
    }

    /// <summary>All that a program prints, read by a thread of its own: those of the pool may all wait for the console.</summary>
    public static Task<string> Whole(StreamReader reader) => Task.Factory.StartNew(reader.ReadToEnd, TaskCreationOptions.LongRunning);
}
