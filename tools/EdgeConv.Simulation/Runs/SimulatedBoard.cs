using EdgeConv.Hardware.Boards;

namespace EdgeConv.Simulation.Runs;

/// <summary>The simulated board: its PWM, and its time for an IL instruction.</summary>
/// <param name="Name">Name of the board for `--board`.</param>
/// <param name="CounterBits">Bits of the timer that makes the PWM.</param>
/// <param name="Speed">Time of an IL instruction, often a range.</param>
/// <param name="Pace">Which time of the range to use.</param>
public sealed record SimulatedBoard(string Name, int CounterBits, BoardSpeed Speed, BoardPace Pace = BoardPace.Middle)
{
    /// <summary>All boards of hardware/boards; the first is the default.</summary>
    public static readonly IReadOnlyList<SimulatedBoard> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>Time of an IL instruction in nanoseconds.</summary>
    public double Nanoseconds => Speed.At(Pace);

    /// <summary>Returns the time of a number of IL instructions, rounded to microseconds.</summary>
    public long Microseconds(long instructions) => (long)Math.Round(instructions * Nanoseconds / 1000);

    /// <summary>Makes the simulated board for a target of a board file.</summary>
    public static SimulatedBoard Of(BoardFile board, BoardTarget target, BoardPace pace = BoardPace.Middle) =>
        new(target.Name, board.Pwm.CounterBits, BoardSpeed.Of(board, target), pace);
}
