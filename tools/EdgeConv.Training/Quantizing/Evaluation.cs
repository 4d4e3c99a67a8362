using EdgeConv.Compiler.Reference;

namespace EdgeConv.Training.Quantizing;

/// <summary>Energy of signal and noise, summed over frames.</summary>
internal sealed class Noise
{
    private double _signal;
    private double _noise;

    /// <summary>Noise-to-signal ratio; 0 if all values are equal.</summary>
    public double Ratio => _noise == 0 ? 0 : _noise / Math.Max(_signal, double.Epsilon);

    /// <summary>Signal-to-noise ratio in decibels; infinite if all values are equal.</summary>
    public double Decibels => DecibelsOf(Ratio);

    /// <summary>Converts a noise-to-signal ratio to a signal-to-noise ratio in decibels.</summary>
    public static double DecibelsOf(double ratio) => ratio == 0 ? double.PositiveInfinity : -10 * Math.Log10(ratio);

    /// <summary>Adds the values of one tensor for one frame.</summary>
    public void Add(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = (double)actual[i] - expected[i];
            _signal += (double)expected[i] * expected[i];
            _noise += difference * difference;
        }
    }
}

/// <summary>Runs the int8 network and converts its values to the axis order and units of the float model.</summary>
internal static class Evaluation
{
    /// <summary>Converts a frame in the float model's axis order to the int8 input of the graph, NHWC.</summary>
    public static sbyte[] Input(QuantizedModel quantized, FloatModel model, float[] frame)
    {
        OnnxValue value = quantized.ValueOf(model.Input.Name);
        Quantization q = quantized.Quantizations[model.Input.Name];
        float[] turned = (float[])OnnxShapes.Permuted(frame, value.StoredDims, value.Order);
        return Array.ConvertAll(turned, real => QuantizedModel.Step(real, q));
    }

    /// <summary>Converts a value of the int8 network to real numbers in the float model's axis order.</summary>
    public static float[] Real(QuantizedModel quantized, TensorValues values, string name)
    {
        OnnxValue value = quantized.ValueOf(name);
        Quantization q = value.Tensor!.Quantized;
        float[] real = Array.ConvertAll(values.Int8(value.Tensor), step => (step - q.ZeroPoint) * q.Scale);
        // Axis i of the tensor is axis Order[i] of the value; this is the inverse order.
        int[] back = new int[value.Order.Length];
        for (int i = 0; i < back.Length; i++) back[value.Order[i]] = i;
        return (float[])OnnxShapes.Permuted(real, [.. value.Order.Select(axis => value.StoredDims[axis])], back);
    }

    /// <summary>Computes all tensors of the int8 network for one frame.</summary>
    public static TensorValues Run(QuantizedModel quantized, FloatModel model, float[] frame) =>
        ReferenceEngine.Run(quantized.Graph, [Input(quantized, model, frame)]);
}
