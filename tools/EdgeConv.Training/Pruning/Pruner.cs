using EdgeConv.Training.Networks;

namespace EdgeConv.Training.Pruning;

/// <summary>
/// Sets groups of weights to 0 during training, until an inference takes no more than a number of IL instructions. The groups whose loss
/// harms the accuracy least for each instruction they save go first, in small steps, so that the other weights take over their part
/// (Zhu and Gupta, To Prune or Not to Prune, 2017). What a group is worth is the sum of the squares of weight times gradient over its
/// weights: the diagonal of the Fisher information (LeCun et al., Optimal Brain Damage, 1990; Theis et al., 2018).
/// </summary>
/// <param name="network">The network in training; batch normalization is not folded yet.</param>
/// <param name="budget">Maximum number of IL instructions, or no limit if the network takes no more.</param>
/// <param name="cost">Counts the IL instructions of the network as it is.</param>
internal sealed class Pruner(Network network, long budget, Func<Network, long> cost)
{
    // Fractions of the epochs between which weights are pruned. What comes after heals the network.
    private const double Begin = 0.15, End = 0.65;

    // Number of steps in which weights are pruned.
    private const int Stages = 12;

    // How much of the mean of the squared gradients stays from one batch to the next.
    private const float Memory = 0.99f;

    // The ranges of int8 are not known exactly before the end, and with them the count changes by less than this fraction.
    private const double Margin = 0.003;

    private readonly Dictionary<WeightedLayer, float[]> _squares =
        network.Layers.OfType<Convolution>().ToDictionary(layer => (WeightedLayer)layer, layer => new float[layer.Weights.Values.Length]);
    private readonly List<LaneGroup> _left = [.. LaneGroup.Of(network)];
    private readonly List<LaneGroup> _pruned = [];
    private readonly long _target = (long)(budget * (1 - Margin));
    private long _dense, _now, _planned;
    private int _stage;

    /// <summary>Whether all groups are pruned that must go, so that the network is one to keep.</summary>
    public bool IsDone { get; private set; }

    /// <summary>IL instructions of an inference before the first weights were pruned; null if none were.</summary>
    public long? Before => _pruned.Count > 0 ? _dense : null;

    /// <summary>Looks at the gradients of a batch. Call it before the optimizer's step.</summary>
    public void Observe()
    {
        if (IsDone) return;
        foreach ((WeightedLayer layer, float[] squares) in _squares)
        {
            float[] gradients = layer.Weights.Gradients;
            for (int i = 0; i < squares.Length; i++) squares[i] = Memory * squares[i] + (1 - Memory) * gradients[i] * gradients[i];
        }
    }

    /// <summary>Keeps the pruned weights at 0. Call it after the optimizer's step.</summary>
    public void Hold()
    {
        foreach (LaneGroup group in _pruned)
            foreach (int i in group.Weights) group.Layer.Weights.Values[i] = 0;
    }

    /// <summary>Prunes as much as is due after a fraction of the epochs.</summary>
    /// <param name="progress">The fraction, 0 to 1.</param>
    /// <exception cref="UserException">The network is above the budget without any weights.</exception>
    public void Prune(double progress)
    {
        int due = (int)(Math.Clamp((progress - Begin) / (End - Begin), 0, 1) * Stages);
        if (IsDone || due <= _stage) return;
        if (_stage == 0) _now = _dense = _planned = cost(network);
        _stage = due;
        IsDone = _dense <= budget;
        if (IsDone) return;
        long before = _planned, target = _planned = PlannedAt(due);
        // With fewer weights, rows of a convolution may be computed in another way, so the count is known only after pruning. It may even
        // rise for a while; then no more groups go than were planned.
        while (_now > target)
        {
            if (_left.Count == 0) throw new UserException($"this network takes {Amount.Of(_now, "IL instruction")} even without weights, " +
                $"more than the budget of {Amount.Of(budget)}; give a smaller network");
            Remove(due < Stages ? Math.Min(_now - target, 2 * (before - target)) : _now - target);
            _now = cost(network);
            if (due < Stages) break;
        }
        IsDone = due == Stages;
    }

    // Instructions that are left after a stage: many weights go early, when the network heals easily.
    private long PlannedAt(int stage)
    {
        double part = 1 - (double)stage / Stages;
        return _target + (long)((_dense - _target) * part * part * part);
    }

    private void Remove(long instructions)
    {
        LaneGroup[] order = [.. _left.OrderBy(ValueOf)];
        int count = 0;
        while (count < order.Length && instructions > 0) instructions -= order[count++].Instructions;
        _pruned.AddRange(order[..count]);
        _left.Clear();
        _left.AddRange(order[count..]);
        Hold();
    }

    private double ValueOf(LaneGroup group)
    {
        float[] squares = _squares[group.Layer], weights = group.Layer.Weights.Values;
        double sum = 0;
        foreach (int i in group.Weights) sum += (double)squares[i] * weights[i] * weights[i];
        return sum / group.Instructions;
    }
}
