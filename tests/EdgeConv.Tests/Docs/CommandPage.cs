using System.CommandLine;
using EdgeConv.Cli;

namespace EdgeConv.Tests.Docs;

/// <summary>docs/commands.md as the program itself says it: every verb with its arguments, options and examples.</summary>
internal static class CommandPage
{
    public static string Text()
    {
        var text = new StringBuilder();
        text.Append("""
            # All verbs and options

            This page is made from the program: `edgeconv VERB --help` says the same. `edgeconv` is
            [the tool](install.md). In a clone of this repository, write
            `dotnet run --project tools/EdgeConv.Cli --` in its place.

            An exit code of 0 means that the command is done, 1 that it failed, 2 wrong usage. A failure is one line
            on standard error that begins with `error:` ([troubleshooting](troubleshooting.md)).

            | verb | does |
            |---|---|

            """.ReplaceLineEndings("\n"));
        Command[] verbs = [.. Verbs(CommandLine.Root(() => Stream.Null))];
        foreach (Command verb in verbs)
            Row(text, $"[`{Name(verb)}`](#edgeconv-{Name(verb).Replace(' ', '-')})", FirstSentence(verb.Description ?? ""));
        foreach (Command verb in verbs) Append(text, verb);
        return text.ToString();
    }

    // The verbs that do something: `board info`, and not `board`.
    private static IEnumerable<Command> Verbs(Command command) =>
        command.Subcommands.SelectMany(verb => verb.Subcommands.Count == 0 ? [verb] : Verbs(verb));

    private static string Name(Command verb) =>
        string.Join(' ', verb.Parents.OfType<Command>().Reverse().Append(verb).Where(c => c is not RootCommand).Select(c => c.Name));

    private static void Append(StringBuilder text, Command verb)
    {
        string arguments = string.Concat(verb.Arguments.Select(a => a.HasDefaultValue ? $" [{a.Name}]" : $" {a.Name}"));
        string required = string.Concat(verb.Options.Where(option => option.Required).Select(o => $" {o.Name} {o.HelpName}"));
        text.Append($"\n## edgeconv {Name(verb)}\n\n{verb.Description}\n\n    edgeconv {Name(verb)}{arguments}{required} [options]\n\n");
        text.Append("| argument or option | meaning |\n|---|---|\n");
        foreach (Argument argument in verb.Arguments.Where(argument => !argument.Hidden))
            Row(text, $"`{argument.Name}`", argument.Description + Default(argument.HasDefaultValue, argument.GetDefaultValue));
        foreach (Option option in verb.Options.Where(option => !option.Hidden && option is not System.CommandLine.Help.HelpOption))
            Row(text, $"`{$"{option.Name} {option.HelpName}".TrimEnd()}`",
                (option.Required ? "Required. " : "") + option.Description + Default(option.HasDefaultValue, option.GetDefaultValue));
        if (Examples.Of(Name(verb)) is not { Count: > 0 } examples) return;
        text.Append($"\n```text\n{string.Concat(examples.Select(example => $"edgeconv {example}\n"))}```\n");
    }

    private static string Default(bool hasDefault, Func<object?> value) =>
        hasDefault && value() is { } given and not bool and not System.Collections.ICollection && $"{given}" is { Length: > 0 } shown
            ? $" Default: {shown}." : "";

    private static string FirstSentence(string text) => text.Split(". ")[0].TrimEnd('.') + ".";

    private static void Row(StringBuilder text, string first, string second) => text.Append($"| {Cell(first)} | {Cell(second)} |\n");

    // A bar would end the cell, and angle brackets would be a tag.
    private static string Cell(string text) => text.Replace("|", "\\|").Replace("<", "&lt;");
}
