using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Searching;

namespace EdgeConv.Cli;

/// <summary>The options of `edgeconv train` that search a network within a budget.</summary>
internal sealed class SearchOptions
{
    private const double DefaultMinutes = 10;

    private readonly Option<long?> _instructions = Options.OptionalNumber<long>("--budget-il",
        "Searches the best network whose inference takes at most this many IL instructions (docs/training.md).", 1, 1e12);

    private readonly Option<double?> _milliseconds = Options.OptionalNumber<double>("--budget-ms",
        "The same in milliseconds on the board of --board, at the slow end of its speed.", 0.001, 1e6);

    private readonly Option<long?> _ram = Options.OptionalNumber<long>("--budget-ram",
        "Searches a network whose arrays take at most this many bytes of RAM.", 1, 1e9);

    private readonly Option<long?> _flash = Options.OptionalNumber<long>("--budget-flash",
        "Searches a network that takes at most this many bytes of flash.", 1, 1e9);

    private readonly Option<string?> _board = Options.Board("The board of --budget-ms.");

    private readonly Option<double?> _minutes = Options.OptionalNumber<double>("--search-minutes",
        "Ends the search after this time, or earlier if the training of the network that is found takes more than a minute; by default " +
        $"{DefaultMinutes}, or no limit if --search-steps is given.", 0.01, 10_000);

    private readonly Option<int?> _steps = Options.OptionalNumber<int>("--search-steps",
        "Ends the search after this many trainings: the same number and seed give the same network again.", 1, 1_000_000);

    private readonly Option<bool> _anySize = Options.Flag("--any-size",
        "Searches only networks that take frames of any size: edges are padded, and a mean comes before the scores.");

    private readonly Option<string?> _resume = Options.Text("--resume", "FILE", "Keeps each training of the search in this file. If it " +
        "exists already, the search goes on after the trainings in it.");

    public IEnumerable<Option> All => [_instructions, _milliseconds, _ram, _flash, _board, _minutes, _steps, _anySize, _resume];

    /// <summary>Returns options with the budget's instructions as the limit, to which training prunes.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="network">Value of `--network`.</param>
    /// <param name="options">Options of a training.</param>
    public TrainingOptions Limit(ParseResult parsed, string? network, TrainingOptions options)
    {
        SearchBudget? budget = Budget(parsed);
        IEnumerable<Option> needless = budget is null ? [_board, _minutes, _steps, _anySize, _resume]
            : network is not null ? [_ram, _flash, _minutes, _steps, _anySize, _resume] : [];
        foreach (Option option in needless)
            if (parsed.GetResult(option) is { Implicit: false }) throw new UserException(budget is null
                ? $"{option.Name} needs a budget: --budget-il, --budget-ms, --budget-ram or --budget-flash"
                : $"{option.Name} is for a search, but --network names the network, which --budget-il prunes; leave one of them out");
        return options with { MaxInstructions = budget?.Instructions };
    }

    /// <summary>Searches, if a budget is given and no network; else returns null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="network">Value of `--network`.</param>
    /// <param name="data">The labelled frames.</param>
    /// <param name="plan">The split whose test the search must not see.</param>
    /// <param name="test">Value of `--test`.</param>
    /// <param name="options">Options of a training.</param>
    /// <param name="trainings">Number of trainings of the network that is found, for which time is left.</param>
    public SearchResult? Run(
        ParseResult parsed, string? network, DataSet data, SplitPlan plan, double test, TrainingOptions options, int trainings)
    {
        if (network is not null || Budget(parsed) is not { } budget) return null;
        bool isForAnySize = parsed.GetValue(_anySize);
        if (isForAnySize && data.HasPositions)
            throw new UserException("--any-size is for labels that are classes: a heat map must cover its frames evenly; leave it out");
        int? steps = parsed.GetValue(_steps);
        double? minutes = parsed.GetValue(_minutes) ?? (steps is null ? DefaultMinutes : null);
        using SearchJournal? journal = parsed.GetValue(_resume) is { } file
            ? new SearchJournal("--resume", file, data, $"{plan} {test} {options} {budget}{(isForAnySize ? " any size" : "")}")
            : null;
        int known = journal?.Count ?? 0;
        using CancellationTokenSource limit = new();
        SearchMeasure measure = SearchMeasure.For(data);
        long started = Environment.TickCount64;
        EndInTime(TimeSpan.Zero);
        return Terminal.Parts("searching", progress =>
        {
            NetworkSearch search = new(data, fold => plan.BeforeTest(data, test, options.Seed, fold), budget, options)
            {
                Journal = journal,
                IsForAnySize = isForAnySize,
            };
            search.OnStep = (done, best) =>
            {
                EndInTime(search.LongestTraining);
                progress?.Invoke($"searching, training {done + 1}" + (best is null ? ""
                    : $", best so far {measure.Text(best.Figures)} with {Amount.Of(best.Cost.Instructions)} IL"),
                    steps is { } all ? (double)done / all : Elapsed() / TimeSpan.FromMinutes(minutes!.Value));
            };
            return search.Run(steps, limit.Token);
        }) is { } found ? found with { Known = Math.Min(known, found.Steps) } : null;

        TimeSpan Elapsed() => TimeSpan.FromMilliseconds(Environment.TickCount64 - started);

        void EndInTime(TimeSpan longest)
        {
            if (minutes is not { } given) return;
            TimeSpan left = SearchTime.End(TimeSpan.FromMinutes(given), longest, trainings) - Elapsed();
            limit.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private SearchBudget? Budget(ParseResult parsed)
    {
        long? instructions = parsed.GetValue(_instructions), ram = parsed.GetValue(_ram), flash = parsed.GetValue(_flash);
        if (parsed.GetValue(_milliseconds) is { } milliseconds)
        {
            if (parsed.GetValue(_board) is not { } board) throw new UserException("--budget-ms needs --board, whose speed it counts with");
            (BoardFile file, BoardTarget target) = Options.Modules(board)[0];
            long most = (long)(milliseconds * 1e6 / BoardSpeed.Of(file, target).High);
            instructions = Math.Min(instructions ?? long.MaxValue, most);
        }
        return instructions is null && ram is null && flash is null ? null : new SearchBudget(instructions, ram, flash);
    }
}
