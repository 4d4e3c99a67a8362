namespace EdgeConv.Measurement.Captures;

/// <summary>Keeps the edges of all channels; analog ones through a comparator each.</summary>
/// <param name="comparators">One per channel, null for digital ones and for those that are not wanted.</param>
/// <param name="wanted">Which channels are kept.</param>
internal sealed class EdgeRecorder(Comparator?[] comparators, bool[] wanted) : ISampleSink
{
    // Far more than a minute of the fastest PWM of an ESP32 needs. A longer capture is measured up to this limit.
    private const long MaxBytes = 80L << 20;
    private const int CheckEvery = 4096;

    private int _untilCheck = CheckEvery;

    /// <summary>Edges by channel.</summary>
    public EdgeList[] Edges { get; } = [.. wanted.Select(_ => new EdgeList())];

    /// <summary>Edges after <see cref="EdgeList.End"/> were left out: there were too many.</summary>
    public bool IsFull { get; private set; }

    /// <inheritdoc/>
    public void Level(int channel, long tick, bool high)
    {
        if (!wanted[channel] || IsFull) return;
        Edges[channel].Set(tick, high);
        if (--_untilCheck > 0) return;
        _untilCheck = CheckEvery;
        IsFull = Edges.Sum(edges => edges.Bytes) >= MaxBytes;
    }

    /// <inheritdoc/>
    public void Value(int channel, long tick, double value)
    {
        if (comparators[channel] is { } comparator && comparator.Level(value) is { } high) Level(channel, tick, high);
    }

    /// <inheritdoc/>
    public void End(long tick)
    {
        if (IsFull) return;
        foreach (EdgeList edges in Edges.Where(edges => edges.IsKnown)) edges.Finish(tick);
    }
}
