namespace EdgeConv.Training.Pruning;

/// <summary>The weights of a layer: which of them are pruned, and the mean of their squared gradients.</summary>
/// <param name="layer">The layer.</param>
internal sealed class PrunableWeights(WeightedLayer layer)
{
    private readonly float[] _squares = new float[layer.Weights.Values.Length];
    private readonly bool[] _isPruned = new bool[layer.Weights.Values.Length];

    /// <summary>Takes the gradients of a batch into the mean.</summary>
    /// <param name="memory">How much of the mean stays, 0 to 1.</param>
    public void Observe(float memory)
    {
        float[] gradients = layer.Weights.Gradients;
        for (int i = 0; i < _squares.Length; i++) _squares[i] = memory * _squares[i] + (1 - memory) * gradients[i] * gradients[i];
    }

    /// <summary>Returns the sum of (weight * gradient)^2 over a group of this layer.</summary>
    public double WorthOf(LaneGroup group)
    {
        double sum = 0;
        foreach (int i in group.Weights) sum += (double)_squares[i] * layer.Weights.Values[i] * layer.Weights.Values[i];
        return sum;
    }

    /// <summary>Prunes the weights of a group of this layer, from the next <see cref="Hold"/> on.</summary>
    public void Remove(LaneGroup group)
    {
        foreach (int i in group.Weights) _isPruned[i] = true;
    }

    /// <summary>Sets the pruned weights to 0.</summary>
    public void Hold()
    {
        float[] weights = layer.Weights.Values;
        for (int i = 0; i < weights.Length; i++)
            if (_isPruned[i]) weights[i] = 0;
    }
}
