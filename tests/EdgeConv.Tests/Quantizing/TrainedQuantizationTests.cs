namespace EdgeConv.Tests.Quantizing;

/// <summary>Trained digits from ONNX to int8: within a point of float.</summary>
[TestClass]
[DoNotParallelize] // training takes every core itself
public sealed class TrainedQuantizationTests
{
    private static readonly QuantizerOptions s_options = new() { Scaling = new InputScaling([1f / 16], [0]), Frames = 128 };

    [TestMethod]
    public void Digits() => KeepsAccuracy(TrainedOnnx.Plain);

    [TestMethod]
    public void DigitsWithADepthwiseBlock() => KeepsAccuracy(TrainedOnnx.WithDepthwise);

    [TestMethod]
    public void BadlyScaledChannelsAreEqualized()
    {
        QuantizationResult chosen = KeepsAccuracy(TrainedOnnx.BadlyScaled),
            without = Run(TrainedOnnx.BadlyScaled, s_options with { Equalization = EqualizationKind.None });
        string both = $"{chosen.Decibels:0.0} dB by {chosen.Equalization}, {without.Decibels:0.0} without";
        Assert.AreNotEqual(EqualizationKind.None, chosen.Equalization, both);
        Assert.IsGreaterThan(without.Decibels + 6, chosen.Decibels, both);
        // As published, by the weights alone.
        Assert.IsGreaterThan(without.Decibels + 6,
            Run(TrainedOnnx.BadlyScaled, s_options with { Equalization = EqualizationKind.Weights }).Decibels, both);
        // Without, the layer is named with its channels.
        string? advice = without.Layers.Single(layer => layer.Name.Contains("first")).Advice;
        StringAssert.Contains(advice, "both share one scale");
    }

    private static QuantizationResult KeepsAccuracy(byte[] file)
    {
        QuantizationResult result = Run(file, s_options);
        Accuracy accuracy = result.Accuracy!;
        string what = $"float {accuracy.FloatRight}, int8 {accuracy.Int8Right} of {accuracy.Frames}, {result.Decibels:0.0} dB";
        Console.WriteLine(what);
        Assert.IsGreaterThan(0.92, accuracy.FloatRight / (double)accuracy.Frames, what);
        Assert.IsLessThanOrEqualTo(0.01, Math.Abs(accuracy.FloatRight - accuracy.Int8Right) / (double)accuracy.Frames, what);
        Assert.IsLessThan(1e-4, result.FoldingError, what);
        Assert.IsTrue(result.TakesSensorValues);
        // The sensor's own units: 0 to 16.
        Assert.AreEqual(16 / 255f, result.Graph.Inputs[0].Quantized.Scale, 1e-4f);
        return result;
    }

    private static QuantizationResult Run(byte[] file, QuantizerOptions options)
    {
        using TestFolder folder = new();
        Quantizer quantizer = new("digits", file);
        string digits = TrainingData.Digits(folder.Folder);
        return quantizer.Run(CalibrationReader.Read(digits, quantizer.InputShape, true, new DataOptions()), options);
    }
}
