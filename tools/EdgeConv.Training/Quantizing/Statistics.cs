namespace EdgeConv.Training.Quantizing;

/// <summary>What the values of one tensor were over all calibration frames.</summary>
internal sealed class Statistics
{
    private readonly double[] _sums;
    private long _perChannel;

    /// <summary>Nothing yet.</summary>
    /// <param name="dims">Extents in the file's order.</param>
    /// <param name="channelAxis">The axis of the channels: 1, or the last of a tensor of one axis.</param>
    public Statistics(int[] dims, int channelAxis)
    {
        Channels = dims.Length == 0 ? 1 : dims[channelAxis];
        Inner = dims.Skip(channelAxis + 1).Aggregate(1, (product, extent) => product * extent);
        Magnitudes = new float[Channels];
        _sums = new double[Channels];
    }

    /// <summary>Number of channels.</summary>
    public int Channels { get; }

    /// <summary>Values of one channel that lie together.</summary>
    public int Inner { get; }

    /// <summary>Least and greatest value, widened to hold 0.</summary>
    public ValueRange Range { get; private set; }

    /// <summary>The greatest magnitude of each channel.</summary>
    public float[] Magnitudes { get; }

    /// <summary>The mean of each channel.</summary>
    public float[] Means => [.. _sums.Select(sum => _perChannel == 0 ? 0 : (float)(sum / _perChannel))];

    /// <summary>Counted by <see cref="Calibration"/>.</summary>
    public Histogram? Histogram { get; set; }

    /// <summary>Takes in the values of one frame. Returns false where one is no finite number.</summary>
    public bool Add(float[] values)
    {
        float least = 0, greatest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            if (!float.IsFinite(value)) return false;
            int channel = i / Inner % Channels;
            least = Math.Min(least, value);
            greatest = Math.Max(greatest, value);
            Magnitudes[channel] = Math.Max(Magnitudes[channel], Math.Abs(value));
            _sums[channel] += value;
        }
        Range = Range.With(new ValueRange(least, greatest));
        _perChannel += values.Length / Channels;
        return true;
    }
}
