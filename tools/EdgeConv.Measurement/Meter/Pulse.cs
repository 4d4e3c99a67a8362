namespace EdgeConv.Measurement.Meter;

/// <summary>The line at the active level once: the level that begins a period.</summary>
/// <param name="Start">Tick it begins.</param>
/// <param name="End">Tick it ends.</param>
internal readonly record struct Pulse(long Start, long End)
{
    /// <summary>All pulses that begin with an edge; the last one ends with the capture where it has no end of its own.</summary>
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
