namespace EdgeConv.Measurement.Meter;

/// <summary>Period of a signal.</summary>
/// <param name="Ticks">Length of a period in ticks.</param>
/// <param name="ActiveHigh">Whether periods begin with rising edges, as those of a chip's PWM do; else they begin with falling
/// edges.</param>
/// <param name="DutyNoise">Median difference of the duty between one period and the next, 0 to 1.</param>
internal sealed record FoundPeriod(double Ticks, bool ActiveHigh, double DutyNoise);

/// <summary>
/// Finds the period of a signal whose duty changes and which may hold glitches and pauses. The period is the interval between edges of the
/// same direction that covers most of the time: pauses are few and glitches are short, so neither covers most of it.
/// </summary>
internal static class PeriodFinder
{
    // Maximum number of intervals to use, spread evenly over all.
    private const int MaxIntervals = 400_000;

    // Intervals whose lengths differ by less than this fraction count as equal.
    private const double Width = 0.05;

    // At least MinShare of all intervals must have the period's length, and together they must cover at least MinWeight of the time that
    // the intervals of any other length cover.
    private const double MinShare = 0.05, MinWeight = 1.0 / 3;

    // If an interval differs from the period by more than this fraction, one of its edges moved.
    private const double Steady = 0.002;

    // If there are more than MaxPulses pulses per period, those shorter than the fraction Spike of the period are spikes.
    private const double MaxPulses = 1.1, Spike = 1.0 / 50;

    /// <summary>Finds the period by rising or falling edges. Returns null if nothing repeats.</summary>
    /// <param name="edges">The signal.</param>
    /// <param name="sampleTicks">Ticks from sample to sample, or 0.</param>
    /// <param name="maxGlitch">Pulses and gaps up to this many ticks are ignored.</param>
    public static FoundPeriod? Find(EdgeList edges, long sampleTicks, double maxGlitch = 0)
    {
        List<long> rises = [], falls = [], highs = [];
        Collect(edges, maxGlitch, rises, falls, highs);
        double? rising = MainInterval(rises, sampleTicks), falling = MainInterval(falls, sampleTicks);
        if (rising is null && falling is null) return null;
        bool activeHigh = falling is null;
        if (rising is not null && falling is not null)
        {
            // Edges that begin a period never move; the other edges move whenever the duty changes.
            int unsteadyRises = Unsteady(rises, rising.Value, sampleTicks), unsteadyFalls = Unsteady(falls, falling.Value, sampleTicks);
            activeHigh = unsteadyRises <= 2 || unsteadyFalls * 4 > unsteadyRises;
        }
        double period = activeHigh ? rising!.Value : falling!.Value;
        return new FoundPeriod(period, activeHigh,
            Math.Min(Noise(highs), NoiseWithoutSpikes(edges, Math.Max(maxGlitch, period * Spike), period)) / period);
    }

    private static double NoiseWithoutSpikes(EdgeList edges, double maxGlitch, double period)
    {
        if (edges.Count / 2 * period <= (edges.End - edges.Start) * MaxPulses) return double.PositiveInfinity;
        List<long> highs = [];
        Collect(edges, maxGlitch, [], [], highs);
        return highs.Count == 0 ? double.PositiveInfinity : Noise(highs);
    }

    private static void Collect(EdgeList edges, double maxGlitch, List<long> rises, List<long> falls, List<long> highs)
    {
        long stride = edges.Count / 2 / MaxIntervals + 1, number = 0, rise = -1, fall = -1;
        bool level = edges.InitialLevel;
        foreach (long tick in maxGlitch > 0 ? Longer(edges, maxGlitch) : edges.Ticks())
        {
            level = !level;
            if (level)
            {
                if (rise >= 0 && number % stride == 0) rises.Add(tick - rise);
                rise = tick;
                number++;
            }
            else
            {
                if (fall >= 0 && number % stride == 0) falls.Add(tick - fall);
                if (rise >= 0 && number % stride == 0) highs.Add(tick - rise);
                fall = tick;
            }
        }
    }

    // Returns all edges without the two edges of each pulse or gap that is too short.
    private static IEnumerable<long> Longer(EdgeList edges, double maxGlitch)
    {
        long? held = null;
        foreach (long tick in edges.Ticks())
        {
            if (held is { } before && tick - before <= maxGlitch)
            {
                held = null;
                continue;
            }
            if (held is { } whole) yield return whole;
            held = tick;
        }
        if (held is { } last) yield return last;
    }

    /// <summary>Returns the interval length that covers most of the time; of several that are nearly as good, the shortest.</summary>
    private static double? MainInterval(List<long> intervals, long sampleTicks)
    {
        long[] sorted = [.. intervals.Order()];
        if (sorted.Length == 0) return null;
        if (sorted.Length == 1) return sorted[0];
        int minCount = Math.Max(2, (int)(sorted.Length * MinShare));
        double[] weights = new double[sorted.Length];
        int right = 0;
        double weight = 0, maxWeight = 0;
        for (int left = 0; left < sorted.Length; left++)
        {
            while (right < sorted.Length && sorted[right] <= sorted[left] * (1 + Width)) weight += sorted[right++];
            if (right - left >= minCount) maxWeight = Math.Max(maxWeight, weights[left] = weight);
            weight -= sorted[left];
        }
        if (maxWeight == 0) return null;
        int best = Array.FindIndex(weights, candidate => candidate >= maxWeight * MinWeight);
        for (int i = best + 1; i < sorted.Length && sorted[i] <= sorted[best] * (1 + Width); i++)
            if (weights[i] > weights[best]) best = i;
        int end = best;
        while (end < sorted.Length && sorted[end] <= sorted[best] * (1 + Width)) end++;
        // Sampling rounds each period to complete samples, so periods differ by one sample; their mean is far more exact.
        long middle = sorted[(best + end - 1) / 2];
        return sorted[best..end].Where(interval => Math.Abs(interval - middle) <= Allowed(middle, sampleTicks)).Average();
    }

    // Maximum difference between the period and an interval whose edges did not move.
    private static double Allowed(double period, long sampleTicks) => Math.Max(1.5 * sampleTicks, period * Steady);

    private static int Unsteady(List<long> intervals, double period, long sampleTicks)
    {
        double allowed = Allowed(period, sampleTicks);
        return intervals.Count(interval => Math.Abs(interval - Math.Max(1, Math.Round(interval / period)) * period) > allowed);
    }

    private static double Noise(List<long> highs)
    {
        long[] steps = [.. highs.Skip(1).Zip(highs, (next, before) => Math.Abs(next - before)).Order()];
        return steps.Length == 0 ? 0 : steps[steps.Length / 2];
    }
}
