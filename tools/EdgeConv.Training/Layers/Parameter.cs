namespace EdgeConv.Training.Layers;

/// <summary>Numbers that are learned.</summary>
/// <param name="Values">Their values; the optimizer changes them in place.</param>
/// <param name="Decays">Whether weight decay pulls them towards 0: weights, not biases.</param>
public sealed record Parameter(float[] Values, bool Decays)
{
    /// <summary>Gradients of the loss by the values, of the last batch.</summary>
    public float[] Gradients { get; } = new float[Values.Length];
}
