namespace EdgeConv.Tests.Firmware;

/// <summary>edgeconv as a program of its own, with a board at the other end of a pseudo-terminal meanwhile.</summary>
internal sealed class EdgeconvProgram : IDisposable
{
    private const int MaxSeconds = 60;

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    public EdgeconvProgram(params string[] arguments) : this([], arguments)
    {
    }

    public EdgeconvProgram((string, string)[] variables, string[] arguments)
    {
        _process = BuiltProgram.StartWith(variables, Path.GetTempPath(), arguments);
        _output = ChildProcess.Whole(_process.StandardOutput);
        _error = ChildProcess.Whole(_process.StandardError);
    }

    /// <summary>All that it printed; waits for its end.</summary>
    public string Output => _output.Result;

    /// <summary>Its error line; waits for its end.</summary>
    public string Error => _error.Result;

    /// <summary>Its exit code; waits for its end.</summary>
    public int ExitCode
    {
        get
        {
            if (!_process.WaitForExit(TimeSpan.FromSeconds(MaxSeconds))) Assert.Fail("edgeconv does not end");
            return _process.ExitCode;
        }
    }

    /// <summary>Repeats a step of the board until the program has ended.</summary>
    public EdgeconvProgram With(Action step)
    {
        var time = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            if (time.Elapsed.TotalSeconds > MaxSeconds) Assert.Fail("edgeconv does not end");
            step();
            Thread.Sleep(1);
        }
        _process.WaitForExit();
        return this;
    }

    /// <summary>Asks it to end, as `kill` does.</summary>
    public void Interrupt() => UnixTestAttribute.Make("kill", "-TERM", $"{_process.Id}");

    /// <summary>It failed with one line that holds the fragment.</summary>
    public void AssertFailed(string fragment)
    {
        Assert.AreEqual(1, ExitCode, Output + Error);
        TestConsole.AssertErrorLine(Error.TrimEnd(), fragment);
    }

    public void AssertDone() => Assert.AreEqual(0, ExitCode, Output + Error);

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
