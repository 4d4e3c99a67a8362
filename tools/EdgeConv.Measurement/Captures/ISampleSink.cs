namespace EdgeConv.Measurement.Captures;

/// <summary>Receives the content of a capture in the order of time. Ticks count from the capture's start.</summary>
internal interface ISampleSink
{
    /// <summary>A digital channel has this level from this tick on; it may have had it before.</summary>
    void Level(int channel, long tick, bool high) { }

    /// <summary>An analog channel was measured.</summary>
    void Value(int channel, long tick, double value);

    /// <summary>The capture ends here.</summary>
    void End(long tick) { }
}
