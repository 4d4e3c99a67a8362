namespace EdgeConv.Training.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy, 2015): brings each channel to mean 0 and variance 1 over the batch, then scales and shifts it.
/// <see cref="FoldInto"/> merges it into the layer before it when training ends.
/// </summary>
public sealed class BatchNorm : Layer
{
    private const float Epsilon = 1e-3f, Momentum = 0.1f;

    private readonly float[] _mean, _variance, _inverse;
    private float[] _normalized = [];

    /// <summary>Normalizes the channels of a map, in place.</summary>
    public BatchNorm(string name, Maps input) : base(name, input, input)
    {
        Gain = new Parameter([.. Enumerable.Repeat(1f, input.Channels)], Decays: false);
        Shift = new Parameter(new float[input.Channels], Decays: false);
        _mean = new float[input.Channels];
        _variance = [.. Gain.Values];
        _inverse = new float[input.Channels];
    }

    /// <summary>Learned factor of each channel, [C].</summary>
    public Parameter Gain { get; }

    /// <summary>Learned offset of each channel, [C].</summary>
    public Parameter Shift { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => [Gain, Shift];

    /// <summary>Running mean and running variance of each channel, each [C].</summary>
    public override IReadOnlyList<float[]> State => [_mean, _variance];

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        if (_normalized.Length < Input.All.Length) _normalized = new float[Input.All.Length];
        int row = Input.Row;
        Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
        {
            ReadOnlySpan<float> values = Input.ValuesOf(c);
            float mean = _mean[c], variance = _variance[c];
            Span<float> normalized = _normalized.AsSpan(c * row, row);
            if (training)
            {
                mean = TensorPrimitives.Sum(values) / row;
                TensorPrimitives.Subtract(values, mean, normalized);
                variance = TensorPrimitives.SumOfSquares<float>(normalized) / row;
                _mean[c] += Momentum * (mean - _mean[c]);
                _variance[c] += Momentum * (variance - _variance[c]);
            }
            else TensorPrimitives.Subtract(values, mean, normalized);
            _inverse[c] = 1 / MathF.Sqrt(variance + Epsilon);
            TensorPrimitives.Multiply(normalized, _inverse[c], normalized);
            Span<float> output = Output.ValuesOf(c);
            TensorPrimitives.Multiply(normalized, Gain.Values[c], output);
            TensorPrimitives.Add(output, Shift.Values[c], output);
        });
    }

    /// <summary>Computes the gradients of gain, shift and input; the last <see cref="Forward"/> must have been one for training.</summary>
    public override void Backward()
    {
        int row = Input.Row;
        Rows.For(Input.Channels, (long)Output.All.Length * 4, c =>
        {
            ReadOnlySpan<float> gradient = Output.GradientsOf(c), normalized = _normalized.AsSpan(c * row, row);
            float sum = TensorPrimitives.Sum(gradient), product = TensorPrimitives.Dot(gradient, normalized);
            Shift.Gradients[c] = sum;
            Gain.Gradients[c] = product;
            // dx = gain / deviation * (dy - mean(dy) - normalized * mean(dy * normalized))
            Span<float> result = Input.GradientsOf(c);
            TensorPrimitives.MultiplyAdd(normalized, -product / row, gradient, result);
            TensorPrimitives.Subtract(result, sum / row, result);
            TensorPrimitives.Multiply(result, Gain.Values[c] * _inverse[c], result);
        });
    }

    /// <summary>
    /// Changes weights and bias of the layer before so that it alone computes what both layers computed, with running statistics.
    /// </summary>
    /// <param name="before">The layer whose output this one normalizes.</param>
    public void FoldInto(WeightedLayer before)
    {
        for (int c = 0; c < Input.Channels; c++)
        {
            float factor = Gain.Values[c] / MathF.Sqrt(_variance[c] + Epsilon);
            Span<float> weights = before.Weights.Values.AsSpan(c * before.Taps, before.Taps);
            TensorPrimitives.Multiply(weights, factor, weights);
            before.Bias.Values[c] = (before.Bias.Values[c] - _mean[c]) * factor + Shift.Values[c];
        }
    }
}
