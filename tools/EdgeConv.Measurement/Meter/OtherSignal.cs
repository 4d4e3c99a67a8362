namespace EdgeConv.Measurement.Meter;

/// <summary>Guesses what a signal is that is no PWM.</summary>
internal static class OtherSignal
{
    private const int MaxEdges = 20_000;

    // Serial data: this share of the times between edges are whole numbers of bits. Times longer than LongestBits are pauses.
    private const double MinShare = 0.95;
    private const int LongestBits = 12;

    /// <summary>The guess as the end of a message, with "; " in front.</summary>
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
        // The mean of all times that are one bit long is a better length of a bit.
        bit = lengths.Where(length => length < bit * 1.4).Average();
        long[] within = [.. lengths.Where(length => length < bit * LongestBits)];
        int whole = within.Count(length => Math.Abs(length / bit - Math.Round(length / bit)) < 0.2
            || Math.Abs(length - Math.Round(length / bit) * bit) <= 1.5 * capture.SampleTicks);
        bool isData = whole >= MinShare * within.Length && within.Count(length => length > 1.5 * bit) > within.Length / 10;
        return isData
            ? $"; its pulses are whole numbers of {SignalText.Time(bit / capture.TicksPerSecond)}: serial data of " +
            $"{capture.TicksPerSecond / bit:#,0} bit/s?"
            : "; another signal, or another channel?";
    }
}
