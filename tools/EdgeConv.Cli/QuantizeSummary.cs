using EdgeConv.Training.Quantizing;

namespace EdgeConv.Cli;

/// <summary>
/// What `edgeconv quantize` prints: what each layer lost, which layers cost most and what would mend them, and the accuracy before and
/// after.
/// </summary>
internal static class QuantizeSummary
{
    public static void Print(string model, QuantizationResult result, CalibrationSet data, QuantizerOptions options, string output,
        int bytes)
    {
        TextTable layers = new(("layer", false), ("operator", false), ("shape", false), ("int8 holds", false), ("ranges", false),
            ("SNR dB", true), ("alone dB", true));
        foreach (QuantizedLayer layer in result.Layers)
            layers.Add(Printable.Text(layer.Name, 40), layer.Operator, layer.Shape.ToString(),
                $"{layer.Min:0.###} to {layer.Max:0.###}", Name(layer.Method), Decibels(layer.Decibels),
                Decibels(layer.AloneDecibels));
        layers.Print($"{Printable.Text(Path.GetFileName(model))} in int8");

        QuantizedLayer[] costly = [.. result.Layers.Where(layer => layer.Advice is not null).OrderBy(layer => layer.AloneDecibels)];
        if (costly.Length > 0)
        {
            Console.WriteLine("costs most (signal to noise of the output where that layer alone is int8):");
            foreach (QuantizedLayer layer in costly)
                Console.WriteLine($"  {Printable.Text(layer.Name, 40)}, {Decibels(layer.AloneDecibels)} dB: {layer.Advice}");
            Console.WriteLine();
        }

        foreach (string note in data.Skipped.Take(10)) Console.WriteLine("skipped   " + Printable.Text(note, 200));
        if (data.Skipped.Count > 10) Console.WriteLine($"skipped   {data.Skipped.Count - 10} more");
        Console.WriteLine($"frames    {Math.Min(options.Frames, data.Frames.Count)} of {data.Frames.Count} in {Printable.Text(data.Name)}");
        Console.WriteLine($"input     {Input(result)}");
        Console.WriteLine(result.FoldingError == 0 ? "folding   changed nothing in float"
            : $"folding   changed the float network by {result.FoldingError:0e0} of its greatest output at most");
        Console.WriteLine($"equalized {Equalized(result)}");
        Console.WriteLine(result.BiasCorrected ? "biases    corrected for the rounding of weights"
            : "biases    as they are: correcting them did not lower the error");
        Console.WriteLine($"output    {Decibels(result.Decibels)} dB signal to noise in int8; with min-max ranges alone " +
            $"{Decibels(result.MinMaxDecibels)} dB");
        if (result.Accuracy is { } accuracy)
            Console.WriteLine($"accuracy  float {100.0 * accuracy.FloatRight / accuracy.Frames:0.00} %, int8 " +
                $"{100.0 * accuracy.Int8Right / accuracy.Frames:0.00} % of {Amount.Of(accuracy.Frames, "frame")}; both answer the same " +
                $"for {100.0 * accuracy.Agreeing / accuracy.Frames:0.00} %");
        Console.WriteLine($"written   {output}, {Amount.Of(bytes, "byte")}");
    }

    private static string Input(QuantizationResult result)
    {
        Tensor input = result.Graph.Inputs[0];
        Quantization q = input.Quantized;
        double least = (-128 - q.ZeroPoint) * (double)q.Scale, greatest = (127 - q.ZeroPoint) * (double)q.Scale;
        return $"{input.Shape}, -128 is {least:0.####} and 127 is {greatest:0.####} " +
            $"{(result.TakesSensorValues ? "of the sensor" : "of what the float model expects")}";
    }

    private static string Equalized(QuantizationResult result) => result.Equalization switch
    {
        EqualizationKind.None => "nothing: it did not lower the error",
        EqualizationKind.Weights => $"{result.EqualizedPairs} pairs of layers, by the ranges of their weights",
        _ => $"{result.EqualizedPairs} pairs of layers, by the ranges of the activations between them",
    };

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
