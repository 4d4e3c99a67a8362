using EdgeConv.Cli;

namespace EdgeConv.Tests;

/// <summary>A row of pwm.csv: when a frame came, its number, what the readout made of it, and the duty in ten-thousandths.</summary>
internal readonly record struct DutyRow(long Microseconds, int Frame, double Activation, int Duty);

/// <summary>Runs of the command line: in this process, in a folder of their own, with their output caught.</summary>
internal sealed class SimulatedCommand : TestFolder
{
    /// <summary>The output folder of <see cref="Simulate"/>; made by the command.</summary>
    public string Out => File("out");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    /// <summary>What `--json` printed.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>The data in the report that simulate wrote.</summary>
    public JsonNode Report => JsonNode.Parse(
        Regex.Match(Text("out/report.html"), """<script id="data" type="application/json">([^<]*)</script>""").Groups[1].Value)!;

    public SimulatedCommand Simulate(params string[] args) => Run(["simulate", "--out", Out, .. args]);

    public SimulatedCommand Run(string[] args, byte[]? standardInput = null)
    {
        (Output, Error) = TestConsole.Caught(() =>
        {
            Directory.SetCurrentDirectory(Folder);
            ExitCode = CommandLine.Run(args, () => new MemoryStream(standardInput ?? []));
            Directory.SetCurrentDirectory(AppContext.BaseDirectory);
        });
        return this;
    }

    /// <summary>One line that begins with `error:`, the exit code, and nothing written.</summary>
    public void AssertFailed(int exitCode, string fragment)
    {
        Assert.AreEqual(exitCode, ExitCode, Error);
        TestConsole.AssertErrorLine(Error.TrimEnd(), fragment);
        Assert.IsEmpty(Output);
        Assert.IsEmpty(Directory.GetDirectories(Folder, "out*"), "nothing half-written");
    }

    /// <summary>It succeeded, and printed these texts.</summary>
    public SimulatedCommand AssertDone(params string[] texts)
    {
        Assert.AreEqual(0, ExitCode, Error);
        // A text that is longer than a line goes on in the next.
        string unwrapped = Regex.Replace(Output, @"\n +", " ");
        foreach (string text in texts) Assert.Contains(text, Output.Contains(text) ? Output : unwrapped);
        return this;
    }

    /// <summary>Every engine gives the bytes of the reference engine.</summary>
    public void AssertEnginesAgree(string model, string input)
    {
        foreach (string engine in (string[])["reference", "packed", "compiled"])
        {
            Run(["run", model, "--input", input, "--engine", engine, "--output", engine]).AssertDone();
            CollectionAssert.AreEqual(Bytes("reference"), Bytes(engine), engine);
        }
    }

    /// <summary>The rows of pwm.csv.</summary>
    public DutyRow[] Rows(string file = "out/pwm.csv")
    {
        string[] lines = System.IO.File.ReadAllLines(File(file));
        Assert.AreEqual("time_us,frame,activation,duty", lines[0]);
        return [.. lines.Skip(1).Select(l => l.Split(','))
            .Select(c => new DutyRow(long.Parse(c[0]), int.Parse(c[1]), double.Parse(c[2]), int.Parse(c[3])))];
    }
}
