using System.Diagnostics;
using EdgeConv.Compiler.Passes;
using EdgeConv.Compiler.Profile;
using EdgeConv.Training.Networks;

namespace EdgeConv.Training.Searching;

/// <summary>
/// Searches the best network within a budget, by its <see cref="SearchMeasure"/>: successive halving (Jamieson and Talwalkar 2016) in
/// rounds. A round draws networks within the budget, prices each one exactly by compiling it, trains all of them shortly, the better ones
/// longer, and the best ones fully; then the best so far is trained again. From the second round on, half of the networks are changes of
/// the best ones so far. The test frames are never looked at.
/// </summary>
/// <param name="data">Labelled frames.</param>
/// <param name="split">Returns a split of the recordings that the search may use, by its number; its test compares the networks.</param>
/// <param name="budget">The limits.</param>
/// <param name="options">Options of a full training; its seed makes the search's sequence.</param>
public sealed class NetworkSearch(DataSet data, Func<int, DataSplit> split, SearchBudget budget, TrainingOptions options)
{
    // Of a round: networks drawn, trained longer, and trained fully.
    private const int Drawn = 16, Longer = 5, Fully = 2;

    // Trainings at the end of a round in which the best network so far must show again that it is the best.
    private const int Defences = 2;

    // Networks that cost up to this many times the instructions are drawn too: training prunes them to the budget.
    private const double MaxShare = 2.2;

    // Networks that cost less than this part of the instructions are left to the chance that no others are found.
    private const double LeastShare = 0.6;

    private const int MaxDraws = 800;

    // Bounds of the instructions of a multiply-accumulate: a network outside of them need not be compiled.
    private const double MinPerMac = 1.2, MaxPerMac = 8;

    // Frames with which an untrained network finds its ranges.
    private const int PricingFrames = 64;

    private readonly DataSplit _split = split(0);
    private readonly SearchMeasure _measure = SearchMeasure.For(data);
    private readonly Dictionary<NetworkForm, NetworkCost?> _priced = [];
    private readonly List<SearchedNetwork> _networks = [];
    private NetworkCost? _smallest;
    private int _steps;

    // Why the last network that failed could not be trained.
    private string? _failure;

    /// <summary>Called before each training with the number of trainings done and the best network so far, if there is one.</summary>
    public Action<int, SearchedNetwork?>? OnStep { get; set; }

    /// <summary>Time of the longest full training so far; 0 before the first.</summary>
    public TimeSpan LongestTraining { get; private set; }

    /// <summary>Keeps each training, and knows those of an interrupted search; null if nothing is kept.</summary>
    public SearchJournal? Journal { get; init; }

    /// <summary>Whether only networks are tried that take frames of any size. Labels must be classes then.</summary>
    public bool IsForAnySize { get; init; }

