namespace EdgeConv.Training.Quantizing;

/// <summary>Result of quantizing one layer.</summary>
/// <param name="Name">Name of the layer.</param>
/// <param name="Operator">Operators that the layer combines, e.g. "Conv + Relu".</param>
/// <param name="Shape">Shape of its int8 output, NHWC.</param>
/// <param name="Min">Real value that -128 means.</param>
/// <param name="Max">Real value that 127 means.</param>
/// <param name="Method">Method that gave the range; null if TensorFlow Lite fixes the range.</param>
/// <param name="Decibels">Signal-to-noise ratio of its int8 output against float, in dB, with all layers before it in int8.</param>
/// <param name="AloneDecibels">Signal-to-noise ratio of the network's output, in dB, if only this layer is int8.</param>
/// <param name="Advice">How to reduce the error, for the layers that add the largest errors; else null.</param>
public sealed record QuantizedLayer(string Name, string Operator, Shape Shape, double Min, double Max, RangeMethod? Method,
    double Decibels, double AloneDecibels, string? Advice);

/// <summary>A quantized model and its error against the float model.</summary>
/// <param name="Graph">The int8 graph.</param>
/// <param name="Layers">Results of the layers, in running order.</param>
/// <param name="Equalization">Equalization that gave the smallest error.</param>
/// <param name="EqualizedPairs">Number of layer pairs that were equalized.</param>
/// <param name="BiasCorrected">Whether bias correction lowered the error and was kept.</param>
/// <param name="Decibels">Signal-to-noise ratio at the output, in dB.</param>
/// <param name="MinMaxDecibels">Signal-to-noise ratio at the output, in dB, with minimum-to-maximum ranges and no other step, for
/// comparison.</param>
/// <param name="TakesSensorValues">Whether the input takes sensor values; else it takes the values that the float model expects.</param>
/// <param name="FoldingError">Maximum difference at the output between the float model before and after folding and equalization, relative
/// to the output's largest magnitude.</param>
/// <param name="Accuracy">Accuracy of both models, or null if the frames have no labels.</param>
public sealed record QuantizationResult(Graph Graph, IReadOnlyList<QuantizedLayer> Layers, EqualizationKind Equalization,
    int EqualizedPairs, bool BiasCorrected, double Decibels, double MinMaxDecibels,
    bool TakesSensorValues, double FoldingError, Accuracy? Accuracy);

/// <summary>Number of frames for which the index of the maximum output is the label.</summary>
/// <param name="Frames">Number of frames with a label.</param>
/// <param name="FloatRight">Correct frames of the float model, computed by ONNX Runtime.</param>
/// <param name="Int8Right">Correct frames of the int8 graph, computed by the reference engine.</param>
/// <param name="Agreeing">Frames for which both models have the same maximum output.</param>
public sealed record Accuracy(int Frames, int FloatRight, int Int8Right, int Agreeing);
