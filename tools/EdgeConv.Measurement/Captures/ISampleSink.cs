namespace EdgeConv.Measurement.Captures;

/// <summary>Takes what a capture holds, in the order of time. Ticks are those of the capture, from its begin.</summary>
internal interface ISampleSink
{
    /// <summary>A digital channel has this level from here on; also where it had it before.</summary>
    void Level(int channel, long tick, bool high) { }

    /// <summary>An analog channel was measured.</summary>
    void Value(int channel, long tick, double value);

    /// <summary>The capture ends here.</summary>
    void End(long tick) { }
}
