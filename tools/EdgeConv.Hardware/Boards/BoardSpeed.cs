namespace EdgeConv.Hardware.Boards;

/// <summary>
/// Time of one IL instruction on a board: measured, according to its file in hardware/boards, or a range computed from its clock.
/// </summary>
/// <param name="Board">Name for `--board`.</param>
/// <param name="Nanoseconds">Nanoseconds measured on the board, or null if nobody has measured them.</param>
/// <param name="Low">Lower end of the range, in nanoseconds.</param>
/// <param name="Middle">Middle of the range, in nanoseconds, at the clock that the module's stock firmware sets.</param>
/// <param name="High">Upper end of the range, in nanoseconds.</param>
/// <param name="Source">Source of the measurement, or how the range was computed.</param>
public sealed record BoardSpeed(string Board, double? Nanoseconds, double Low, double Middle, double High, string Source)
{
    // nanoFramework's stock interpreter executes 55 to 64 instructions of the chip per IL instruction (counted with an ESP32 binary in an
    // emulator, see hardware/README.md). Each takes 1 to 3 cycles, some of them waiting for flash and memory.
    private const int MinInstructions = 55, MaxInstructions = 64, MinCycles = 1, MaxCycles = 3;

    /// <summary>Speeds of all boards.</summary>
    public static readonly IReadOnlyList<BoardSpeed> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>Returns the speed of a module according to its board file.</summary>
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

    /// <summary>
    /// Returns the time of a number of IL instructions in milliseconds, as a range; both ends are equal if it was measured.
    /// </summary>
    public (double Low, double High) Milliseconds(long instructions) => (instructions * Low / 1e6, instructions * High / 1e6);

    /// <summary>Returns the origin of a time per instruction: "measured", or its position in the range.</summary>
    /// <param name="pace">Which time of the range is used.</param>
    public string Origin(BoardPace pace)
    {
        if (Nanoseconds is not null) return "measured";
        string end = pace switch { BoardPace.Optimistic => "the minimum", BoardPace.Pessimistic => "the maximum", _ => "the middle" };
        return $"not measured: {end} of {Low:#,0} to {High:#,0}";
    }

    /// <summary>Returns the time of one IL instruction in nanoseconds.</summary>
    /// <param name="pace">Which time of the range to use.</param>
    public double At(BoardPace pace) => pace switch { BoardPace.Optimistic => Low, BoardPace.Pessimistic => High, _ => Middle };
}

/// <summary>Which time of a range to use. For a measured board all three are equal.</summary>
public enum BoardPace
{
    /// <summary>The middle, at the clock that the stock firmware sets.</summary>
    Middle,

    /// <summary>The shortest time: the board may be this fast.</summary>
    Optimistic,

    /// <summary>The longest time: the board may be this slow.</summary>
    Pessimistic,
}
