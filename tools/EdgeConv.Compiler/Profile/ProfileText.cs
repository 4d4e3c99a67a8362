namespace EdgeConv.Compiler.Profile;

/// <summary>Texts and numbers of a profile, the same in the terminal and on the page.</summary>
public static class ProfileText
{
    /// <summary>The engine, and how much the number of an inference's instructions depends on the input.</summary>
    public static string Head(ProfileReport report) => $"{report.Engine} engine, one inference; "
        + (report.MinInstructions == report.MaxInstructions ? "the same IL count for each of three inputs"
            : Invariant($"{report.MinInstructions:#,0} to {report.MaxInstructions:#,0} ")
            + "IL instructions over three inputs: branches depend on values");

    /// <summary>Says what the flash column counts.</summary>
    public static string Flash(ProfileReport report) =>
        report.Engine == ModelProfile.Packed ? "the .ecm file" : "the class's IL and initial values";

    /// <summary>Says what belongs to the row "rest".</summary>
    public static string Rest(ProfileReport report) => report.Engine == ModelProfile.Packed
        ? "input and output copied, layers called, arena, shared buffers, head of the file"
        : "input and output copied, arena, shared tables";

    /// <summary>IL instructions per multiply-accumulate; "" if there are no multiply-accumulates.</summary>
    public static string Ratio(LayerCost cost) => cost.Macs == 0 ? "" : Invariant($"{(double)cost.Instructions / cost.Macs:0.00}");

    /// <summary>A share in percent.</summary>
    public static string Share(long part, long all) => Invariant($"{100.0 * part / all:0.0} %");

    /// <summary>The time on a board in milliseconds: one number if its speed was measured, or else a range.</summary>
    public static string Time(BoardTime time) => time.Milliseconds is { } exact ? Digits(exact)
        : $"{Digits(time.MinMilliseconds!.Value)} to {Digits(time.MaxMilliseconds!.Value)}";

    /// <summary>Nanoseconds per IL instruction: one number if they were measured, or else a range.</summary>
    public static string Nanoseconds(double? measured, double? min, double? max) =>
        measured is not null ? Invariant($"{measured:#,0.#}") : Invariant($"{min:#,0.#} to {max:#,0.#}");

    /// <summary>Nanoseconds per IL instruction of a board: one number if they were measured, or else a range.</summary>
    public static string Nanoseconds(ProfiledBoard board) =>
        Nanoseconds(board.Nanoseconds, board.MinNanoseconds, board.MaxNanoseconds);

    /// <summary>Boards of the same speed, with their names.</summary>
    public static IEnumerable<(IReadOnlyList<string> Boards, ProfiledBoard Speed)> Groups(IEnumerable<ProfiledBoard> boards) => boards
        .GroupBy(board => (board.Nanoseconds, board.MinNanoseconds, board.MaxNanoseconds, board.Source))
        .Select(group => ((IReadOnlyList<string>)[.. group.Select(board => board.Board)], group.First()));

    private static string Digits(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
