namespace EdgeConv.Measurement.Captures;

/// <summary>Finds the two levels of an analog channel from a random selection of its values; single spikes do not count.</summary>
/// <param name="channels">Number of channels in the capture.</param>
internal sealed class AnalogLevels(int channels) : ISampleSink
{
    private const int MaxValues = 1 << 16;

    // This fraction of the values is left out as spikes at either end. If pulses take less of the time, the user must give a threshold.
    private const double Spikes = 0.0005;

    private readonly List<double>?[] _values = new List<double>?[channels];
    private readonly long[] _untilNext = new long[channels];
    private readonly double[] _weight = new double[channels];
    private readonly Random _random = new(1);

    /// <inheritdoc/>
    public void Value(int channel, long tick, double value)
    {
        if (--_untilNext[channel] >= 0 || !double.IsFinite(value)) return;
        // Algorithm L (K. Li, 1994) keeps every value with the same probability; it draws once how many values to skip.
        List<double> values = _values[channel] ??= [];
        if (values.Count < MaxValues)
        {
            values.Add(value);
            if (values.Count < MaxValues) return;
            _weight[channel] = 1;
        }
        else values[_random.Next(MaxValues)] = value;
        _weight[channel] *= Math.Pow(1 - _random.NextDouble(), 1.0 / MaxValues);
        _untilNext[channel] = (long)Math.Min(Math.Log(1 - _random.NextDouble()) / Math.Log(1 - _weight[channel]), long.MaxValue / 2);
    }

    /// <summary>The low and the high level of a channel in volts; null without a value.</summary>
    public (double Low, double High)? Of(int channel)
    {
        if (_values[channel] is not { } values) return null;
        values.Sort();
        int spikes = (int)(values.Count * Spikes);
        List<double> kept = values[spikes..(values.Count - spikes)];
        // Ridler and Calvard (1978): the threshold is the middle between the means of the values below and above it.
        double low = kept[0], high = kept[^1];
        for (int round = 0; round < 32; round++)
        {
            double middle = (low + high) / 2;
            int above = kept.FindIndex(value => value > middle);
            if (above <= 0) break;
            (low, high) = (kept.Take(above).Average(), kept.Skip(above).Average());
        }
        return (low, high);
    }
}
