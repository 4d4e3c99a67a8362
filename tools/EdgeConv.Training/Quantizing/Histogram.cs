namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Counts how many values of a tensor fall into each of 2,048 equal bins of their range, and finds ranges that leave out rare values.
/// </summary>
/// <param name="range">Range that holds all values to count.</param>
internal sealed class Histogram(ValueRange range)
{
    private const int Bins = 2048;

    // Number of int8 values.
    private const int Levels = 256;

    private readonly long[] _counts = new long[Bins];
    private readonly double _width = ((double)range.Max - range.Min) / Bins;

    public void Add(ReadOnlySpan<float> values)
    {
        if (_width <= 0) return;
        foreach (float value in values) _counts[Math.Clamp((int)((value - range.Min) / _width), 0, Bins - 1)]++;
    }

    /// <summary>Returns a narrower range that holds at least a fraction of all values, and 0.</summary>
    /// <param name="fraction">Fraction of the values that the range must hold, e.g. 0.999.</param>
    public ValueRange Percentile(double fraction)
    {
        long total = _counts.Sum(), allowed = (long)(total * (1 - fraction));
        int low = 0, high = Bins;
        // Drops bins one by one from the end that loses fewer values for the width gained; 0 stays inside the range.
        for (long dropped = 0; high - low > 1;)
        {
            bool mayDropLow = EdgeOf(low + 1) <= 0, mayDropHigh = EdgeOf(high - 1) >= 0;
            if (!mayDropLow && !mayDropHigh) break;
            bool takesLow = mayDropLow && (!mayDropHigh || -EdgeOf(low) * _counts[high - 1] > EdgeOf(high) * _counts[low]);
            dropped += _counts[takesLow ? low : high - 1];
            if (dropped > allowed) break;
            if (takesLow) low++;
            else high--;
        }
        return new ValueRange((float)EdgeOf(low), (float)EdgeOf(high));
    }

    /// <summary>
    /// Returns the range with the smallest Kullback-Leibler divergence between the distribution of the values and that of their int8 form,
    /// as in TensorRT's calibration (S. Migacz, 2017).
    /// </summary>
    public ValueRange Entropy()
    {
        double max = Math.Max(-range.Min, range.Max), best = double.PositiveInfinity;
        ValueRange found = range;
        // Tries thresholds on the magnitude, from an eighth of the range up to all of it.
        for (int step = 16; step <= 128; step++)
        {
            double threshold = max * step / 128;
            int low = Math.Max(0, (int)Math.Floor((Math.Max(range.Min, -threshold) - range.Min) / _width)),
                high = Math.Min(Bins, (int)Math.Ceiling((Math.Min(range.Max, threshold) - range.Min) / _width));
            if (high - low < Levels / 2) continue;
            double divergence = Divergence(low, high);
            // Of several ranges with equal divergence, the widest wins.
            if (divergence > best) continue;
            best = divergence;
            found = new ValueRange((float)EdgeOf(low), (float)EdgeOf(high));
        }
        return found;
    }

    private double Divergence(int low, int high)
    {
        int bins = high - low;
        double[] reference = new double[bins], quantized = new double[bins];
        for (int i = 0; i < bins; i++) reference[i] = _counts[low + i];
        // Values outside the range are added to the end bins of the reference, but not to the quantized distribution.
        double below = _counts[..low].Sum(), above = _counts[high..].Sum();
        for (int level = 0; level < Levels; level++)
        {
            int from = level * bins / Levels, to = (level + 1) * bins / Levels, occupied = 0;
            double sum = 0;
            for (int i = from; i < to; i++)
            {
                sum += reference[i];
                if (reference[i] > 0) occupied++;
            }
            for (int i = from; i < to; i++)
                if (reference[i] > 0) quantized[i] = sum / occupied;
        }
        reference[0] += below;
        reference[^1] += above;
        double total = reference.Sum(), quantizedTotal = quantized.Sum(), divergence = 0;
        if (total == 0 || quantizedTotal == 0) return double.PositiveInfinity;
        const double Min = 1e-9;
        for (int i = 0; i < bins; i++)
        {
            if (reference[i] == 0) continue;
            double p = reference[i] / total;
            divergence += p * Math.Log(p / Math.Max(quantized[i] / quantizedTotal, Min));
        }
        return divergence;
    }

    private double EdgeOf(int bin) => bin == 0 ? range.Min : bin == Bins ? range.Max : range.Min + bin * _width;
}
