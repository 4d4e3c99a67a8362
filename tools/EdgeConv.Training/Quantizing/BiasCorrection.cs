namespace EdgeConv.Training.Quantizing;

/// <summary>
/// Bias correction (M. Nagel et al., 2019, section 4.2): rounding the weights shifts the mean of a layer's output by the mean of its input
/// times the rounding errors. This class subtracts that shift from the bias.
/// </summary>
internal static class BiasCorrection
{
    /// <summary>Corrects the bias of every layer.</summary>
    /// <param name="model">The model; its biases change.</param>
    /// <param name="quantized">The same model with rounded weights.</param>
    /// <param name="meansOf">Returns the mean of each channel of a value over the calibration frames, or null if it is not known.</param>
    public static void Run(FloatModel model, QuantizedModel quantized, Func<string, float[]?> meansOf)
    {
        foreach (OnnxFileNode node in model.Nodes.ToArray())
        {
            if (FloatFilter.Of(model, node) is not { } filter || node.Type == "MatMul" || meansOf(node.Inputs[0]) is not { } means
                || means.Length != filter.Inputs) continue;
            (sbyte[] steps, float[] scales) = quantized.WeightsOf(filter);
            float[] weights = filter.Weights.Floats;
            double[] shifts = new double[filter.Outputs];
            for (int i = 0; i < weights.Length; i++)
            {
                int k = filter.OutputOf(i);
                shifts[k] -= ((double)steps[i] * scales[k] - weights[i]) * means[filter.InputOf(i)];
            }
            filter.AddToBias([.. shifts.Select(shift => (float)shift)]);
        }
    }
}
