namespace EdgeConv.Training.Layers;

/// <summary>
/// Rounds activations, in floating point, to the values that int8 can hold, so that training takes the rounding into account (Jacob et al.,
/// Quantization and Training of Neural Networks, 2018). The gradient of a rounded value passes unchanged, that of a clamped value is 0.
/// </summary>
/// <param name="name">The layer whose output it rounds, in place.</param>
/// <param name="input">Maps to round.</param>
/// <param name="range">Real values that int8 can hold.</param>
/// <param name="observes">Whether training updates the range from the values.</param>
public sealed class FakeQuantization(string name, Maps input, QuantizedRange range, bool observes) : Layer(name, input, input)
{
    private bool[] _isInside = [];

    /// <summary>Real values that int8 can hold.</summary>
    public QuantizedRange Range => range;

    /// <inheritdoc/>
    public override IReadOnlyList<float[]> State => observes ? [range.State] : [];

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Span<float> values = Input.All;
        if (training && observes) range.Observe(TensorPrimitives.Min<float>(values), TensorPrimitives.Max<float>(values));
        if (_isInside.Length < values.Length) _isInside = new bool[values.Length];
        float scale = range.Scale, min = -128 - range.ZeroPoint, max = 127 - range.ZeroPoint;
        for (int i = 0; i < values.Length; i++)
        {
            float rounded = MathF.Round(values[i] / scale);
            _isInside[i] = rounded >= min && rounded <= max;
            values[i] = Math.Clamp(rounded, min, max) * scale;
        }
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        Span<float> gradients = Input.AllGradients;
        for (int i = 0; i < gradients.Length; i++)
            if (!_isInside[i]) gradients[i] = 0;
    }
}
