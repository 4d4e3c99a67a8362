namespace EdgeConv.Hardware.Boards;

/// <summary>
/// How long a board takes for one IL instruction: as its file in hardware/boards says, or a range computed from its clock.
/// </summary>
/// <param name="Board">As `--board` names it.</param>
/// <param name="Nanoseconds">As measured on the board, or null where nobody has measured it.</param>
/// <param name="Low">Lower end of the range, in nanoseconds.</param>
/// <param name="Middle">Middle of the range, at the clock that the module's stock firmware sets.</param>
/// <param name="High">Upper end of the range.</param>
/// <param name="Source">Who measured it, or how the range was computed.</param>
public sealed record BoardSpeed(string Board, double? Nanoseconds, double Low, double Middle, double High, string Source)
{
    // Stock nanoCLR executes so many instructions of the chip for one of IL (counted with an ESP32 binary in an emulator, see
    // hardware/README.md). Each takes so many cycles, some of them waiting for flash and memory.
    private const int MinInstructions = 55, MaxInstructions = 64, MinCycles = 1, MaxCycles = 3;

    /// <summary>Every board.</summary>
    public static readonly IReadOnlyList<BoardSpeed> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>What a board's file says.</summary>
    /// <param name="board">The board, for its clock.</param>
    /// <param name="target">The module.</param>
    public static BoardSpeed Of(BoardFile board, BoardTarget target)
    {
        if (target.IlNanoseconds.Measured is { } measured)
            return new BoardSpeed(target.Name, measured, measured, measured, measured, target.IlNanoseconds.Source);
        double low = MinInstructions * MinCycles * 1000.0, high = MaxInstructions * MaxCycles * 1000.0;
        double slowest = board.Megahertz.Min, fastest = board.Megahertz.Max;
        string clock = slowest == fastest ? $"{fastest} MHz" : $"{slowest} to {fastest} MHz";
        return new BoardSpeed(
            target.Name, null, low / fastest, (low + high) / 2 / target.StockMegahertzOf(board), high / slowest,
            $"not measured; {MinInstructions} to {MaxInstructions} instructions of the chip per IL instruction, "
            + $"at {MinCycles} to {MaxCycles} cycles each, {clock}");
    }

    /// <summary>Milliseconds of so many instructions: the ends of the range, which are equal if the board was measured.</summary>
    public (double Low, double High) Milliseconds(long instructions) => (instructions * Low / 1e6, instructions * High / 1e6);

    /// <summary>Where a time per instruction comes from: "measured", or its place in the range.</summary>
    /// <param name="pace">Which of the times is taken.</param>
    public string Origin(BoardPace pace)
    {
        if (Nanoseconds is not null) return "measured";
        string end = pace switch { BoardPace.Optimistic => "the least", BoardPace.Pessimistic => "the most", _ => "the middle" };
        return $"not measured: {end} of {Low:#,0} to {High:#,0}";
    }

    /// <summary>Nanoseconds of one instruction.</summary>
    /// <param name="pace">Which time to take of a range.</param>
    public double At(BoardPace pace) => pace switch { BoardPace.Optimistic => Low, BoardPace.Pessimistic => High, _ => Middle };
}

/// <summary>Which time of a range is taken; where a board was measured, all are the same.</summary>
public enum BoardPace
{
    /// <summary>The middle, at the clock that the stock firmware sets.</summary>
    Middle,

    /// <summary>The shortest time: the fastest that the board can be.</summary>
    Optimistic,

    /// <summary>The longest time: the slowest that the board may be.</summary>
    Pessimistic,
}
