using EdgeConv.Hardware.Boards;

namespace EdgeConv.Simulation.Pwm;

/// <summary>What differs between the boards' PWM: how many bits the counter of the chip has.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="CounterBits">Bits of the LEDC timer; the firmware uses at most one less.</param>
public sealed record PwmBoard(string Name, int CounterBits)
{
    /// <summary>All boards of hardware/boards; the first is the default.</summary>
    public static readonly IReadOnlyList<PwmBoard> All = [.. BoardFiles.Targets.Select(known => Of(known.Board, known.Target))];

    /// <summary>A board's PWM under the name of one of its modules.</summary>
    public static PwmBoard Of(BoardFile board, BoardTarget target) => new(target.Name, board.Pwm.CounterBits);
}
