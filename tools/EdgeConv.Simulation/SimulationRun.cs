using EdgeConv.Actuation;
using EdgeConv.Frames;
using EdgeConv.Models;
using EdgeConv.Simulation.Frames;
using EdgeConv.Simulation.Pwm;
using EdgeConv.Simulation.Report;

namespace EdgeConv.Simulation;

/// <summary>What one period of the loop gave.</summary>
/// <param name="Index">Number of the frame, from 0.</param>
/// <param name="Microseconds">When its period began.</param>
/// <param name="Label">What the recording calls it.</param>
/// <param name="Values">The frame in the sensor's units, row-major HWC.</param>
/// <param name="Layers">The activations of every layer, or null where the model did not run on this frame.</param>
/// <param name="Activation256">What the readout made of it, in 1/256; of the last good frame where the model did not run.</param>
/// <param name="Duty">Duty of the last PWM period that starts before the next frame: what the frame led to once the guard had decided.</param>
/// <param name="Reason">Why the guard kept the output safe then, or None.</param>
public sealed record FrameRecord(
    int Index, long Microseconds, string Label, short[] Values, sbyte[][]? Layers, int Activation256, int Duty, GuardReason Reason);

/// <summary>The guard took the output to the safe duty, gave it back, or found a new reason.</summary>
/// <param name="Microseconds">When.</param>
/// <param name="Reason">Why the output is safe, or None: it follows the frames again.</param>
public sealed record GuardEvent(long Microseconds, GuardReason Reason);

/// <summary>All of a finished run: what the report, the tables and the signal are written from.</summary>
public sealed class SimulationRun
{
    /// <summary>What was run.</summary>
    public required Example Example { get; init; }

    /// <summary>The frames it ran on.</summary>
    public required Recording Recording { get; init; }

    /// <summary>The network.</summary>
    public required ILayeredModel Model { get; init; }

    /// <summary>Which layers of the network are shown.</summary>
    public DrawnLayers Layers => Example.Layers ?? new DrawnLayers(Model.LayerCount);

    /// <summary>The fault that was injected, or null.</summary>
    public InjectedFault? Fault { get; init; }

    /// <summary>The chip.</summary>
    public required PwmBoard Board { get; init; }

    /// <summary>The signal.</summary>
    public required PwmModel Pwm { get; init; }

    /// <summary>One record per frame.</summary>
    public required IReadOnlyList<FrameRecord> Frames { get; init; }

    /// <summary>Every change of the guard's mind, in order.</summary>
    public required IReadOnlyList<GuardEvent> Events { get; init; }

    /// <summary>The loop, for its counters.</summary>
    public required EdgeLoop Loop { get; init; }

    /// <summary>Where the run ends: one period after the last frame.</summary>
    public long EndMicroseconds => (long)Frames.Count * Example.PeriodMicroseconds;

    /// <summary>Frames the loop did not use: failed, late, frozen, implausible, or with a fault of the model.</summary>
    public int LostFrames => Frames.Count - Loop.Frames;
}