    /// <summary>Searches.</summary>
    /// <param name="maxSteps">Maximum number of trainings; null for no limit.</param>
    /// <param name="limit">Ends the search within one step of the optimizer; what was found until then counts.</param>
    /// <exception cref="UserException">No network for these frames is within the budget.</exception>
    public SearchResult Run(int? maxSteps, CancellationToken limit)
    {
        try
        {
            for (int round = 0; ; round++)
            {
                Random random = new(unchecked(options.Seed * 1_000_003 + round));
                List<SearchedNetwork> group = Draw(round, random, limit);
                if (group.Count == 0) break;
                foreach ((SearchRung rung, int count) in new[]
                    { (SearchRung.Short, Drawn), (SearchRung.Medium, Longer), (SearchRung.Full, Fully) })
                {
                    group.Sort(SearchedNetwork.BestFirst);
                    for (int i = 0; i < Math.Min(count, group.Count); i++)
                    {
                        if (!Step(group[i], network => Train(network, rung, limit))) return Result();
                        group[i] = _networks[^1];
                    }
                }
                for (int i = 0; i < Defences; i++)
                    if (!Step(_networks.Order(SearchedNetwork.BestFirst).First(), network => Again(network, limit))) return Result();
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over: the best network so far is the result.
        }
        return Result();

        // Does one training, and puts its network last; returns false if the steps are over.
        bool Step(SearchedNetwork before, Func<SearchedNetwork, SearchedNetwork> train)
        {
            if (_steps >= maxSteps) return false;
            limit.ThrowIfCancellationRequested();
            OnStep?.Invoke(_steps, _networks.Order(SearchedNetwork.BestFirst).FirstOrDefault());
            SearchedNetwork after = train(before);
            _steps++;
            _networks.Remove(before);
            _networks.Add(after);
            return true;
        }
    }

    private SearchResult Result()
    {
        SearchedNetwork[] allowed = [.. _networks.Where(network => budget.Allows(network.Cost) && !network.HasFailed)];
        if (allowed.Length == 0) throw new UserException(_failure ?? (_networks.Count == 0
            ? "the search ended before a network was trained; give it more --search-minutes or --search-steps"
            : $"each of {Amount.Of(_networks.Count, "trained network")} takes more than {budget}, because its weights decide how much; " +
                "give a larger budget, or more --search-minutes or --search-steps"));
        Array.Sort(allowed, SearchedNetwork.BestFirst);
        return new SearchResult(_measure, budget, _steps, allowed);
    }

    private List<SearchedNetwork> Draw(int round, Random random, CancellationToken limit)
    {
        FormSource source = new(data, random);
        NetworkForm[] best = [.. _networks.Order(SearchedNetwork.BestFirst).Take(4).Select(network => network.Form)];
        List<SearchedNetwork> drawn = [];
        List<(NetworkForm Form, NetworkCost Cost)> cheap = [];
        for (int i = 0; i < MaxDraws && drawn.Count < Drawn; i++)
        {
            limit.ThrowIfCancellationRequested();
            NetworkForm form = Fitting(best.Length > 0 && i % 2 == 1 ? source.Change(best[random.Next(best.Length)])
                : i % 4 < 2 ? source.DrawPyramid() : source.Draw());
            if (_priced.ContainsKey(form) || Price(form) is not { } cost || !AllowsPruned(cost)) continue;
            if (cost.Instructions < LeastShare * budget.Instructions) cheap.Add((form, cost));
            else drawn.Add(SearchedNetwork.New(form, cost));
        }
        foreach ((NetworkForm form, NetworkCost cost) in cheap.OrderByDescending(one => one.Cost.Instructions).Take(Drawn - drawn.Count))
            drawn.Add(SearchedNetwork.New(form, cost));
        if (round == 0 && drawn.Count == 0)
        {
            // A small budget is met by small networks only, which are seldom drawn.
            foreach (NetworkForm form in source.Smallest().Select(Fitting).Distinct())
                if (Price(form, isSmallest: true) is { } cost && budget.Allows(cost)) drawn.Add(SearchedNetwork.New(form, cost));
            string labels = data.HasPositions ? "positions" : Amount.Of(data.Classes.Count, "class", "classes");
            if (drawn.Count == 0) throw new UserException(
                $"no network for frames of {data.Shape} and {labels} is within {budget}; the smallest needs {_smallest}");
        }
        return drawn;
    }

    private NetworkForm Fitting(NetworkForm form) => IsForAnySize ? form.ForAnySize() : form;

    // Returns the cost of a network with random weights, or null if it cannot be built or is far from the budget.
    private NetworkCost? Price(NetworkForm form, bool isSmallest = false)
    {
        NetworkCost? cost = null;
        try
        {
            byte[] file = form.File();
            Network network = NetworkReader.Read(
                data.Title, file, data.Shape, data.HasPositions ? 0 : data.Classes.Count, new Random(options.Seed));
            if (form.IsEven && (isSmallest || IsNear(MacsOf(network))))
            {
                LabelledRecording[] few = [.. _split.Train.Take(PricingFrames)];
                TrainedModel model = TrainedModel.Train(data, new DataSplit("", few, [], []), file, data.Title,
                    options with { Epochs = 0, FineTuning = 0 }, new Random(options.Seed));
                cost = CostOf(model.Graph);
                if (_smallest is null || cost.Instructions < _smallest.Instructions) _smallest = cost;
            }
        }
        catch (ModelException)
        {
            // A window is larger than its map, or the code does not fit an assembly.
        }
        _priced[form] = cost;
        return cost;
    }

    private bool IsNear(long macs) =>
        budget.Instructions is not { } most || (macs * MinPerMac <= MaxShare * most && macs * MaxPerMac >= most / 4);

    // Whether a network is within the budget, or can come within it by pruning.
    private bool AllowsPruned(NetworkCost cost) => budget.Allows(cost) || (cost.Instructions <= MaxShare * budget.Instructions
        && budget.Allows(cost with { Instructions = 0 }));

    private static long MacsOf(Network network) =>
        network.Layers.OfType<WeightedLayer>().Sum(layer => (long)layer.Weights.Values.Length * layer.Output.Plane);

    /// <summary>Returns the exact cost of a model.</summary>
    /// <exception cref="ModelException">The compiled engine does not carry it.</exception>
    public static NetworkCost CostOf(Graph graph)
    {
        LayerCost total = ModelProfile.Of(Pipeline.Run(graph), ModelProfile.Compiled).Total;
        return new NetworkCost(total.Instructions, total.RamBytes, total.FlashBytes);
    }

    private SearchedNetwork Train(SearchedNetwork network, SearchRung rung, CancellationToken limit)
    {
        int epochs = options.EpochsFor(DataSet.Samples(_split.Train).Length);
        bool isFull = rung == SearchRung.Full;
        SearchOutcome outcome = Train(network, _split, isFull ? options : options with
        {
            Epochs = Math.Max(2, epochs / (rung == SearchRung.Short ? 12 : 4)),
            FineTuning = 0,
        }, isFull, limit);
        return network with
        {
            Rung = rung,
            Figures = outcome.Figures,
            Cost = outcome.Cost,
            Trainings = isFull ? 1 : 0,
        };
    }

    // Trains a network once more, fully, from other weights and with other recordings kept aside.
    private SearchedNetwork Again(SearchedNetwork network, CancellationToken limit)
    {
        if (network.Rung != SearchRung.Full) return Train(network, SearchRung.Full, limit);
        SearchOutcome outcome = Train(network, split(network.Trainings), options, true, limit);
        return outcome.Figures == SearchFigures.None ? network with { Figures = SearchFigures.None }
            : network with { Figures = network.Figures.With(outcome.Figures), Trainings = network.Trainings + 1 };
    }

    // Trains a network, unless the journal knows what came of it. The figures are of the int8 model or of the network in floating point.
    private SearchOutcome Train(SearchedNetwork network, DataSplit split, TrainingOptions part, bool isInt8, CancellationToken limit)
    {
        byte[] file = network.Form.File();
        return Journal?.At(_steps, file, Made) ?? Made();

        SearchOutcome Made()
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                TrainedModel trained = TrainedModel.Train(data, split, file, data.Title,
                    part with { MaxInstructions = budget.Instructions }, new Random(unchecked(options.Seed * 7919 + _steps)), null, limit);
                if (isInt8 && Stopwatch.GetElapsedTime(started) is var time && time > LongestTraining) LongestTraining = time;
                return new SearchOutcome(_measure.Of(trained.Test, isInt8), CostOf(trained.Graph));
            }
            catch (UserException e)
            {
                // The loss diverges, or the network cannot be pruned to the budget: the search goes on with others.
                _failure = e.Message;
                return new SearchOutcome(SearchFigures.None, network.Cost);
            }
        }
    }
}
