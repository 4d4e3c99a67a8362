namespace EdgeConv.Measurement.Meter;

/// <summary>One time at the active level, which is the level with which periods begin.</summary>
/// <param name="Start">Tick at which it begins.</param>
/// <param name="End">Tick at which it ends.</param>
internal readonly record struct Pulse(long Start, long End)
{
    /// <summary>Returns all pulses that begin with an edge. The last one may end with the capture.</summary>
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
