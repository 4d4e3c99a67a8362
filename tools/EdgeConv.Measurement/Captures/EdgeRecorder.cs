namespace EdgeConv.Measurement.Captures;

/// <summary>Records the edges of the wanted channels; a comparator turns an analog channel into levels.</summary>
/// <param name="comparators">Comparator of each channel; null for a digital channel or one that is not wanted.</param>
/// <param name="wanted">Whether to record each channel.</param>
internal sealed class EdgeRecorder(Comparator?[] comparators, bool[] wanted) : ISampleSink
{
    // A minute of an ESP32's fastest PWM takes far less. A capture with more edges is measured up to this limit.
    private const long MaxBytes = 80L << 20;
    private const int CheckEvery = 4096;

    private int _untilCheck = CheckEvery;

    /// <summary>Edges of each channel.</summary>
    public EdgeList[] Edges { get; } = [.. wanted.Select(_ => new EdgeList())];

    /// <summary>Whether there were too many edges, so that those after <see cref="EdgeList.End"/> were left out.</summary>
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
