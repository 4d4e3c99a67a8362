namespace EdgeConv.Compiler.Profile;

/// <summary>What a profile says in words and numbers, the same in the terminal and on the page.</summary>
public static class ProfileText
{
    /// <summary>Engine, and how much an inference's instructions depend on the input.</summary>
    public static string Head(ProfileReport report) => $"{report.Engine} engine, one inference; "
        + (report.LeastInstructions == report.MostInstructions ? "the same IL count for each of three inputs"
            : Invariant($"{report.LeastInstructions:#,0} to {report.MostInstructions:#,0} ")
            + "IL instructions over three inputs: branches depend on values");

    /// <summary>What the flash column counts.</summary>
    public static string Flash(ProfileReport report) =>
        report.Engine == ModelProfile.Packed ? "the .ecm file" : "the class's IL and initial values";

    /// <summary>What the rest is.</summary>
    public static string Rest(ProfileReport report) => report.Engine == ModelProfile.Packed
        ? "input and output copied, layers called, arena, shared buffers, head of the file"
        : "input and output copied, arena, shared tables";

    /// <summary>Instructions per multiply-accumulate, or "".</summary>
    public static string Ratio(LayerCost cost) => cost.Macs == 0 ? "" : Invariant($"{(double)cost.Instructions / cost.Macs:0.00}");

    /// <summary>A share in percent.</summary>
    public static string Share(long part, long all) => Invariant($"{100.0 * part / all:0.0} %");

    /// <summary>Milliseconds on a board: measured, or the range.</summary>
    public static string Time(BoardTime time) => time.Milliseconds is { } exact ? Digits(exact)
        : $"{Digits(time.LeastMilliseconds!.Value)} to {Digits(time.MostMilliseconds!.Value)}";

    /// <summary>Nanoseconds per instruction: measured, or the range.</summary>
    public static string Nanoseconds(double? measured, double? min, double? max) =>
        measured is not null ? Invariant($"{measured:#,0.#}") : Invariant($"{min:#,0.#} to {max:#,0.#}");

    /// <summary>Nanoseconds per instruction of a board.</summary>
    public static string Nanoseconds(ProfiledBoard board) =>
        Nanoseconds(board.Nanoseconds, board.LeastNanoseconds, board.MostNanoseconds);

    /// <summary>Boards of the same speed, with their names.</summary>
    public static IEnumerable<(IReadOnlyList<string> Boards, ProfiledBoard Speed)> Groups(IEnumerable<ProfiledBoard> boards) => boards
        .GroupBy(board => (board.Nanoseconds, board.LeastNanoseconds, board.MostNanoseconds, board.Source))
        .Select(group => ((IReadOnlyList<string>)[.. group.Select(board => board.Board)], group.First()));

    private static string Digits(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
