namespace EdgeConv.Training.Layers;

/// <summary>ReLU, or with a limit of 6 ReLU6.</summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="limit">Values above it become it; infinity for none.</param>
public sealed class Relu(string name, Maps input, float limit = float.PositiveInfinity)
    : Layer(name, input, new Maps(input.Channels, input.Height, input.Width))
{
    /// <summary>Values above it become it.</summary>
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
