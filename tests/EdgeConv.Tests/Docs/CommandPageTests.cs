namespace EdgeConv.Tests.Docs;

/// <summary>The page of all verbs is the program's own.</summary>
[TestClass]
public sealed class CommandPageTests
{
    /// <summary>Set to 1, it makes the test write the page.</summary>
    private const string Write = "EDGECONV_WRITE_DOCS";

    [TestMethod]
    public void ThePageIsWhatTheProgramSays()
    {
        string path = Repository.PathOf("docs", "commands.md");
        if (Environment.GetEnvironmentVariable(Write) == "1") File.WriteAllText(path, CommandPage.Text());
        Assert.AreEqual(CommandPage.Text(), File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "",
            $"{Write}=1 dotnet test tests/EdgeConv.Tests --filter CommandPageTests writes docs/commands.md anew");
    }
}
