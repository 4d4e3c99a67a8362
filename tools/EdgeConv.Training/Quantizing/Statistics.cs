namespace EdgeConv.Training.Quantizing;

/// <summary>What the values of one tensor were over all calibration frames.</summary>
/// <param name="channels">Number of channels.</param>
/// <param name="inner">Values of one channel that lie together.</param>
internal sealed class Statistics(int channels, int inner)
{
    private readonly double[] _sums = new double[channels];
    private long _perChannel;

    /// <summary>Nothing yet, of a tensor of these extents in the file's order: channels are axis 1, or the only axis.</summary>
    public static Statistics Of(int[] dims) =>
        dims.Length > 1 ? new(dims[1], dims.Skip(2).Aggregate(1, (product, extent) => product * extent)) : new(dims.FirstOrDefault(1), 1);

    /// <summary>Least and greatest value, widened to hold 0.</summary>
    public ValueRange Range { get; private set; }

    /// <summary>The greatest magnitude of each channel.</summary>
    public float[] Magnitudes { get; } = new float[channels];

    /// <summary>The mean of each channel.</summary>
    public float[] Means => [.. _sums.Select(sum => _perChannel == 0 ? 0 : (float)(sum / _perChannel))];

    /// <summary>Counted by <see cref="Calibration"/>.</summary>
    public Histogram? Histogram { get; set; }

    /// <summary>Takes in the values of one frame. Returns false where one is no finite number.</summary>
    public bool Add(float[] values)
    {
        float min = 0, max = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            if (!float.IsFinite(value)) return false;
            int channel = i / inner % channels;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            Magnitudes[channel] = Math.Max(Magnitudes[channel], Math.Abs(value));
            _sums[channel] += value;
        }
        Range = Range.With(new ValueRange(min, max));
        _perChannel += values.Length / channels;
        return true;
    }
}
