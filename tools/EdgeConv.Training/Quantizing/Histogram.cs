namespace EdgeConv.Training.Quantizing;

/// <summary>
/// How often values of a tensor fall into each of many equal bins of their range; ranges that leave out the rarest are found with it.
/// </summary>
/// <param name="range">Holds all values that will be counted.</param>
internal sealed class Histogram(ValueRange range)
{
    private const int Bins = 2048;

    // Levels of int8.
    private const int Levels = 256;

    private readonly long[] _counts = new long[Bins];
    private readonly double _width = ((double)range.Max - range.Min) / Bins;

    /// <summary>Counts values.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        if (_width <= 0) return;
        foreach (float value in values) _counts[Math.Clamp((int)((value - range.Min) / _width), 0, Bins - 1)]++;
    }

    /// <summary>The range without the values beyond a fraction of all, at both ends together.</summary>
    /// <param name="fraction">What is held, e.g. 0.999.</param>
    public ValueRange Percentile(double fraction)
    {
        long total = _counts.Sum(), allowed = (long)(total * (1 - fraction));
        int low = 0, high = Bins;
        // The rarer end first, bin by bin; zero stays inside.
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
    /// The range that keeps most information: the least Kullback-Leibler divergence of the quantized distribution from that of the values
    /// (as TensorRT calibrates; S. Migacz, 2017).
    /// </summary>
    public ValueRange Entropy()
    {
        double max = Math.Max(-range.Min, range.Max), best = double.PositiveInfinity;
        ValueRange found = range;
        // Thresholds on the magnitude, from an eighth of the range up.
        for (int step = 16; step <= 128; step++)
        {
            double threshold = max * step / 128;
            int low = Math.Max(0, (int)Math.Floor((Math.Max(range.Min, -threshold) - range.Min) / _width)),
                high = Math.Min(Bins, (int)Math.Ceiling((Math.Min(range.Max, threshold) - range.Min) / _width));
            if (high - low < Levels / 2) continue;
            double divergence = Divergence(low, high);
            // Of equals the widest.
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
        // What is cut off counts at the ends; the quantized distribution knows nothing of it.
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
