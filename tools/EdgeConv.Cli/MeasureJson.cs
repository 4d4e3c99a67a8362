using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;

namespace EdgeConv.Cli;

/// <summary>What `edgeconv measure --json` prints; docs/command-line-json.md says what each field holds.</summary>
internal sealed record MeasureJson(
    string Capture, string Channel, double Seconds, double? SampleSeconds, double? ThresholdVolts, string? Cut,
    double? FrequencyHz, double? PeriodSeconds, long? Periods, double? JitterSeconds, double? MostJitterSeconds, bool? LooksInverted,
    double LeastDuty, double GreatestDuty, double MeanDuty, double LowSeconds, double HighSeconds, long GlitchCount,
    IEnumerable<GlitchJson> Glitches, long Restarts, int StepCount, IEnumerable<StepJson> Steps, AgainstJson? Against)
{
    private const int MaxSteps = 10_000;

    public static MeasureJson Of(PwmMeasurement measured, DutyComparison? comparison)
    {
        T? Moving<T>(T value) where T : struct => measured.IsMoving ? value : null;
        return new(
            Path.GetFileName(measured.Capture.File), measured.Capture.Channel.Name, measured.Capture.Seconds,
            measured.SampleSeconds > 0 ? measured.SampleSeconds : null, measured.Capture.Threshold, measured.Capture.Cut,
            Moving(measured.FrequencyHz), Moving(measured.PeriodSeconds), Moving<long>(measured.Periods), Moving(measured.JitterSeconds),
            Moving(measured.MaxJitterSeconds), Moving(measured.LooksInverted),
            measured.MinDuty, measured.MaxDuty, measured.MeanDuty, measured.Low?.Seconds ?? 0, measured.High?.Seconds ?? 0,
            measured.GlitchCount, measured.Glitches.Select(glitch => new GlitchJson(glitch.Seconds, glitch.WidthSeconds, glitch.IsHigh)),
            measured.PhaseJumps, measured.Steps.Count, measured.Steps.Take(MaxSteps).Select(step => new StepJson(step.Start, step.Duty)),
            comparison is null ? null : AgainstJson.Of(comparison));
    }
}

internal sealed record GlitchJson(double Seconds, double WidthSeconds, bool High);

internal sealed record StepJson(double Seconds, double Duty);

internal sealed record AgainstJson(
    double ShiftSeconds, double CommonSeconds, bool Inverted, double ToleranceDuty, double Agreement,
    IEnumerable<DifferenceJson> Differences)
{
    public static AgainstJson Of(DutyComparison comparison) => new(
        comparison.Shift, comparison.Seconds, comparison.IsInverted, comparison.Tolerance, comparison.Agreement,
        comparison.Differences.Select(part => new DifferenceJson(part.Start, part.Seconds, part.Frame, part.Measured, part.Simulated)));
}

internal sealed record DifferenceJson(double Seconds, double LengthSeconds, int Frame, double MeasuredDuty, double SimulatedDuty);
