using EdgeConv.Training.Networks;

namespace EdgeConv.Training.Pruning;

/// <summary>
/// Sets groups of weights to 0 during training, until an inference takes no more than a number of IL instructions. The groups that are
/// worth least for each instruction they save go first, in small steps, so that the other weights take over their part (Zhu and Gupta, To
/// Prune or Not to Prune, 2017). A group's worth is the sum of (weight * gradient)^2 over its weights: an estimate of how much the loss
/// rises without it, by the diagonal of the Fisher information (LeCun et al., Optimal Brain Damage, 1990; Theis et al., Faster Gaze
/// Prediction With Dense Networks and Fisher Pruning, 2018).
/// </summary>
internal sealed class Pruner
{
    // Fractions of the epochs between which weights are pruned. In the epochs after that the network heals.
    private const double Begin = 0.15, End = 0.65;

    // Number of steps in which weights are pruned.
    private const int Stages = 12;

    // How much of the mean of the squared gradients stays from one batch to the next.
    private const float Memory = 0.99f;

    // The ranges of int8 are known exactly only at the end. They change the count by less than this fraction.
    private const double Margin = 0.003;

    private readonly Network _network;
    private readonly long _budget, _target;
    private readonly Func<Network, long> _cost;
    private readonly Dictionary<WeightedLayer, PrunableWeights> _weights;
    private List<LaneGroup> _left;
    private long _before, _now, _planned;
    private int _stage;

    /// <summary>Looks at the network; nothing is pruned yet.</summary>
    /// <param name="network">The network in training; batch normalization is not folded yet.</param>
    /// <param name="budget">Maximum number of IL instructions of an inference, above 0.</param>
    /// <param name="cost">Counts the IL instructions of the network as it is.</param>
    public Pruner(Network network, long budget, Func<Network, long> cost)
    {
        (_network, _budget, _target, _cost) = (network, budget, (long)(budget * (1 - Margin)), cost);
        _left = [.. LaneGroup.Of(network)];
        _weights = _left.Select(group => group.Layer).Distinct().ToDictionary(layer => layer, layer => new PrunableWeights(layer));
    }

    /// <summary>Whether all groups are pruned that must go, so that the network is within the budget.</summary>
    public bool IsDone { get; private set; }

    /// <summary>IL instructions of an inference before weights were pruned; null if none were.</summary>
    public long? Before => _now < _before ? _before : null;

    /// <summary>Looks at the gradients of a batch. Call it before the optimizer's step.</summary>
    public void Observe()
    {
        if (IsDone) return;
        foreach (PrunableWeights weights in _weights.Values) weights.Observe(Memory);
    }

    /// <summary>Keeps the pruned weights at 0. Call it after the optimizer's step.</summary>
    public void Hold()
    {
        foreach (PrunableWeights weights in _weights.Values) weights.Hold();
    }

    /// <summary>Prunes as much as is due after a fraction of the epochs.</summary>
    /// <param name="progress">The fraction, 0 to 1.</param>
    /// <exception cref="UserException">The network is above the budget even without weights.</exception>
    public void Prune(double progress)
    {
        int due = (int)(Math.Clamp((progress - Begin) / (End - Begin), 0, 1) * Stages);
        if (IsDone || due <= _stage) return;
        if (_stage == 0) _now = _before = _planned = _cost(_network);
        _stage = due;
        IsDone = _before <= _target;
        if (IsDone) return;
        long before = _planned, target = _planned = PlannedAt(due);
        // With fewer weights, rows of a convolution may be computed in another way, so the count is known only after pruning, and may even
        // rise. So a step removes at most twice what the plan says; the last step removes all that must go.
        while (_now > target)
        {
            if (_left.Count == 0)
                throw new UserException($"this network takes {Amount.Of(_now, "IL instruction")} even without the weights that can be " +
                    $"pruned, more than the budget of {Amount.Of(_budget)}; give a smaller network");
            Remove(due < Stages ? Math.Min(_now - target, 2 * (before - target)) : _now - target);
            _now = _cost(_network);
            if (due < Stages) break;
        }
        IsDone = due == Stages;
    }

    /// <summary>
    /// Prunes what the finished network takes above the budget: its ranges of int8 differ a little from those that were counted with. The
    /// network does not heal from this, but it is little.
    /// </summary>
    /// <param name="instructions">IL instructions of an inference of the finished network.</param>
    /// <returns>Whether weights were pruned, so that the network must be counted again.</returns>
    public bool Trim(long instructions)
    {
        if (instructions <= _budget || _left.Count == 0) return false;
        Remove(instructions - _budget);
        return true;
    }

    // Instructions that are left after a stage: many weights go early, when the network heals easily.
    private long PlannedAt(int stage)
    {
        double left = 1 - (double)stage / Stages;
        return _target + (long)((_before - _target) * left * left * left);
    }

    private void Remove(long instructions)
    {
        LaneGroup[] order = [.. _left.OrderBy(group => _weights[group.Layer].WorthOf(group) / group.Instructions)];
        int count = 0;
        for (; count < order.Length && instructions > 0; count++)
        {
            instructions -= order[count].Instructions;
            _weights[order[count].Layer].Remove(order[count]);
        }
        _left = [.. order[count..]];
        Hold();
    }
}
