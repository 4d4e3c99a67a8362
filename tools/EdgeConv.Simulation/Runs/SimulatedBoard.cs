using EdgeConv.Hardware.Boards;
using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation.Runs;

/// <summary>The board that a simulation stands for: its PWM, and how long it takes for an IL instruction.</summary>
/// <param name="Pwm">The PWM of the chip.</param>
/// <param name="Speed">Time of an IL instruction.</param>
/// <param name="Pace">Which time is taken where only a range is known.</param>
public sealed record SimulatedBoard(PwmBoard Pwm, BoardSpeed Speed, BoardPace Pace = BoardPace.Middle)
{
    /// <summary>All boards of hardware/boards; the first is the default.</summary>
    public static readonly IReadOnlyList<SimulatedBoard> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>As `--board` names it.</summary>
    public string Name => Pwm.Name;

    /// <summary>Nanoseconds of an IL instruction.</summary>
    public double Nanoseconds => Speed.At(Pace);

    /// <summary>Whole microseconds of so many IL instructions.</summary>
    public long Microseconds(long instructions) => (long)Math.Round(instructions * Nanoseconds / 1000);

    /// <summary>A module of a board.</summary>
    public static SimulatedBoard Of(BoardFile board, BoardTarget target, BoardPace pace = BoardPace.Middle) =>
        new(PwmBoard.Of(board, target), BoardSpeed.Of(board, target), pace);
}
