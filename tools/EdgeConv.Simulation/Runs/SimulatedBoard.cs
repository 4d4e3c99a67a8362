using EdgeConv.Hardware.Boards;

namespace EdgeConv.Simulation.Runs;

/// <summary>The board that a simulation stands for: its PWM, and how long it takes for an IL instruction.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="CounterBits">Bits of the timer that makes the PWM.</param>
/// <param name="Speed">Time of an IL instruction.</param>
/// <param name="Pace">Which time is taken where only a range is known.</param>
public sealed record SimulatedBoard(string Name, int CounterBits, BoardSpeed Speed, BoardPace Pace = BoardPace.Middle)
{
    /// <summary>All boards of hardware/boards; the first is the default.</summary>
    public static readonly IReadOnlyList<SimulatedBoard> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>Nanoseconds of an IL instruction.</summary>
    public double Nanoseconds => Speed.At(Pace);

    /// <summary>Whole microseconds of so many IL instructions.</summary>
    public long Microseconds(long instructions) => (long)Math.Round(instructions * Nanoseconds / 1000);

    /// <summary>A module of a board.</summary>
    public static SimulatedBoard Of(BoardFile board, BoardTarget target, BoardPace pace = BoardPace.Middle) =>
        new(target.Name, board.Pwm.CounterBits, BoardSpeed.Of(board, target), pace);
}
