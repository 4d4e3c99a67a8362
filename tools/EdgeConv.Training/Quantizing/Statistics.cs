namespace EdgeConv.Training.Quantizing;

/// <summary>Range, magnitudes and means of one tensor over all calibration frames.</summary>
/// <param name="channels">Number of channels.</param>
/// <param name="inner">Number of consecutive values that belong to one channel, e.g. H * W for [1, C, H, W].</param>
internal sealed class Statistics(int channels, int inner)
{
    private readonly double[] _sums = new double[channels];
    private long _perChannel;

    /// <summary>
    /// Makes empty statistics for a tensor with these axis lengths in the file's order: axis 1, or the only axis, counts channels.
    /// </summary>
    public static Statistics Of(int[] dims) =>
        dims.Length > 1 ? new(dims[1], dims.Skip(2).Aggregate(1, (product, extent) => product * extent)) : new(dims.FirstOrDefault(1), 1);

    /// <summary>Range from the minimum to the maximum value, widened to hold 0.</summary>
    public ValueRange Range { get; private set; }

    /// <summary>Largest magnitude of each channel.</summary>
    public float[] Magnitudes { get; } = new float[channels];

    /// <summary>Mean of each channel.</summary>
    public float[] Means => [.. _sums.Select(sum => _perChannel == 0 ? 0 : (float)(sum / _perChannel))];

    /// <summary>Histogram of the values, which <see cref="Calibration"/> fills.</summary>
    public Histogram? Histogram { get; set; }

    /// <summary>Adds the values of one frame. Returns false if one of them is not a finite number.</summary>
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
