namespace EdgeConv.Training.Layers;

/// <summary>Numbers that are learned.</summary>
/// <param name="values">Their values.</param>
/// <param name="decays">Whether weight decay pulls them towards 0: weights, not biases.</param>
public sealed class Parameter(float[] values, bool decays)
{
    /// <summary>The values; the optimizer changes them in place.</summary>
    public float[] Values { get; } = values;

    /// <summary>Gradients of the loss by the values, of the last batch.</summary>
    public float[] Gradients { get; } = new float[values.Length];

    /// <summary>Whether weight decay pulls them towards 0.</summary>
    public bool Decays { get; } = decays;
}
