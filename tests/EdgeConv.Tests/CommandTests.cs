namespace EdgeConv.Tests;

/// <summary>Tests of the command line: each one has a command, whose folder is deleted after the test.</summary>
public abstract class CommandTests
{
    private protected static readonly string Strokes = Repository.PathOf("examples", "strokes.json");

    private protected SimulatedCommand Command { get; } = new();

    /// <summary>Writes a small model with names that the test gives.</summary>
    private protected string PutModel(string name, string input, string layer) => Command.Put("model.json", $$"""
        { "edgeconv": 1, "name": {{JsonSerializer.Serialize(name)}},
          "input": { "name": {{JsonSerializer.Serialize(input)}}, "shape": [2, 2, 1] },
          "layers": [{ "type": "convolution", "name": {{JsonSerializer.Serialize(layer)}}, "filters": [[[1, 2], [3, 4]]] }] }
        """);

    /// <summary>A command with a bad file ends in one line that names the file and says what is wrong with it, soon.</summary>
    private protected void AssertRefused(string name, Func<byte[]>? content, string fragment, params string[] args)
    {
        if (content is not null) Command.Put(name, content());
        var time = Stopwatch.StartNew();
        Command.Run(args).AssertFailed(1, fragment);
        Assert.Contains(name, Command.Error);
        Assert.IsLessThan(LongRun.Limit(5), time.Elapsed.TotalSeconds);
    }

    [TestCleanup]
    public void DeleteTheFolder() => Command.Dispose();
}
