namespace EdgeConv.Tests.Docs;

/// <summary>A command that a page shows: a line of a console block, or `dotnet run ...` within the text.</summary>
internal sealed partial record PageCommand(string Page, int Line, string Text)
{
    private const string CommandLine = "dotnet run --project tools/EdgeConv.Cli -- ", InstalledTool = "edgeconv ";

    /// <summary>Commands that are not run where they stand, and why. The first pattern that fits counts.</summary>
    private static readonly (Regex Pattern, string Reason)[] s_elsewhere =
    [
        (new(@"^(nanoff|nuget|msbuild|vstest\.console)\b|tool install -g (nanoff|nanoclr)$|\bCOM\d+\b|/dev/tty|\bpackages/"
            + @"|^edgeconv (build|deploy)\b|\bNANO(CLR|_MDP|_REFS)="), "needs a board, or the packages or tools of nanoFramework"),
        (new(@"^dotnet (build|test) EdgeConv\.sln\b"), "this run builds and tests the solution"),
        (new(@"^EDGECONV_\w+=\d+ dotnet test "), "this run does less of the same"),
        (new(@"--project tests/EdgeConv\.Benchmarks\b"), "DeviceCodeCostTests counts the same cases; times need a quiet machine"),
        (new("^(dotnet (pack|tool) |edgeconv --version)"), "ToolPackageTests and DevicePackageTests pack, install and run"),
        (new("^sudo "), "it changes the user's own account"),
        (new("^dotnet (test|run --project simulation)$|^dotnet new "),
            "NewProjectBuildTests and TemplatePackageTests do it in a new project"),
        (new("^dotnet run --project hardware/draw( |$)"), "the tests of hardware/ draw the same pictures and compare them"),
        (new($"^({Regex.Escape(CommandLine)}|{InstalledTool})studio\\b"), "it serves until it is stopped; the studio's own tests do that"),
        (new($"^({Regex.Escape(CommandLine)}|{InstalledTool})train "),
            "training takes minutes; the training tests do it with fewer epochs"),
    ];

    /// <summary>The commands of a page, in their order.</summary>
    public static IEnumerable<PageCommand> Of(MarkdownPage page)
    {
        IEnumerable<(int Line, string Text)> inText = page.Code.Where(code => code.Text.StartsWith("dotnet run ")
            && code.Text != CommandLine.TrimEnd()); // how `edgeconv` is called in a clone
        return page.Blocks.Where(block => block.Language is "console" or "bash" or "sh" or "shell").SelectMany(Lines).Concat(inText)
            .OrderBy(command => command.Line).Select(command => new PageCommand(page.Path, command.Line, command.Text));
    }

    /// <summary>The lines of a block, without comments; a backslash at the end takes the next line too.</summary>
    private static IEnumerable<(int Line, string Text)> Lines(MarkdownBlock block)
    {
        string text = "";
        for (int i = 0; i < block.Lines.Length; i++)
        {
            string line = block.Lines[i].Split(" #")[0].Trim();
            if (line == "" || line.StartsWith('#')) continue;
            text += line.TrimEnd('\\');
            if (line.EndsWith('\\')) continue;
            yield return (block.Line + 1 + i, text.TrimStart('$', ' '));
            text = "";
        }
    }

    /// <summary>Why it is not run where it stands; null where it is.</summary>
    public string? Reason => s_elsewhere.FirstOrDefault(entry => entry.Pattern.IsMatch(Text)).Reason;

    /// <summary>Whether it is a line for the command line of this process.</summary>
    public bool IsRun => Reason is null && Arguments is not null;

    private string? Arguments => Text.StartsWith(CommandLine) ? Text[CommandLine.Length..]
        : Text.StartsWith(InstalledTool) ? Text[InstalledTool.Length..] : null;

    /// <summary>Arguments of the command line, and the file behind `&lt;` or null.</summary>
    public (string[] Words, string? Input) Parse()
    {
        string[] words = [.. WordPattern().Matches(Arguments!).Select(word => word.Value.Trim('"'))];
        return words is [.. var arguments, "<", var file] ? (arguments, file) : (words, null);
    }

    public override string ToString() => $"{Page}, line {Line}: {Text}";

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex WordPattern();
}
