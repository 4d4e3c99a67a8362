using EdgeConv.Training.Networks;

namespace EdgeConv.Training.Pruning;

/// <summary>
/// The weights of up to three neighboring output channels at one tap. The compiled engine packs them into one long, so that together they
/// cost one product, and none if all of them are 0.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="First">The first output channel.</param>
/// <param name="Tap">Index of the weight within a filter.</param>
internal sealed record LaneGroup(WeightedLayer Layer, int First, int Tap)
{
    private const int Lanes = 3;

    // A product is a load of the input, a load of the weights, a multiplication and an addition.
    private const int PerProduct = 4;

    /// <summary>The number of output channels whose weights share a long.</summary>
    private int Count => Math.Min(Lanes, Layer.Output.Channels - First);

    /// <summary>IL instructions of the group's products in an inference.</summary>
    public long Instructions => PerProduct * (long)Layer.Output.Plane;

    /// <summary>All groups of a network. Depthwise layers have none: there the long holds weights of one channel.</summary>
    public static IEnumerable<LaneGroup> Of(Network network) =>
        from layer in network.Layers.OfType<Convolution>()
        from first in Enumerable.Range(0, (layer.Output.Channels + Lanes - 1) / Lanes)
        from tap in Enumerable.Range(0, layer.Taps)
        select new LaneGroup(layer, first * Lanes, tap);

    /// <summary>The positions of the group's weights among the weights of the layer.</summary>
    public IEnumerable<int> Weights => Enumerable.Range(First, Count).Select(k => k * Layer.Taps + Tap);
}
