namespace EdgeConv.Measurement.Meter;

/// <summary>Measures a PWM: finds its period, then goes from period to period and tells glitches from the PWM.</summary>
public static class PwmMeter
{
    // Minimum number of samples in a period.
    private const int MinSamples = 8;

    // The signal is a PWM if at least this fraction of the intervals between the starts of periods fits the period.
    private const double MinFit = 0.8;

    // Further tries ignore pulses shorter than these fractions of the first period.
    private static readonly double[] s_maxGlitches = [1.0 / 50, 1.0 / 12];

    /// <summary>Measures a capture.</summary>
    /// <exception cref="UserException">The signal is not a PWM, or was sampled too slowly.</exception>
    public static PwmMeasurement Measure(Capture capture)
    {
        EdgeList edges = capture.Edges;
        if (edges.End == edges.Start) throw Refusal(capture, "the capture holds a single sample; record a longer one");
        if (edges.Count == 0) return StandingStill(capture);
        FoundPeriod period = PeriodFinder.Find(edges, capture.SampleTicks)
            ?? throw Refusal(capture, edges.Count <= 4 ? $"there are only {Amount.Of(edges.Count, "edge")} in " +
                $"{capture.Seconds:0.######} s, too few to measure a period; record a longer capture"
                : $"this is not a PWM: nothing repeats{OtherSignal.Hint(capture)}");
        if (capture.SampleTicks > 0 && period.Ticks < MinSamples * capture.SampleTicks)
            throw Refusal(capture, $"the line changes every {period.Ticks / capture.SampleTicks / 2:0.#} samples, too often for " +
                $"{SignalText.Frequency(capture.TicksPerSecond / capture.SampleTicks)}; take at least {MinSamples} samples per period");
        PeriodWalk walk = Walk(capture, period), first = walk;
        // Glitches in every period can look like a shorter period, so try again without short pulses.
        foreach (double share in s_maxGlitches)
        {
            if (walk.Fit >= MinFit) break;
            if (PeriodFinder.Find(edges, capture.SampleTicks, period.Ticks * share) is { } other) walk = Walk(capture, other);
        }
        if (walk.Fit < MinFit) throw Refusal(capture, $"this is not a PWM: only {first.Fit * 100:0} % of it fit the most common period, " +
            $"{SignalText.Time(period.Ticks / capture.TicksPerSecond)}{OtherSignal.Hint(capture)}");
        return walk.Result();
    }

    private static PeriodWalk Walk(Capture capture, FoundPeriod period)
    {
        PeriodWalk walk = new(capture, period);
        walk.Run();
        return walk;
    }

    private static PwmMeasurement StandingStill(Capture capture)
    {
        EdgeList edges = capture.Edges;
        double duty = edges.InitialLevel ? 1 : 0;
        var timeline = new DutyTimeline(edges.Start, edges.End);
        timeline.Add(edges.Start, edges.End, duty);
        var still = new Standstill(capture.Seconds, 0, capture.Seconds);
        return new PwmMeasurement(
            capture, duty, duty, duty, edges.InitialLevel ? null : still, edges.InitialLevel ? still : null,
            [new DutyStep(0, capture.Seconds, duty)], timeline, Periods: 0, PeriodSeconds: 0, JitterSeconds: 0, MaxJitterSeconds: 0,
            GlitchCount: 0, Glitches: [], PhaseJumps: 0, PhaseJumpSeconds: [], LooksInverted: false);
    }

    private static UserException Refusal(Capture capture, string what) =>
        new($"{capture.File}, channel {Printable.Text(capture.Channel.Name, 40)}: {what}");
}
