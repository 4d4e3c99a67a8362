using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Meter;

/// <summary>A short pulse or gap that does not belong to the PWM.</summary>
/// <param name="Seconds">When, from the capture's begin.</param>
/// <param name="WidthSeconds">How long.</param>
/// <param name="IsHigh">A pulse where the line is low; else a gap where it is high.</param>
public sealed record Glitch(double Seconds, double WidthSeconds, [property: JsonPropertyName("high")] bool IsHigh);

/// <summary>A line that did not move for longer than a period.</summary>
/// <param name="Seconds">In all.</param>
/// <param name="LongestStart">When the longest time began.</param>
/// <param name="LongestSeconds">How long it was.</param>
public sealed record Standstill(double Seconds, double LongestStart, double LongestSeconds);

/// <summary>The PWM that was measured in a capture.</summary>
public sealed class PwmMeasurement
{
    /// <summary>The capture that was measured.</summary>
    public required Capture Capture { get; init; }

    /// <summary>True if there is a PWM; false if the line stayed at one level.</summary>
    public bool IsMoving => Periods > 0;

    /// <summary>Number of whole periods of the expected length.</summary>
    public long Periods { get; init; }

    /// <summary>Mean length of a period in seconds.</summary>
    public double PeriodSeconds { get; init; }

    /// <summary>Periods per second.</summary>
    public double FrequencyHz => 1 / PeriodSeconds;

    /// <summary>Standard deviation of the periods' lengths in seconds, without periods that hold a glitch.</summary>
    public double JitterSeconds { get; init; }

    /// <summary>Maximum difference of a period's length from the mean, in seconds.</summary>
    public double MaxJitterSeconds { get; init; }

    /// <summary>Minimum duty of a period, 0 to 1: how much of it the line is high.</summary>
    public required double MinDuty { get; init; }

    /// <summary>Maximum duty of a period, 0 to 1.</summary>
    public required double MaxDuty { get; init; }

    /// <summary>Mean duty over all time, 0 to 1.</summary>
    public required double MeanDuty { get; init; }

    /// <summary>Number of glitches; <see cref="Glitches"/> holds the first thousand.</summary>
    public long GlitchCount { get; init; }

    /// <summary>The first glitches.</summary>
    public IReadOnlyList<Glitch> Glitches { get; init; } = [];

    /// <summary>Number of restarts: periods that begin at another phase than those before.</summary>
    public long PhaseJumps { get; init; }

    /// <summary>Times of the first thousand restarts, in seconds.</summary>
    public IReadOnlyList<double> PhaseJumpSeconds { get; init; } = [];

    /// <summary>How long the line stayed low for more than a period, or null.</summary>
    public Standstill? Low { get; init; }

    /// <summary>How long the line stayed high for more than a period, or null.</summary>
    public Standstill? High { get; init; }

    /// <summary>Periods begin with falling edges: the signal seems to be inverted.</summary>
    public bool LooksInverted { get; init; }

    /// <summary>The duty step by step; up to 100,000 steps.</summary>
    public required IReadOnlyList<DutyStep> Steps { get; init; }

    /// <summary>The duty over time, for drawing.</summary>
    public required DutyTimeline Timeline { get; init; }

    /// <summary>Seconds from sample to sample, or 0 where the file does not say.</summary>
    public double SampleSeconds => Capture.SampleTicks / Capture.TicksPerSecond;
}
