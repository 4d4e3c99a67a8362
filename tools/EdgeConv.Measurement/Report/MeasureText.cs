using EdgeConv.Measurement.Comparison;

namespace EdgeConv.Measurement.Report;

/// <summary>Describes a measurement in rows of a name and a value, for the terminal and the page.</summary>
public static class MeasureText
{
    private const int ListedGlitches = 3;

    /// <summary>Returns all rows.</summary>
    /// <param name="measured">The measurement.</param>
    /// <param name="comparison">Comparison with a simulation, or null.</param>
    public static IEnumerable<(string Name, string Value)> Rows(PwmMeasurement measured, DutyComparison? comparison)
    {
        Captures.Capture capture = measured.Capture;
        string rate = measured.SampleSeconds > 0 ? $" at {SignalText.Frequency(1 / measured.SampleSeconds)}" : "";
        string threshold = capture.Threshold is { } volts ? $", high above {volts:0.##} V" : "";
        yield return ("capture", $"{Path.GetFileName(capture.File)}, {Printable.Text(capture.Channel.Name, 40)}{(capture.Channels > 1
            ? $" of {Amount.Of(capture.Channels, "channel")}" : "")}, {capture.Seconds:0.######} s{rate}{threshold}");
        if (!measured.IsMoving)
        {
            yield return ("line", measured.MeanDuty == 0 ? "low all the time: off, at 0 %, or not connected"
                : "high all the time: at 100 %, or stuck");
        }
        else
        {
            yield return ("frequency", $"{SignalText.Frequency(measured.FrequencyHz)} (period {SignalText.Time(measured.PeriodSeconds)}, " +
                $"{Amount.Of(measured.Periods, "period")})");
            string sample = measured.SampleSeconds > 0 ? $"; a sample is {SignalText.Time(measured.SampleSeconds)}" : "";
            yield return ("jitter",
                $"{SignalText.Time(measured.JitterSeconds)} rms, {SignalText.Time(measured.MaxJitterSeconds)} at most{sample}");
            yield return ("duty", $"{SignalText.Percent(measured.MinDuty)} to {SignalText.Percent(measured.MaxDuty)}, mean " +
                $"{SignalText.Percent(measured.MeanDuty)}, {measured.Steps.Count:#,0} step{(measured.Steps.Count == 1 ? "" : "s")}");
            yield return ("glitches", measured.GlitchCount == 0 ? "none" : $"{measured.GlitchCount:#,0}: "
                + string.Join(", ", measured.Glitches.Take(ListedGlitches).Select(glitch =>
                    $"{glitch.Seconds:0.######} s ({SignalText.Time(glitch.WidthSeconds)} {(glitch.IsHigh ? "high" : "low")})"))
                    + (measured.GlitchCount > ListedGlitches ? ", ..." : ""));
            if (measured.PhaseJumps > 0) yield return ("restarts", $"{measured.PhaseJumps:#,0}: "
                + string.Join(", ", measured.PhaseJumpSeconds.Take(ListedGlitches).Select(at => $"{at:0.######} s"))
                + (measured.PhaseJumps > ListedGlitches ? ", ..." : ""));
            if (measured.Low is { } low) yield return ("stays low", Still(low, capture.Seconds));
            if (measured.High is { } high) yield return ("stays high", Still(high, capture.Seconds));
            if (measured.LooksInverted) yield return ("inverted?",
                "periods begin with falling edges: an inverted output, driver or probe? Its own duty is 100 % less the one above");
        }
        if (capture.Cut is { } cut) yield return ("note", cut);
        if (comparison is null) yield break;
        string begins = comparison.Shift >= 0 ? $"{comparison.Shift:0.####} s into" : $"{-comparison.Shift:0.####} s before";
        yield return ("simulation", $"{comparison.Seconds:0.###} s in common; it begins {begins} the capture" +
            (comparison.IsInverted ? "; the line is inverted" : ""));
        IReadOnlyList<DutyDifference> parts = comparison.Differences;
        string times = parts.Count == 1 ? "once" : $"{parts.Count} times";
        yield return ("agreement", $"{comparison.Agreement * 100:0.##} % of the time within {SignalText.Percent(comparison.Tolerance)}; " +
            (parts.Count == 0 ? "they do not differ" : $"they differ {times}, first at {parts[0].Start:0.####} s, frame {parts[0].Frame}"));
    }

    private static string Still(Standstill still, double seconds) =>
        $"{SignalText.Time(still.Seconds)} in all, {still.Seconds / seconds * 100:0.#} %; longest " +
        $"{SignalText.Time(still.LongestSeconds)} from {still.LongestStart:0.######} s on";
}
