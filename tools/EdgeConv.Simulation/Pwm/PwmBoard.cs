namespace EdgeConv.Simulation.Pwm;

/// <summary>What differs between the chips' PWM: how many bits the counter has.</summary>
/// <param name="Name">As `--board` names it.</param>
/// <param name="CounterBits">Bits of the LEDC timer; the firmware uses at most one less.</param>
public sealed record PwmBoard(string Name, int CounterBits)
{
    /// <summary>All boards; the first is the default.</summary>
    public static readonly IReadOnlyList<PwmBoard> All = [new("esp32", 20), new("esp32s3", 14), new("esp32c3", 14)];
}
