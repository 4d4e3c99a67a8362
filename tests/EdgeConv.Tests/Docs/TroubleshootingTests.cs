namespace EdgeConv.Tests.Docs;

/// <summary>Every message that docs/troubleshooting.md explains is one the sources have; `…` stands for what differs.</summary>
[TestClass]
public sealed partial class TroubleshootingTests
{
    private static readonly string[] s_sources =
        [.. ((string[])["tools", "shared", "firmware", "tests/EdgeConv.NanoClr"]).SelectMany(folder => Repository.Files("*.cs", folder))
            .Select(file => Shown(Repository.Text(file)))];

    public static IEnumerable<object[]> Messages =>
        HeadingPattern().Matches(new MarkdownPage("docs/troubleshooting.md").Prose)
            .SelectMany(heading => CodePattern().Matches(heading.Value)).Select(code => new object[] { code.Groups[1].Value });

    // A count as messages mostly show it: {Amount.Of(size, "byte")} is {} bytes.
    private static string Shown(string source) =>
        AmountPattern().Replace(source, match => match.Result(match.Groups["plural"].Success ? "{} ${plural}" : "{} ${noun}s"));

    [TestMethod]
    public void ThereAreMessages() => Assert.IsGreaterThan(20, Messages.Count());

    [TestMethod, DynamicData(nameof(Messages))]
    public void TheMessageIsInTheSources(string message)
    {
        string[] parts = message.Replace("error: ", "").Split('…',
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.IsNotEmpty(parts);
        Assert.IsTrue(s_sources.Any(source => parts.All(source.Contains)), $"no source file has all of: {string.Join(" | ", parts)}");
    }

    [GeneratedRegex("""\{Amount\.Of\([^"{}]*, "(?<noun>[^"]+)"(, "(?<plural>[^"]+)")?\)\}""")]
    private static partial Regex AmountPattern();

    [GeneratedRegex("^### .*$", RegexOptions.Multiline)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();
}
