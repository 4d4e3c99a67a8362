namespace EdgeConv.Training.Layers;

/// <summary>Numbers that training changes, such as the weights of a layer.</summary>
/// <param name="Values">The numbers; the optimizer changes them in place.</param>
/// <param name="Decays">Whether weight decay pulls them towards 0: true for weights, false for biases.</param>
public sealed record Parameter(float[] Values, bool Decays)
{
    /// <summary>Gradients of the last batch's loss with respect to the values.</summary>
    public float[] Gradients { get; } = new float[Values.Length];
}
