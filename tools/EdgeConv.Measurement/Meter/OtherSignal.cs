namespace EdgeConv.Measurement.Meter;

/// <summary>Guesses what a signal is if it is not a PWM.</summary>
internal static class OtherSignal
{
    private const int MaxEdges = 20_000;

    // In serial data, at least this fraction of the times between edges are multiples of a bit. Longer times than MaxBits bits are pauses.
    private const double MinShare = 0.95;
    private const int MaxBits = 12;

    /// <summary>Returns the guess as the end of a message, beginning with "; "; empty if there are too few edges.</summary>
    public static string Hint(Capture capture)
    {
        List<long> lengths = [];
        long before = -1;
        foreach (long tick in capture.Edges.Ticks().Take(MaxEdges))
        {
            if (before >= 0) lengths.Add(tick - before);
            before = tick;
        }
        if (lengths.Count < 16) return "";
        lengths.Sort();
        double bit = lengths[lengths.Count / 50];
        // The mean of all times that are one bit long is more exact.
        bit = lengths.Where(length => length < bit * 1.4).Average();
        long[] within = [.. lengths.Where(length => length < bit * MaxBits)];
        int multiples = within.Count(length => Math.Abs(length / bit - Math.Round(length / bit)) < 0.2
            || Math.Abs(length - Math.Round(length / bit) * bit) <= 1.5 * capture.SampleTicks);
        bool isData = multiples >= MinShare * within.Length && within.Count(length => length > 1.5 * bit) > within.Length / 10;
        return isData
            ? $"; its pulses are multiples of {SignalText.Time(bit / capture.TicksPerSecond)}, so it may be serial data of " +
            $"{capture.TicksPerSecond / bit:#,0} bit/s"
            : "; check the channel and the signal";
    }
}
