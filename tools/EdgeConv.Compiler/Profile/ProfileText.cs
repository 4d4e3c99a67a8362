using EdgeConv.Hardware.Boards;

namespace EdgeConv.Compiler.Profile;

/// <summary>What a profile says in words and numbers, the same in the terminal and on the page.</summary>
public static class ProfileText
{
    /// <summary>Engine, and how much an inference's instructions depend on the input.</summary>
    public static string Head(ModelProfile profile) => $"{profile.Engine} engine, one inference; "
        + (profile.MinInstructions == profile.MaxInstructions ? "the same IL count for each of three inputs"
            : Invariant($"{profile.MinInstructions:#,0} to {profile.MaxInstructions:#,0} ")
            + "IL instructions over three inputs: branches depend on values");

    /// <summary>What the flash column counts.</summary>
    public static string Flash(ModelProfile profile) =>
        profile.Engine == ModelProfile.Packed ? "the .ecm file" : "the class's IL and initial values";

    /// <summary>What the rest is.</summary>
    public static string Rest(ModelProfile profile) => profile.Engine == ModelProfile.Packed ? "input and output "
        + "copied, layers called, arena, shared buffers, head of the file" : "input and output copied, arena, shared tables";

    /// <summary>Instructions per multiply-accumulate, or "".</summary>
    public static string Ratio(long instructions, long macs) =>
        macs == 0 ? "" : ((double)instructions / macs).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>A share in percent.</summary>
    public static string Share(long part, long all) => Invariant($"{100.0 * part / all:0.0} %");

    /// <summary>Milliseconds on a board: measured, or the range.</summary>
    public static string Time(BoardSpeed board, long instructions)
    {
        (double low, double high) = board.Milliseconds(instructions);
        return board.Nanoseconds is null ? $"{Digits(low)} to {Digits(high)}" : Digits(low);
    }

    /// <summary>Nanoseconds per instruction: measured, or the range.</summary>
    public static string Nanoseconds(BoardSpeed board) =>
        board.Nanoseconds is { } measured ? Invariant($"{measured:#,0.#}") : Invariant($"{board.Low:#,0.#} to {board.High:#,0.#}");

    /// <summary>Boards of the same speed, with their names.</summary>
    public static IEnumerable<(IReadOnlyList<string> Boards, BoardSpeed Speed)> Groups(IEnumerable<BoardSpeed> boards) =>
        boards.GroupBy(board => board with { Board = "" })
        .Select(group => ((IReadOnlyList<string>)[.. group.Select(board => board.Board)], group.First()));

    private static string Digits(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
