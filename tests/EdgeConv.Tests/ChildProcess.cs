namespace EdgeConv.Tests;

/// <summary>Programs run as processes of their own.</summary>
internal static class ChildProcess
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMinutes(5);

    /// <summary>The first file of one of these names in a folder of PATH, or null.</summary>
    public static string? Find(params string[] names) =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in names
         select Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program whose three streams the caller has.</summary>
    public static Process Start(string folder, string program, string[] args, params (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(program, args) { WorkingDirectory = folder };
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs a program to its end, without input.</summary>
    public static (int Code, string Output, string Error) Run(
        string folder, string program, string[] args, params (string Name, string Value)[] environment)
    {
        using Process process = Start(folder, program, args, environment);
        process.StandardInput.Close();
        Task<string> output = Whole(process.StandardOutput), error = Whole(process.StandardError);
        if (!process.WaitForExit(s_timeLimit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', args)}: stopped after {s_timeLimit.TotalMinutes} minutes");
        }
        return (process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Runs a program that must succeed; all that it printed.</summary>
    public static string Succeeds(string folder, string program, string[] args, params (string Name, string Value)[] environment)
    {
        (int code, string output, string error) = Run(folder, program, args, environment);
        Assert.AreEqual(0, code, $"{program} {string.Join(' ', args)}\n{output}{error}");
        return output + error;
    }

    /// <summary>All that a program prints, read by a thread of its own: those of the pool may all wait for the console.</summary>
    public static Task<string> Whole(StreamReader reader) => Task.Factory.StartNew(reader.ReadToEnd, TaskCreationOptions.LongRunning);
}
