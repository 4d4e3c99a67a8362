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
/// <param name="Figures">
/// What it reaches on the search's validation frames: in int8 after a full training, else in floating point. The mean of all full
/// trainings.
/// </param>
/// <param name="Trainings">Number of full trainings.</param>
public sealed record SearchedNetwork(NetworkForm Form, NetworkCost Dense, NetworkCost Cost, SearchRung Rung, SearchFigures Figures,
    int Trainings)
{
    /// <summary>Returns a network that is not trained yet.</summary>
    internal static SearchedNetwork New(NetworkForm form, NetworkCost cost) =>
        new(form, cost, cost, SearchRung.None, SearchFigures.None, 0);

    /// <summary>Whether a training of it failed: its loss diverged, or it could not be pruned to the budget.</summary>
    public bool HasFailed => Rung != SearchRung.None && Figures.Frames == 0;

    /// <summary>
    /// Returns the network as a short text, and from how many IL instructions it was pruned: "conv 30 of 3x3; pruned from 17,532".
    /// </summary>
    /// <param name="budget">The budget of the search.</param>
    public string TextFor(SearchBudget budget) =>
        Dense.Instructions > budget.Instructions ? $"{Form.Text}; pruned from {Amount.Of(Dense.Instructions)}" : Form.Text;

    /// <summary>
    /// The order of the search: networks that failed last; further trained first, then better for certain (the score less its standard
    /// error, so that luck with few frames counts little), then cheaper.
    /// </summary>
    public static readonly Comparer<SearchedNetwork> BestFirst = Comparer<SearchedNetwork>.Create((a, b) =>
        a.HasFailed != b.HasFailed ? a.HasFailed.CompareTo(b.HasFailed)
        : a.Rung != b.Rung ? b.Rung.CompareTo(a.Rung)
        : a.Figures.Certain != b.Figures.Certain ? b.Figures.Certain.CompareTo(a.Figures.Certain)
        : a.Cost.Instructions.CompareTo(b.Cost.Instructions));

}

/// <summary>What a search found.</summary>
/// <param name="Measure">How the networks were compared.</param>
/// <param name="Budget">The limits.</param>
/// <param name="Steps">Number of trainings that were done.</param>
/// <param name="Networks">All networks that were trained, the best first.</param>
public sealed record SearchResult(SearchMeasure Measure, SearchBudget Budget, int Steps, IReadOnlyList<SearchedNetwork> Networks)
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
    /// Fully trained networks of which none other is both cheaper and as good for certain, the cheapest first. The last is the best. Their
    /// scores rise: a network whose score is as high as that of a dearer one, which is better for certain, was lucky and is left out.
    /// </summary>
    public IReadOnlyList<SearchedNetwork> Frontier
    {
        get
        {
            // From the dearest to the cheapest: those that none dearer one shows to be lucky.
            List<SearchedNetwork> proven = [];
            foreach (SearchedNetwork network in Networks.Where(network => network.Rung == Best.Rung)
                .OrderByDescending(network => network.Cost.Instructions).ThenBy(network => network.Figures.Certain))
                if (!proven.Any(dearer =>
                    dearer.Figures.Certain > network.Figures.Certain && dearer.Figures.Score <= network.Figures.Score))
                    proven.Add(network);
            List<SearchedNetwork> frontier = [];
            foreach (SearchedNetwork network in Enumerable.Reverse(proven))
                if (frontier.Count == 0 || network.Figures.Certain > frontier[^1].Figures.Certain) frontier.Add(network);
            return frontier;
        }
    }
}
