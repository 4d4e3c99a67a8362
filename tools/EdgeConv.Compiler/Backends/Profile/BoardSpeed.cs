using EdgeConv.Hardware.Boards;

namespace EdgeConv.Compiler.Backends.Profile;

/// <summary>How long a board takes for one IL instruction: measured as its file in hardware/boards says, or a range computed from its clock.</summary>
/// <param name="Board">As `--board` names it.</param>
/// <param name="Nanoseconds">As measured on the board, or null where nobody has measured it.</param>
/// <param name="Low">The least it can be.</param>
/// <param name="High">The most it may be.</param>
/// <param name="Source">Who measured it, or how the range was computed.</param>
public sealed record BoardSpeed(string Board, double? Nanoseconds, double Low, double High, string Source)
{
    // nanoCLR built for 32 bits takes so many instructions of the chip for one of IL, each of so many cycles: waiting for flash and memory.
    private const int LeastInstructions = 60, MostInstructions = 70, LeastCycles = 1, MostCycles = 3;

    /// <summary>Every board.</summary>
    public static readonly IReadOnlyList<BoardSpeed> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>What a board's file says.</summary>
    /// <param name="board">The board, for its clock.</param>
    /// <param name="target">The module.</param>
    public static BoardSpeed Of(BoardFile board, BoardTarget target)
    {
        Figure megahertz = board.Megahertz;
        if (target.IlNanoseconds.Measured is { } measured) return new BoardSpeed(target.Name, measured, measured, measured, target.IlNanoseconds.Source);
        string clock = FormattableString.Invariant(megahertz.Least == megahertz.Most ? (FormattableString)$"{megahertz.Most} MHz" : $"{megahertz.Least} to {megahertz.Most} MHz");
        return new BoardSpeed(
            target.Name, null, LeastInstructions * LeastCycles * 1000 / megahertz.Most, MostInstructions * MostCycles * 1000 / megahertz.Least,
            $"not measured; {LeastInstructions} to {MostInstructions} instructions of a 32-bit interpreter per IL instruction, at {LeastCycles} to {MostCycles} cycles each, {clock}");
    }

    /// <summary>Milliseconds of so many instructions: the same twice where it was measured, else the ends of the range.</summary>
    public (double Low, double High) Milliseconds(long instructions) =>
        (instructions * (Nanoseconds ?? Low) / 1e6, instructions * (Nanoseconds ?? High) / 1e6);
}
