using System.Text.Json.Serialization;

namespace EdgeConv.Measurement.Meter;

/// <summary>A short pulse or gap that does not belong to the PWM.</summary>
/// <param name="Seconds">Begin in seconds from the capture's start.</param>
/// <param name="WidthSeconds">Length in seconds.</param>
/// <param name="IsHigh">True for a pulse while the line is low, false for a gap while it is high.</param>
public sealed record Glitch(double Seconds, double WidthSeconds, [property: JsonPropertyName("high")] bool IsHigh);

/// <summary>Times in which the line did not move for longer than a period.</summary>
/// <param name="Seconds">Length of all these times together, in seconds.</param>
/// <param name="LongestStart">Begin of the longest time, in seconds from the capture's start.</param>
/// <param name="LongestSeconds">Length of the longest time, in seconds.</param>
public sealed record Standstill(double Seconds, double LongestStart, double LongestSeconds);

/// <summary>The PWM that was measured in a capture, or, without periods, a line that stayed at one level.</summary>
/// <param name="Capture">The capture that was measured.</param>
/// <param name="MinDuty">Minimum duty of a period, 0 to 1: the fraction of the period in which the line is high.</param>
/// <param name="MaxDuty">Maximum duty of a period, 0 to 1.</param>
/// <param name="MeanDuty">Mean duty over all time, 0 to 1.</param>
/// <param name="Low">Times in which the line stayed low for longer than a period, or null if there are none.</param>
/// <param name="High">Times in which the line stayed high for longer than a period, or null if there are none.</param>
/// <param name="Steps">Intervals of constant duty in order; at most 100,000.</param>
/// <param name="Timeline">The duty over time, for drawing.</param>
/// <param name="Periods">Number of whole periods of the expected length.</param>
/// <param name="PeriodSeconds">Mean length of a period in seconds.</param>
/// <param name="JitterSeconds">Standard deviation of the periods' lengths in seconds, without periods that hold a glitch.</param>
/// <param name="MaxJitterSeconds">Maximum difference of a period's length from the mean, in seconds.</param>
/// <param name="GlitchCount">Number of glitches; <paramref name="Glitches"/> holds the first thousand.</param>
/// <param name="Glitches">The first glitches.</param>
/// <param name="PhaseJumps">Number of restarts: periods that begin at another phase than those before.</param>
/// <param name="PhaseJumpSeconds">Times of the first thousand restarts, in seconds.</param>
/// <param name="LooksInverted">Whether periods begin with falling edges, as those of an inverted signal do.</param>
public sealed record PwmMeasurement(
    Capture Capture, double MinDuty, double MaxDuty, double MeanDuty, Standstill? Low, Standstill? High, IReadOnlyList<DutyStep> Steps,
    DutyTimeline Timeline, long Periods, double PeriodSeconds, double JitterSeconds, double MaxJitterSeconds, long GlitchCount,
    IReadOnlyList<Glitch> Glitches, long PhaseJumps, IReadOnlyList<double> PhaseJumpSeconds, bool LooksInverted)
{
    /// <summary>Whether there is a PWM; false if the line stayed at one level.</summary>
    public bool IsMoving => Periods > 0;

    /// <summary>Periods per second.</summary>
    public double FrequencyHz => 1 / PeriodSeconds;

    /// <summary>Seconds from sample to sample, or 0 if the file does not say.</summary>
    public double SampleSeconds => Capture.SampleTicks / Capture.TicksPerSecond;
}
