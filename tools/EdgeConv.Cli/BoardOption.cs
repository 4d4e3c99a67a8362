using System.CommandLine;
using EdgeConv.Hardware.Boards;

namespace EdgeConv.Cli;

/// <summary>`--board`: a board of hardware/boards, or a file of the user that describes one.</summary>
internal static class BoardOption
{
    private static readonly string s_names = string.Join("|", BoardFiles.Targets.Select(known => known.Target.Name));

    public static Option<string?> Create(string description)
    {
        Option<string?> option = new("--board") { Description = description, HelpName = s_names + "|FILE.json" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !BoardFiles.IsFile(token.Value) && BoardFiles.Find(token.Value) is null)
                result.AddError($"--board {Printable.Text(token.Value, 20)}: there are {s_names.Replace("|", ", ")}, or a board file (.json)");
        });
        return option;
    }

    /// <summary>The modules that are meant: of no board, all.</summary>
    public static IReadOnlyList<(BoardFile Board, BoardTarget Target)> Modules(string? nameOrFile) => nameOrFile is null ? BoardFiles.Targets : BoardFiles.Modules(nameOrFile);
}
