namespace EdgeConv.Training.Layers;

/// <summary>ReLU: max(0, x). With a limit of 6 it is ReLU6.</summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="limit">Maximum output; infinity for no limit.</param>
public sealed class Relu(string name, Maps input, float limit = float.PositiveInfinity)
    : Layer(name, input, new Maps(input.Channels, input.Height, input.Width))
{
    /// <summary>Maximum output; infinity for no limit.</summary>
    public float Limit { get; } = limit;

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        TensorPrimitives.Clamp(Input.All, 0, Limit, Output.All);
    }

    /// <inheritdoc/>
    public override void Backward()
    {
        ReadOnlySpan<float> values = Input.All, gradient = Output.AllGradients;
        Span<float> result = Input.AllGradients;
        for (int i = 0; i < result.Length; i++) result[i] = values[i] > 0 && values[i] < Limit ? gradient[i] : 0;
    }
}
