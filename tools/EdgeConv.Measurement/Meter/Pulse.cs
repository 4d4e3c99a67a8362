namespace EdgeConv.Measurement.Meter;

/// <summary>One time at the active level, with which periods begin.</summary>
/// <param name="Start">Tick it begins.</param>
/// <param name="End">Tick it ends.</param>
internal readonly record struct Pulse(long Start, long End)
{
    /// <summary>All pulses that begin with an edge. The last one may end with the capture.</summary>
    public static IEnumerable<Pulse> Of(EdgeList edges, bool activeHigh)
    {
        long start = -1;
        bool level = edges.InitialLevel;
        foreach (long tick in edges.Ticks())
        {
            level = !level;
            if (level == activeHigh) start = tick;
            else if (start >= 0)
            {
                yield return new Pulse(start, tick);
                start = -1;
            }
        }
        if (start >= 0) yield return new Pulse(start, edges.End);
    }
}
