using EdgeConv.Hardware.Boards;

namespace EdgeConv.Simulation.Pwm;

/// <summary>What differs between the boards' PWM: how many bits the counter of the chip has.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="CounterBits">Bits of the LEDC timer; the firmware uses at most one less.</param>
public sealed record PwmBoard(string Name, int CounterBits)
{
    /// <summary>All boards of hardware/boards; the first is the default.</summary>
    public static readonly IReadOnlyList<PwmBoard> All = [.. BoardFiles.Targets.Select(known => new PwmBoard(known.Target.Name, known.Board.Pwm.CounterBits))];

    /// <summary>The board with this name, or null.</summary>
    public static PwmBoard? Find(string name) => BoardFiles.FindTarget(name) is { } target ? All.First(board => board.Name == target.Name) : null;
}
