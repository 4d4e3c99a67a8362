using EdgeConv.Cli;

namespace EdgeConv.Tests;

/// <summary>One run of the command line: in this process, with its output caught, and files in a folder of its own.</summary>
internal sealed class SimulatedCommand : IDisposable
{
    /// <summary>A folder that is gone after the test.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("edgeconv-test-").FullName;

    /// <summary>The output folder of <see cref="Simulate"/>; made by the command.</summary>
    public string Out => Path.Combine(Folder, "out");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string File(string name) => Path.Combine(Folder, name);

    public SimulatedCommand Simulate(params string[] args) => Run(["simulate", "--out", Out, .. args]);

    public SimulatedCommand Run(string[] args, byte[]? standardInput = null) => Run(args, standardInput, null);

    /// <summary>As <see cref="Run(string[], byte[])"/>, with <see cref="Folder"/> as the current folder.</summary>
    public SimulatedCommand RunInFolder(string[] args, byte[]? standardInput) => Run(args, standardInput, Folder);

    private SimulatedCommand Run(string[] args, byte[]? standardInput, string? folder)
    {
        lock (TestConsole.Turn)
        {
            (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
            string before = Directory.GetCurrentDirectory();
            using var caughtOutput = new StringWriter();
            using var caughtError = new StringWriter();
            try
            {
                if (folder is not null) Directory.SetCurrentDirectory(folder);
                Console.SetOut(new CaughtWriter(output, caughtOutput));
                Console.SetError(new CaughtWriter(error, caughtError));
                ExitCode = CommandLine.Run(args, () => new MemoryStream(standardInput ?? []));
            }
            finally
            {
                Console.SetOut(output);
                Console.SetError(error);
                Directory.SetCurrentDirectory(before);
            }
            (Output, Error) = (caughtOutput.ToString(), caughtError.ToString());
        }
        return this;
    }

    /// <summary>One line that begins with `error:`, the exit code, and nothing written.</summary>
    public void AssertFailed(int exitCode, string fragment)
    {
        Assert.AreEqual(exitCode, ExitCode, Error);
        string[] lines = Error.TrimEnd('\n', '\r').Split('\n');
        Assert.HasCount(1, lines, Error);
        Assert.StartsWith("error: ", lines[0]);
        Assert.Contains(fragment, lines[0]);
        Assert.IsEmpty(Output);
        Assert.IsEmpty(Directory.GetDirectories(Folder, "out*"), "nothing half-written");
    }

    public void AssertDone() => Assert.AreEqual(0, ExitCode, Error);

    /// <summary>The rows of pwm.csv.</summary>
    public (long Microseconds, int Frame, double Activation, int Duty)[] Rows()
    {
        string[] lines = System.IO.File.ReadAllLines(Path.Combine(Out, "pwm.csv"));
        Assert.AreEqual("time_us,frame,activation,duty", lines[0]);
        return [.. lines.Skip(1).Select(l => l.Split(','))
            .Select(c => (long.Parse(c[0]), int.Parse(c[1]), double.Parse(c[2]), int.Parse(c[3])))];
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
