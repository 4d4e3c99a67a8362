using EdgeConv.Training.Quantizing;

namespace EdgeConv.Cli;

/// <summary>
/// Prints the result of `edgeconv quantize`: the precision of each layer, advice for the layers that lose most, and the accuracy before and
/// after.
/// </summary>
internal static class QuantizeSummary
{
    private const int MaxSkipped = 10;

    public static void Print(string model, QuantizationResult result, CalibrationSet data, QuantizerOptions options)
    {
        Terminal.Table($"{Printable.Text(Path.GetFileName(model))} in int8",
            ["layer", "operator", "?shape", "?int8 holds", "?ranges", "SNR dB:", "alone dB:"],
            result.Layers.Select(layer => (string[])[Printable.Text(layer.Name, 40), layer.Operator, layer.Shape.ToString(),
                $"{layer.Min:0.###} to {layer.Max:0.###}", Name(layer.Method), Decibels(layer.Decibels), Decibels(layer.AloneDecibels)]));
        QuantizedLayer[] costly = [.. result.Layers.Where(layer => layer.Advice is not null).OrderBy(layer => layer.AloneDecibels)];
        if (costly.Length > 0)
        {
            Terminal.Row("", "These layers lose most precision (dB: signal-to-noise ratio of the output if only that layer is int8):");
            foreach (QuantizedLayer layer in costly)
                Terminal.Row("  ", $"{Printable.Text(layer.Name, 40)}, {Decibels(layer.AloneDecibels)} dB: {layer.Advice}");
            Console.WriteLine();
        }
        foreach (string note in data.Skipped.Take(MaxSkipped)) Terminal.Row("skipped   ", Printable.Text(note, 200));
        if (data.Skipped.Count > MaxSkipped) Terminal.Row("skipped   ", $"{data.Skipped.Count - MaxSkipped} more");
        Terminal.Row("frames    ", $"{Math.Min(options.Frames, data.Frames.Count)} of {data.Frames.Count} in {Printable.Text(data.Name)}");
        Terminal.Row("input     ", $"{Input(result)}");
        Terminal.Row("folding   ", (result.FoldingError == 0 ? "did not change the float network"
            : $"changed the float network's output by at most {result.FoldingError:0e0} of its largest value"));
        Terminal.Row("equalized ", result.Equalization switch
        {
            EqualizationKind.None => "no layers: it did not lower the error",
            EqualizationKind.Weights => $"{result.EqualizedPairs} pairs of layers, by the ranges of their weights",
            _ => $"{result.EqualizedPairs} pairs of layers, by the ranges of the activations between them",
        });
        Terminal.Row("biases    ", (result.BiasCorrected ? "corrected for the rounding of weights"
            : "not corrected: correcting them did not lower the error"));
        Terminal.Row("output    ", $"{Decibels(result.Decibels)} dB signal-to-noise ratio in int8; with only min-max ranges " +
            $"{Decibels(result.MinMaxDecibels)} dB");
        if (result.Accuracy is not { } accuracy) return;
        string Percent(int frames) => $"{100.0 * frames / accuracy.Frames:0.00} %";
        Terminal.Row("accuracy  ", $"float {Percent(accuracy.FloatRight)}, int8 {Percent(accuracy.Int8Right)} of " +
            $"{Amount.Of(accuracy.Frames, "frame")}; both give the same class for {Percent(accuracy.Agreeing)}");
    }

    private static string Input(QuantizationResult result)
    {
        Quantization q = result.Graph.Inputs[0].Quantized;
        double min = (-128 - q.ZeroPoint) * (double)q.Scale, max = (127 - q.ZeroPoint) * (double)q.Scale;
        return $"{result.Graph.Inputs[0].Shape}, -128 is {min:0.####} and 127 is {max:0.####} " +
            Units(result);
    }

    /// <summary>Returns what the values of the model's input are: `of the sensor`, for example.</summary>
    public static string Units(QuantizationResult result) =>
        result.TakesSensorValues ? "of the sensor" : "of what the float model expects";

    private static string Name(RangeMethod? method) => method switch
    {
        null => "fixed",
        RangeMethod.MinMax => "min-max",
        RangeMethod.Percentile9999 => "99.99 %",
        RangeMethod.Percentile999 => "99.9 %",
        _ => "KL",
    };

    private static string Decibels(double decibels) => double.IsPositiveInfinity(decibels) ? "exact" : decibels.ToString("0.0");
}
