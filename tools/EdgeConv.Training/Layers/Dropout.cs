namespace EdgeConv.Training.Layers;

/// <summary>
/// Dropout (Srivastava et al., 2014): during training it sets random values to 0 and divides the others by 1 - rate, so the mean stays;
/// after training it copies its input.
/// </summary>
/// <param name="name">Name of the layer.</param>
/// <param name="input">Maps that the layer reads.</param>
/// <param name="rate">Probability that a value becomes 0, from 0 to below 1.</param>
/// <param name="random">Source of every random choice.</param>
public sealed class Dropout(string name, Maps input, float rate, Random random)
    : Layer(name, input, new Maps(input.Channels, input.Height, input.Width))
{
    private float[] _factors = [];

    /// <inheritdoc/>
    public override void Forward(bool training)
    {
        Output.Resize(Input.Count);
        int length = Input.All.Length;
        if (_factors.Length < length) _factors = new float[length];
        for (int i = 0; i < length; i++) _factors[i] = !training ? 1 : random.NextSingle() < rate ? 0 : 1 / (1 - rate);
        TensorPrimitives.Multiply(Input.All, _factors.AsSpan(0, length), Output.All);
    }

    /// <inheritdoc/>
    public override void Backward() =>
        TensorPrimitives.Multiply(Output.AllGradients, _factors.AsSpan(0, Output.All.Length), Input.AllGradients);
}
