using System.Text.RegularExpressions;

namespace EdgeConv.Tests.Docs;

/// <summary>A line of a console block of a page.</summary>
internal sealed partial record PageCommand(string Page, int Line, string Text)
{
    private const string CommandLine = "dotnet run --project tools/EdgeConv.Cli -- ";

    /// <summary>Commands that are not run where they stand, and why. The first pattern that fits counts.</summary>
    private static readonly (Regex Pattern, string Reason)[] s_elsewhere =
    [
        (new(@"^(nanoff|nuget|msbuild|vstest\.console)\b|tool install -g (nanoff|nanoclr)$|\bCOM\d+\b|/dev/tty|\bpackages/|\bNANO(CLR|_MDP|_REFS)=", RegexOptions.Compiled), Board),
        (new(@"^dotnet (build|test) EdgeConv\.sln\b", RegexOptions.Compiled), "this run builds and tests the solution"),
        (new("^EDGECONV_FUZZ_CASES=", RegexOptions.Compiled), "ModelFuzzTests runs with fewer cases"),
        (new(@"--project tests/EdgeConv\.Benchmarks\b", RegexOptions.Compiled), "DeviceCodeCostTests counts the same cases; times need a quiet machine"),
        (new("^(dotnet (pack|tool)|edgeconv) ", RegexOptions.Compiled), "ToolPackageTests and DevicePackageTests pack, install and run"),
        (new("^dotnet run --project hardware/draw( |$)", RegexOptions.Compiled), "the tests of hardware/ draw the same pictures and compare them"),
        (new("^git clone ", RegexOptions.Compiled), "this checkout is one"),
        (new($"^{Regex.Escape(CommandLine)}studio\\b", RegexOptions.Compiled), "it serves until it is stopped; the studio's own tests do that"),
        (new($"^{Regex.Escape(CommandLine)}train ", RegexOptions.Compiled), "training takes minutes; the training tests do it with fewer epochs"),
    ];

    /// <summary>What is said of a command that nothing here can run.</summary>
    public const string Board = "needs a board, or the packages or tools of nanoFramework";

    /// <summary>The commands of a page, in order: lines of blocks marked `console`, `bash` or `sh`, without comments; a backslash at the end takes the next line too.</summary>
    public static IEnumerable<PageCommand> Of(MarkdownPage page)
    {
        foreach (MarkdownBlock block in page.Blocks.Where(block => block.Language is "console" or "bash" or "sh" or "shell"))
        {
            string text = "";
            for (int i = 0; i < block.Lines.Length; i++)
            {
                string line = block.Lines[i].Split(" #")[0].Trim();
                if (line == "" || line.StartsWith('#')) continue;
                text += line.TrimEnd('\\');
                if (line.EndsWith('\\')) continue;
                yield return new PageCommand(page.Path, block.Line + 1 + i, text.TrimStart('$', ' '));
                text = "";
            }
        }
    }

    /// <summary>Why it is not run where it stands; null where it is.</summary>
    public string? Reason => s_elsewhere.FirstOrDefault(entry => entry.Pattern.IsMatch(Text)).Reason;

    /// <summary>Whether it is a line for the command line of this process.</summary>
    public bool IsRun => Reason is null && Text.StartsWith(CommandLine, StringComparison.Ordinal);

    /// <summary>Arguments of the command line, and the file behind `&lt;` or null.</summary>
    public (string[] Arguments, string? Input) Parse()
    {
        string[] words = [.. WordPattern().Matches(Text[CommandLine.Length..]).Select(word => word.Value.Trim('"'))];
        return words is [.. var arguments, "<", var file] ? (arguments, file) : (words, null);
    }

    public override string ToString() => $"{Page}, line {Line}: {Text}";

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex WordPattern();
}
