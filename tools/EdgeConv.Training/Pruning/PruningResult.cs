namespace EdgeConv.Training.Pruning;

/// <summary>What pruning did to a network.</summary>
/// <param name="Before">IL instructions of an inference before it.</param>
/// <param name="After">IL instructions of an inference of the int8 model.</param>
/// <param name="Zeros">Fraction of the int8 model's weights that are 0, from 0 to 1.</param>
public sealed record PruningResult(long Before, long After, double Zeros)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"from {Amount.Of(Before)} to {Amount.Of(After, "IL instruction")}; {100 * Zeros:0} % of the weights are 0";
}
