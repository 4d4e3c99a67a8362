namespace EdgeConv.Training.Quantizing;

/// <summary>What quantizing a layer came to.</summary>
/// <param name="Name">The layer's.</param>
/// <param name="Operator">E.g. "Conv + Relu".</param>
/// <param name="Shape">Of its int8 tensor, NHWC.</param>
/// <param name="Min">What -128 stands for.</param>
/// <param name="Max">What 127 stands for.</param>
/// <param name="Method">How the range was found; null where TensorFlow Lite fixes it.</param>
/// <param name="Decibels">Signal to noise of its int8 tensor against float, with all layers before it in int8.</param>
/// <param name="AloneDecibels">Signal to noise of the network's output where this layer alone is int8.</param>
/// <param name="Advice">What would mend it, of the layers that cost most; else null.</param>
public sealed record QuantizedLayer(string Name, string Operator, Shape Shape, double Min, double Max, RangeMethod? Method,
    double Decibels, double AloneDecibels, string? Advice);

/// <summary>A quantized model and what it cost.</summary>
/// <param name="Graph">int8.</param>
/// <param name="Layers">In running order.</param>
/// <param name="Equalization">What was chosen.</param>
/// <param name="EqualizedPairs">Pairs of layers equalized.</param>
/// <param name="BiasCorrected">Whether bias correction lowered the error and was kept.</param>
/// <param name="Decibels">Signal to noise at the output.</param>
/// <param name="MinMaxDecibels">The same with ranges from least to greatest value and nothing else: what the steps gained.</param>
/// <param name="TakesSensorValues">Whether the input's real values are the sensor's; else those that the float model expects.</param>
/// <param name="FoldingError">Greatest difference at the output that folding and equalizing made to the float network, relative to its
/// greatest value.</param>
/// <param name="Accuracy">Where labels were given.</param>
public sealed record QuantizationResult(Graph Graph, IReadOnlyList<QuantizedLayer> Layers, EqualizationKind Equalization,
    int EqualizedPairs, bool BiasCorrected, double Decibels, double MinMaxDecibels,
    bool TakesSensorValues, double FoldingError, Accuracy? Accuracy);

/// <summary>How often the greatest output was the label.</summary>
/// <param name="Frames">Frames with a label.</param>
/// <param name="FloatRight">Of the float model, in ONNX Runtime.</param>
/// <param name="Int8Right">Of the int8 graph, in the reference engine.</param>
/// <param name="Agreeing">Frames on which both agree.</param>
public sealed record Accuracy(int Frames, int FloatRight, int Int8Right, int Agreeing);
