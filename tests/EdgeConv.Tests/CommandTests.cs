namespace EdgeConv.Tests;

/// <summary>Tests of the command line: each one has a command, whose folder is deleted after the test.</summary>
public abstract class CommandTests
{
    private protected static readonly string Strokes = Repository.PathOf("examples", "strokes.json");

    private protected SimulatedCommand Command { get; } = new();

    [TestCleanup]
    public void DeleteTheFolder() => Command.Dispose();
}
