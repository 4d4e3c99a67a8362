namespace EdgeConv.Tests.Docs;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">First word after the fence, or empty.</param>
/// <param name="Name">The words behind it: `text frame` has the name `frame`.</param>
/// <param name="Line">Line of the page, from 1, that opens the fence.</param>
/// <param name="Lines">What stands between the fences.</param>
internal sealed record MarkdownBlock(string Language, string Name, int Line, string[] Lines)
{
    public string Text => string.Join('\n', Lines);
}

/// <summary>A page of the documentation, as far as tests read it: fenced blocks, headings and links.</summary>
internal sealed partial class MarkdownPage
{
    private readonly List<MarkdownBlock> _blocks = [];
    private readonly List<(int Line, string Text)> _prose = [];

    /// <summary>Reads a page.</summary>
    /// <param name="path">From the root of the repository, with slashes.</param>
    public MarkdownPage(string path)
    {
        Path = path;
        string[] lines = File.ReadAllLines(Repository.PathOf(path));
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```"))
            {
                _prose.Add((i + 1, lines[i]));
                continue;
            }
            int end = Array.IndexOf(lines, "```", i + 1);
            Assert.IsGreaterThan(0, end, $"{path}, line {i + 1}: a fence that is not closed");
            string[] info = lines[i][3..].Split(' ', 2);
            _blocks.Add(new MarkdownBlock(info[0], info.Length > 1 ? info[1] : "", i + 1, lines[(i + 1)..end]));
            i = end;
        }
    }

    /// <summary>Every page of the repository.</summary>
    public static IEnumerable<MarkdownPage> All => Repository.Files("*.md").Order().Select(path => new MarkdownPage(path));

    public string Path { get; }

    public IReadOnlyList<MarkdownBlock> Blocks => _blocks;

    /// <summary>Everything outside the blocks.</summary>
    public string Prose => string.Join('\n', _prose.Select(line => line.Text));

    /// <summary>Code within the text, and the line it stands in.</summary>
    public IEnumerable<(int Line, string Text)> Code =>
        _prose.SelectMany(line => CodePattern().Matches(line.Text).Select(code => (line.Line, code.Value.Trim('`'))));

    /// <summary>The one block of that name.</summary>
    public MarkdownBlock Block(string name) => _blocks.Single(block => block.Name == name);

    /// <summary>Targets of links and pictures, without those into the web.</summary>
    public IEnumerable<string> Links =>
        LinkPattern().Matches(CodePattern().Replace(Prose, "")).Select(match => match.Groups["to"].Value)
            .Where(link => !link.Contains("://") && !link.StartsWith("mailto:"));

    /// <summary>
    /// What a link may name behind `#`: every heading in lower case, without punctuation, spaces as hyphens, as GitHub makes it.
    /// </summary>
    public IEnumerable<string> Anchors =>
        _prose.Where(line => HeadingPattern().IsMatch(line.Text))
            .Select(line => PunctuationPattern().Replace(line.Text.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)\)|\b(src|srcset|href)=""(?<to>[^""]+)""")]
    private static partial Regex LinkPattern();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex CodePattern();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex HeadingPattern();

    [GeneratedRegex(@"[^\p{L}\p{N}_ -]")]
    private static partial Regex PunctuationPattern();
}
