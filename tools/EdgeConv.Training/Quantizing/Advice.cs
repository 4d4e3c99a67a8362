namespace EdgeConv.Training.Quantizing;

/// <summary>Advice for a layer whose quantization adds much error, based on its measured values.</summary>
internal static class Advice
{
    // If one channel's range is this many times the median channel's, the other channels use only a few of the 256 int8 steps.
    private const float Outlier = 8;

    /// <summary>Returns one line of advice.</summary>
    /// <param name="model">The float model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="statistics">Statistics of the layer's output.</param>
    /// <param name="weightRatio">Noise-to-signal ratio at the network's output if only this layer's weights are rounded.</param>
    /// <param name="activationRatio">Noise-to-signal ratio at the network's output if only this layer's output is rounded.</param>
    /// <param name="overflow">Output channel whose bias overflowed int32 so that its weights got a coarser scale, or null.</param>
    public static string Of(FloatModel model, LayerNode layer, Statistics statistics, double weightRatio, double activationRatio,
        int? overflow)
    {
        if (overflow is { } channel) return $"the bias of channel {channel} did not fit 32 bits, so its weights got a " +
            "coarser scale; retrain with weight decay on the bias, or remove the channel";
        bool isWeights = weightRatio > activationRatio && FloatFilter.Of(model, layer.Node) is not null;
        if (isWeights)
        {
            FloatFilter filter = FloatFilter.Of(model, layer.Node)!;
            (int worst, float peak) = WorstFilter(filter);
            if (peak > Outlier) return $"rounding of the weights: in output channel {worst} the largest weight is {peak:0.#} times the " +
                "root mean square; use weight decay or weight clipping in training";
            return "rounding of the weights, none of which is an outlier; fine-tune with quantization-aware training";
        }
        float[] sorted = [.. statistics.Magnitudes.Where(magnitude => magnitude > 0).Order()];
        if (sorted.Length > 1)
        {
            float median = sorted[sorted.Length / 2], max = sorted[^1];
            int at = Array.IndexOf(statistics.Magnitudes, max);
            if (max > Outlier * median) return $"channel {at} reaches {max:0.###}, the median channel {median:0.###}, but both " +
                "share one scale; use Relu instead of Clip and no branch after it, so that equalization can act, or use batch " +
                "normalization in training";
        }
        ValueRange all = statistics.Range, common = statistics.Histogram!.Percentile(0.999);
        double full = (double)all.Max - all.Min, inner = (double)common.Max - common.Min;
        if (full > 3 * inner && inner > 0) return $"99.9 % of its values lie within {common.Min:0.###} to {common.Max:0.###}, the " +
            $"rest reach {all.Min:0.###} to {all.Max:0.###}; a ReLU6 or Clip after this layer would narrow the range";
        return "256 int8 steps are too few for its values; fine-tune with quantization-aware training, or make the layer wider";
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
