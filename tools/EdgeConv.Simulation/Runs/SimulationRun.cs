using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation.Runs;

/// <summary>A frame that the loop read, and what followed from it.</summary>
/// <param name="Index">Number of the frame in the recording, from 0.</param>
/// <param name="Microseconds">When the loop read it.</param>
/// <param name="Label">Its label in the recording.</param>
/// <param name="Values">The frame in the sensor's units, row-major HWC.</param>
/// <param name="Layers">The activations of every layer, or null where the model did not run on this frame.</param>
/// <param name="Activation256">The readout in 1/256; that of the last good frame if the model did not run.</param>
/// <param name="Duty">Duty of the last PWM period that starts before the decision about the next frame: what this one led to.</param>
/// <param name="HighTicks">Ticks of 10 ns that the signal is high in that period.</param>
/// <param name="Reason">Why the guard kept the output safe then, or None.</param>
/// <param name="InferenceMicroseconds">What its inference took; 0 where the model did not run.</param>
/// <param name="IsLate">True if it was not there, or its inference not done, by the end of its period.</param>
public sealed record FrameRecord(
    int Index, long Microseconds, string Label, short[] Values, sbyte[][]? Layers, int Activation256, int Duty, long HighTicks,
    GuardReason Reason, long InferenceMicroseconds, bool IsLate);

/// <summary>The guard moved the output to the safe duty, let it follow the frames again, or found another reason.</summary>
/// <param name="Microseconds">When.</param>
/// <param name="Reason">Why the output is safe, or None: it follows the frames again.</param>
public sealed record GuardEvent(long Microseconds, GuardReason Reason);

/// <summary>A finished run. The report, the tables and the signal are written from it.</summary>
/// <param name="Example">What was run.</param>
/// <param name="Recording">The frames it ran on.</param>
/// <param name="Model">The network.</param>
/// <param name="Board">The board.</param>
/// <param name="Pwm">The signal.</param>
/// <param name="Fault">The fault that was injected, or null.</param>
/// <param name="Loop">The loop, for its counters.</param>
/// <param name="Events">Every change of the guard's state, in order.</param>
/// <param name="Frames">One record per frame that the loop read, in order.</param>
/// <param name="Instructions">The minimum and the maximum of the IL instructions that an inference took; null if they are not known, and no
/// time was taken.</param>
/// <param name="EndMicroseconds">Where the run ends: one period after the last frame, or later by the last inference, but at most by the
/// guard's deadline.</param>
public sealed record SimulationRun(
    Example Example, Recording Recording, ILayeredModel Model, SimulatedBoard Board, PwmModel Pwm, InjectedFault? Fault, EdgeLoop Loop,
    IReadOnlyList<GuardEvent> Events, IReadOnlyList<FrameRecord> Frames, (long Min, long Max)? Instructions, long EndMicroseconds)
{
    /// <summary>Which layers of the network are shown.</summary>
    public DrawnLayers Layers => Example.Layers ?? new DrawnLayers(Model.LayerCount);

    /// <summary>
    /// Frames the loop read and did not use: failed, not there, frozen, implausible, a fault of the model, an inference too long.
    /// </summary>
    public int LostFrames => Frames.Count - Loop.Frames;

    /// <summary>Of <see cref="LostFrames"/>, those that were not there, or whose inference took longer than the guard's deadline.</summary>
    public int UntimelyFrames => LostFrames - Loop.FailedFrames - Loop.FrozenFrames - Loop.ImplausibleFrames - Loop.ModelFaults;

    /// <summary>Frames that came while the loop was busy, and were never read.</summary>
    public int SkippedFrames => Recording.Frames.Count - Frames.Count;

    /// <summary>The longest inference.</summary>
    public long InferenceMicroseconds => Instructions is { } count ? Board.Microseconds(count.Max) : 0;

    /// <summary>Whether every inference is done when the next frame comes.</summary>
    public bool KeepsUp => InferenceMicroseconds <= Example.PeriodMicroseconds;
}
