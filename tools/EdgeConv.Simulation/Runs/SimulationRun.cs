using EdgeConv.Simulation.Pwm;

namespace EdgeConv.Simulation.Runs;

/// <summary>A frame that the loop read, and its effects.</summary>
/// <param name="Index">Number of the frame in the recording, from 0.</param>
/// <param name="Microseconds">Time at which the loop read it.</param>
/// <param name="Label">Its label in the recording.</param>
/// <param name="Values">The frame in the sensor's units, row-major HWC.</param>
/// <param name="Layers">The int8 activations of every layer, HWC, or null if the model did not run on this frame.</param>
/// <param name="Activation256">The readout in 1/256; that of the last good frame if the model did not run.</param>
/// <param name="Duty">Duty, 0 to 10000, that the frame led to: that of the last PWM period that starts before the next decision.</param>
/// <param name="HighTicks">High time of the signal in that period, in ticks of 10 ns.</param>
/// <param name="Reason">Reason for which the guard kept the output safe in that period, or None.</param>
/// <param name="InferenceMicroseconds">Time of its inference; 0 if the model did not run.</param>
/// <param name="IsLate">Whether the frame or its inference was not ready by the end of its period.</param>
public sealed record FrameRecord(
    int Index, long Microseconds, string Label, short[] Values, sbyte[][]? Layers, int Activation256, int Duty, long HighTicks,
    GuardReason Reason, long InferenceMicroseconds, bool IsLate);

/// <summary>A change of the guard's state.</summary>
/// <param name="Microseconds">Time of the change.</param>
/// <param name="Reason">Reason for which the output is safe from now on, or None if it follows the frames again.</param>
public sealed record GuardEvent(long Microseconds, GuardReason Reason);

/// <summary>A finished run. The report, the tables and the signal are written from it.</summary>
/// <param name="Example">The device that was simulated.</param>
/// <param name="Recording">The frames that the sensor gave.</param>
/// <param name="Model">The network.</param>
/// <param name="Board">The simulated board.</param>
/// <param name="Pwm">The PWM signal.</param>
/// <param name="Fault">The fault that was injected, or null.</param>
/// <param name="Loop">The loop, for its counters.</param>
/// <param name="Events">Every change of the guard's state, in order.</param>
/// <param name="Frames">One record per frame that the loop read, in order.</param>
/// <param name="Instructions">Minimum and maximum number of IL instructions of an inference; null if they are not known, and then an
/// inference takes no time.</param>
/// <param name="EndMicroseconds">End of the run: one period after the last frame, or later if the last inference takes longer, but never
/// later than the guard's deadline.</param>
public sealed record SimulationRun(
    Example Example, Recording Recording, ILayeredModel Model, SimulatedBoard Board, PwmModel Pwm, InjectedFault? Fault, EdgeLoop Loop,
    IReadOnlyList<GuardEvent> Events, IReadOnlyList<FrameRecord> Frames, (long Min, long Max)? Instructions, long EndMicroseconds)
{
    /// <summary>Layers of the network to draw.</summary>
    public DrawnLayers Layers => Example.Layers ?? new DrawnLayers(Model.LayerCount);

    /// <summary>
    /// Number of frames that the loop read but did not use: the sensor failed, had no frame ready, was frozen or implausible, the model
    /// failed, or the inference took too long.
    /// </summary>
    public int LostFrames => Frames.Count - Loop.Frames;

    /// <summary>Number of lost frames that were not ready in time, or whose inference took longer than the guard's deadline.</summary>
    public int UntimelyFrames => LostFrames - Loop.FailedFrames - Loop.FrozenFrames - Loop.ImplausibleFrames - Loop.ModelFaults;

    /// <summary>Number of frames that came while the loop was busy, so that they were never read.</summary>
    public int SkippedFrames => Recording.Frames.Count - Frames.Count;

    /// <summary>Time of the longest inference in microseconds.</summary>
    public long InferenceMicroseconds => Instructions is { } count ? Board.Microseconds(count.Max) : 0;

    /// <summary>Whether every inference ends before the next frame comes.</summary>
    public bool KeepsUp => InferenceMicroseconds <= Example.PeriodMicroseconds;
}
