namespace EdgeConv.Training.Quantizing;

/// <summary>What would mend a layer that quantization costs much, from what was measured of it.</summary>
internal static class Advice
{
    // A channel beyond this many times the median one leaves the others few of the 256 steps.
    private const float Outlier = 8;

    /// <summary>One line.</summary>
    /// <param name="model">The float model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="statistics">Of what it gives.</param>
    /// <param name="weightRatio">Noise to signal at the output where its weights alone are rounded.</param>
    /// <param name="activationRatio">The same where what it gives is.</param>
    /// <param name="overflow">Channel whose bias made its weights coarser, or null.</param>
    public static string Of(FloatModel model, LayerNode layer, Statistics statistics, double weightRatio, double activationRatio,
        int? overflow)
    {
        if (overflow is { } channel) return $"the bias of channel {channel} is so large beside its weights that these were rounded " +
            "coarser to let it fit 32 bits; retrain with weight decay on the bias, or remove the channel";
        bool isWeights = weightRatio > activationRatio && FloatFilter.Of(model, layer.Node) is not null;
        if (isWeights)
        {
            FloatFilter filter = FloatFilter.Of(model, layer.Node)!;
            (int worst, float peak) = WorstFilter(filter);
            if (peak > Outlier) return $"the rounding of weights: in output channel {worst} the greatest weight is {peak:0.#} times the " +
                "root mean square; weight decay or clipping of weights while training mends it";
            return "the rounding of weights, without an outlier among them: fine-tune with quantization in the loop";
        }
        float[] sorted = [.. statistics.Magnitudes.Where(magnitude => magnitude > 0).Order()];
        if (sorted.Length > 1)
        {
            float median = sorted[sorted.Length / 2], max = sorted[^1];
            int at = Array.IndexOf(statistics.Magnitudes, max);
            if (max > Outlier * median) return $"channel {at} reaches {max:0.###}, the median channel {median:0.###}: one " +
                "scale serves both; use Relu instead of Clip and no branch behind it so that equalization can act, or batch " +
                "normalization while training";
        }
        ValueRange all = statistics.Range, usual = statistics.Histogram!.Percentile(0.999);
        double whole = (double)all.Max - all.Min, inner = (double)usual.Max - usual.Min;
        if (whole > 3 * inner && inner > 0) return $"99.9 % of its values lie within {usual.Min:0.###} to {usual.Max:0.###}, the " +
            $"rest reach {all.Min:0.###} to {all.Max:0.###}: a ReLU6 or Clip there mends it";
        return "256 steps for its values are what limits it: fine-tune with quantization in the loop, or make the layer wider";
    }

    private static (int Channel, float Peak) WorstFilter(FloatFilter filter)
    {
        float[] weights = filter.Weights.Floats, max = filter.OutputRanges();
        double[] squares = new double[filter.Outputs];
        for (int i = 0; i < weights.Length; i++) squares[filter.OutputOf(i)] += (double)weights[i] * weights[i];
        int perChannel = weights.Length / filter.Outputs;
        return Enumerable.Range(0, filter.Outputs)
            .Select(k => (k, squares[k] == 0 ? 0 : (float)(max[k] / Math.Sqrt(squares[k] / perChannel)))).MaxBy(pair => pair.Item2);
    }
}
