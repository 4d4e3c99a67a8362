namespace EdgeConv.Training.Searching;

/// <summary>How far a network of the search was trained.</summary>
public enum SearchRung
{
    /// <summary>Not yet.</summary>
    None,

    /// <summary>A twelfth of the epochs.</summary>
    Short,

    /// <summary>A quarter of the epochs.</summary>
    Medium,

    /// <summary>All epochs, and fine-tuned in int8.</summary>
    Full,
}

/// <summary>A network of the search.</summary>
/// <param name="Form">The network.</param>
/// <param name="Dense">Its cost with random weights, before training and pruning.</param>
/// <param name="Cost">The cost of the model after the last rung; before training <paramref name="Dense"/>.</param>
/// <param name="Rung">How far it was trained.</param>
/// <param name="Accuracy">Accuracy on the search's validation frames, 0 to 1: in int8 after a full training, else in floating point. The
/// mean of several full trainings.</param>
/// <param name="Frames">Number of validation frames of all full trainings together; before that of one training.</param>
/// <param name="Trainings">Number of full trainings.</param>
public sealed record SearchedNetwork(NetworkForm Form, NetworkCost Dense, NetworkCost Cost, SearchRung Rung, double Accuracy, int Frames,
    int Trainings)
{
    /// <summary>Whether a training of it failed: its loss diverged, or it could not be pruned to the budget.</summary>
    public bool HasFailed => Rung != SearchRung.None && Frames == 0;

    /// <summary>
    /// Returns the network as a short text, and from how many IL instructions it was pruned: "conv 30 of 3x3; pruned from 17,532".
    /// </summary>
    /// <param name="budget">The budget of the search.</param>
    public string TextFor(SearchBudget budget) =>
        Dense.Instructions > budget.Instructions ? $"{Form.Text}; pruned from {Amount.Of(Dense.Instructions)}" : Form.Text;

    /// <summary>
    /// The order of the search: networks that failed last; further trained first, then more accurate for certain (the accuracy less its
    /// standard error, so that luck with few frames counts little), then cheaper.
    /// </summary>
    public static readonly Comparer<SearchedNetwork> BestFirst = Comparer<SearchedNetwork>.Create((a, b) =>
        a.HasFailed != b.HasFailed ? a.HasFailed.CompareTo(b.HasFailed)
        : a.Rung != b.Rung ? b.Rung.CompareTo(a.Rung) : a.Certain != b.Certain ? b.Certain.CompareTo(a.Certain)
        : a.Cost.Instructions.CompareTo(b.Cost.Instructions));

    /// <summary>The accuracy less its standard error.</summary>
    internal double Certain => Accuracy - Math.Sqrt((Accuracy * (1 - Accuracy) + 0.001) / Math.Max(1, Frames));
}

/// <summary>What a search found.</summary>
/// <param name="Budget">The limits.</param>
/// <param name="Steps">Number of trainings that were done.</param>
/// <param name="Networks">All networks that were trained, the best first.</param>
public sealed record SearchResult(SearchBudget Budget, int Steps, IReadOnlyList<SearchedNetwork> Networks)
{
    /// <summary>Number of these trainings that an earlier, interrupted search made.</summary>
    public int Known { get; init; }

    /// <summary>The best network.</summary>
    public SearchedNetwork Best => Networks[0];

    /// <summary>
    /// Returns this result, or one without the best network if its model is above the budget: the cost depends a little on the weights.
    /// </summary>
    /// <param name="model">The model of the best network.</param>
    /// <exception cref="UserException">No other network is left.</exception>
    public SearchResult WithoutBestIfAbove(Graph model) => Budget.Allows(NetworkSearch.CostOf(model)) ? this
        : Networks.Count > 1 ? this with { Networks = [.. Networks.Skip(1)] }
        : throw new UserException($"the only network that was found is above {Budget} once it is trained; give a longer search");

    /// <summary>
    /// Fully trained networks of which none other is both cheaper and as accurate for certain, the cheapest first. The last is the best.
    /// </summary>
    public IReadOnlyList<SearchedNetwork> Frontier
    {
        get
        {
            List<SearchedNetwork> frontier = [];
            foreach (SearchedNetwork network in Networks.Where(network => network.Rung == Best.Rung)
                .OrderBy(network => network.Cost.Instructions).ThenByDescending(network => network.Certain))
                if (frontier.Count == 0 || network.Certain > frontier[^1].Certain) frontier.Add(network);
            return frontier;
        }
    }
}
