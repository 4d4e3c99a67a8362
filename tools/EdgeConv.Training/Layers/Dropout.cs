namespace EdgeConv.Training.Layers;

/// <summary>
/// Dropout (Srivastava et al., 2014): while learning, values become 0 by chance and the others grow so that their mean stays; otherwise
/// nothing happens.
/// </summary>
/// <param name="name">What the network calls it.</param>
/// <param name="input">What it reads.</param>
/// <param name="rate">How many become 0, from 0 to below 1.</param>
/// <param name="random">Draws them.</param>
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
