namespace EdgeConv.Tests;

/// <summary>The built edgeconv, run as a program of its own.</summary>
internal static class BuiltProgram
{
    /// <summary>Debug or Release: the tests lie in bin/CONFIGURATION/net10.0.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The program in its own folder, where the compiler libraries are machine code.</summary>
    public static string Path { get; } =
        Repository.PathOf("tools", "EdgeConv.Cli", "bin", Configuration, new DirectoryInfo(AppContext.BaseDirectory).Name, "edgeconv.dll");

    /// <summary>Runs it to its end.</summary>
    public static (int Code, string Output, string Error) Run(string folder, params string[] args) =>
        ChildProcess.Run(folder, "dotnet", [Path, .. args]);

    /// <summary>Starts it; the caller has all three streams.</summary>
    public static Process Start(string folder, params string[] args) => StartWith([], folder, args);

    /// <summary>The same with variables of the environment.</summary>
    public static Process StartWith((string, string)[] variables, string folder, params string[] args) =>
        ChildProcess.Start(folder, "dotnet", [Path, .. args], variables);

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

    /// <summary>Runs it with so much memory for objects at most.</summary>
    public static (int Code, string Output, string Error) RunWithin(long heapBytes, string folder, params string[] args) =>
        ChildProcess.Run(folder, "dotnet", [Path, .. args], ("DOTNET_GCHeapHardLimit", $"0x{heapBytes:X}"));

    /// <summary>Runs it with its output on a terminal, or returns null where no program makes one.</summary>
    public static string? OnTerminal(string folder, params string[] args) => OnTerminalWith(("TERM", "xterm-256color"), folder, args);

    /// <summary>The same with a variable of the environment.</summary>
    public static string? OnTerminalWith((string, string) variable, string folder, params string[] args)
    {
        if (!File.Exists("/usr/bin/script")) return null;
        return ChildProcess.Run(folder, "/usr/bin/script", ["-qec", Line(args), "/dev/null"], ("TERM", "xterm-256color"), variable).Output;
    }

    /// <summary>Runs it to its end in a shell, with something behind its arguments.</summary>
    public static (int Code, string Output, string Error) RunInShell(string folder, string behind, params string[] args) =>
        ChildProcess.Run(folder, "/bin/sh", ["-c", $"{Line(args)} {behind}"]);

    private static string Line(string[] args) =>
        string.Join(' ', ((string[])["dotnet", Path, .. args]).Select(word => "'" + word.Replace("'", @"'\''") + "'"));
}
