using EdgeConv.Measurement.Comparison;
using EdgeConv.Measurement.Meter;

namespace EdgeConv.Cli;

/// <summary>What `edgeconv measure --json` prints; docs/command-line-json.md says what each field holds.</summary>
internal static class MeasureJson
{
    private const int MostSteps = 10_000;

    public static string Text(PwmMeasurement measured, DutyComparison? comparison) => JsonText.Of(json =>
    {
        json.WriteString("capture", Path.GetFileName(measured.Capture.File));
        json.WriteString("channel", measured.Capture.Channel.Name);
        json.WriteNumber("seconds", measured.Capture.Seconds);
        if (measured.SampleSeconds > 0) json.WriteNumber("sampleSeconds", measured.SampleSeconds);
        if (measured.Capture.Threshold is { } threshold) json.WriteNumber("thresholdVolts", threshold);
        if (measured.Capture.Cut is { } cut) json.WriteString("cut", cut);
        if (measured.IsMoving)
        {
            json.WriteNumber("frequencyHz", measured.FrequencyHz);
            json.WriteNumber("periodSeconds", measured.PeriodSeconds);
            json.WriteNumber("periods", measured.Periods);
            json.WriteNumber("jitterSeconds", measured.JitterSeconds);
            json.WriteNumber("mostJitterSeconds", measured.MostJitterSeconds);
            json.WriteBoolean("looksInverted", measured.LooksInverted);
        }
        json.WriteNumber("leastDuty", measured.LeastDuty);
        json.WriteNumber("greatestDuty", measured.GreatestDuty);
        json.WriteNumber("meanDuty", measured.MeanDuty);
        json.WriteNumber("lowSeconds", measured.Low?.Seconds ?? 0);
        json.WriteNumber("highSeconds", measured.High?.Seconds ?? 0);
        json.WriteNumber("glitchCount", measured.GlitchCount);
        json.WriteStartArray("glitches");
        foreach (Glitch glitch in measured.Glitches)
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", glitch.Seconds);
            json.WriteNumber("widthSeconds", glitch.WidthSeconds);
            json.WriteBoolean("high", glitch.IsHigh);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("restarts", measured.PhaseJumps);
        json.WriteNumber("stepCount", measured.Steps.Count);
        json.WriteStartArray("steps");
        foreach (DutyStep step in measured.Steps.Take(MostSteps))
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", step.Start);
            json.WriteNumber("duty", step.Duty);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (comparison is null) return;
        json.WriteStartObject("against");
        json.WriteNumber("shiftSeconds", comparison.Shift);
        json.WriteNumber("commonSeconds", comparison.Seconds);
        json.WriteBoolean("inverted", comparison.IsInverted);
        json.WriteNumber("toleranceDuty", comparison.Tolerance);
        json.WriteNumber("agreement", comparison.Agreement);
        json.WriteStartArray("differences");
        foreach (DutyDifference part in comparison.Differences)
        {
            json.WriteStartObject();
            json.WriteNumber("seconds", part.Start);
            json.WriteNumber("lengthSeconds", part.Seconds);
            json.WriteNumber("frame", part.Frame);
            json.WriteNumber("measuredDuty", part.Measured);
            json.WriteNumber("simulatedDuty", part.Simulated);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
