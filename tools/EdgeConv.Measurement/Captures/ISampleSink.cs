namespace EdgeConv.Measurement.Captures;

/// <summary>Receives the content of a capture in the order of time. Ticks count from the capture's start.</summary>
internal interface ISampleSink
{
    /// <summary>A digital channel has this level from this tick on. The level may be the same as before.</summary>
    void Level(int channel, long tick, bool high) { }

    /// <summary>An analog channel has this value, in volts, at this tick.</summary>
    void Value(int channel, long tick, double value);

    /// <summary>The capture ends at this tick.</summary>
    void End(long tick) { }
}
