namespace EdgeConv.Measurement.Meter;

/// <summary>An edge or two where none belongs.</summary>
/// <param name="Seconds">When, from the capture's begin.</param>
/// <param name="WidthSeconds">How long.</param>
/// <param name="IsHigh">A pulse where the line is low; else a gap where it is high.</param>
public sealed record Glitch(double Seconds, double WidthSeconds, bool IsHigh);

/// <summary>A line that did not move for longer than a period.</summary>
/// <param name="Seconds">In all.</param>
/// <param name="LongestStart">When the longest time began.</param>
/// <param name="LongestSeconds">How long it was.</param>
public sealed record Standstill(double Seconds, double LongestStart, double LongestSeconds);

/// <summary>What the signal of a capture is.</summary>
public sealed class PwmMeasurement
{
    /// <summary>What was measured.</summary>
    public required Capture Capture { get; init; }

    /// <summary>Whether there is a PWM; without, the line never moved.</summary>
    public bool IsMoving => Periods > 0;

    /// <summary>Whole periods with both edges where they belong.</summary>
    public long Periods { get; init; }

    /// <summary>Mean length of a period in seconds.</summary>
    public double PeriodSeconds { get; init; }

    /// <summary>Periods per second.</summary>
    public double FrequencyHz => 1 / PeriodSeconds;

    /// <summary>Standard deviation of the periods' lengths in seconds, where no glitch is.</summary>
    public double JitterSeconds { get; init; }

    /// <summary>The furthest a period is from the mean, in seconds.</summary>
    public double MaxJitterSeconds { get; init; }

    /// <summary>Minimum duty of a period, 0 to 1: how much of it the line is high.</summary>
    public required double MinDuty { get; init; }

    /// <summary>Maximum duty of a period, 0 to 1.</summary>
    public required double MaxDuty { get; init; }

    /// <summary>Mean duty over all time, 0 to 1.</summary>
    public required double MeanDuty { get; init; }

    /// <summary>Glitches; of very many only the first are in <see cref="Glitches"/>.</summary>
    public long GlitchCount { get; init; }

    /// <summary>The first glitches.</summary>
    public IReadOnlyList<Glitch> Glitches { get; init; } = [];

    /// <summary>Periods that begin off the beat of those before: the signal was restarted.</summary>
    public long PhaseJumps { get; init; }

    /// <summary>When the first of them were, in seconds.</summary>
    public IReadOnlyList<double> PhaseJumpSeconds { get; init; } = [];

    /// <summary>Times at which the line stayed low, or null.</summary>
    public Standstill? Low { get; init; }

    /// <summary>Times at which the line stayed high, or null.</summary>
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
