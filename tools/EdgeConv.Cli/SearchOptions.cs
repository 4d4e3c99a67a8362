using EdgeConv.Training;
using EdgeConv.Training.Data;
using EdgeConv.Training.Searching;

namespace EdgeConv.Cli;

/// <summary>The options of `edgeconv train` that search a network within a budget.</summary>
internal sealed class SearchOptions
{
    private const double DefaultMinutes = 10;

    private readonly Option<long?> _instructions = Options.OptionalNumber<long>("--budget-il",
        "Searches the most accurate network whose inference takes at most this many IL instructions (docs/training.md).", 1, 1e12);

    private readonly Option<double?> _milliseconds = Options.OptionalNumber<double>("--budget-ms",
        "The same in milliseconds on the board of --board, at the slow end of its speed.", 0.001, 1e6);

    private readonly Option<long?> _ram = Options.OptionalNumber<long>("--budget-ram",
        "Searches a network whose arrays take at most this many bytes of RAM.", 1, 1e9);

    private readonly Option<long?> _flash = Options.OptionalNumber<long>("--budget-flash",
        "Searches a network that takes at most this many bytes of flash.", 1, 1e9);

    private readonly Option<string?> _board = Options.Board("The board of --budget-ms.");

    private readonly Option<double?> _minutes = Options.OptionalNumber<double>("--search-minutes",
        $"Ends the search after this time; by default {DefaultMinutes}, or no limit if --search-steps is given.", 0.01, 10_000);

    private readonly Option<int?> _steps = Options.OptionalNumber<int>("--search-steps",
        "Ends the search after this many trainings: the same number and seed give the same network again.", 1, 1_000_000);

    public IEnumerable<Option> All => [_instructions, _milliseconds, _ram, _flash, _board, _minutes, _steps];

    /// <summary>Searches, if a budget is given; else returns null.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="network">Value of `--network`.</param>
    /// <param name="data">The labelled frames.</param>
    /// <param name="split">Returns a split of the recordings that the search may use, by its number.</param>
    /// <param name="options">Options of a training.</param>
    public SearchResult? Run(ParseResult parsed, string? network, DataSet data, Func<int, DataSplit> split,
        TrainingOptions options)
    {
        if (Budget(parsed) is not { } budget)
        {
            foreach (Option option in (Option[])[_board, _minutes, _steps])
                if (parsed.GetResult(option) is not null)
                    throw new UserException($"{option.Name} needs a budget: --budget-il, --budget-ms, --budget-ram or --budget-flash");
            return null;
        }
        if (network is not null) throw new UserException("--network: with a budget, the search finds the network; leave one of them out");
        if (data.HasPositions) throw new UserException("the search finds networks for classes, but the labels are positions; leave the " +
            "budget out, and give a network with --network");
        int? steps = parsed.GetValue(_steps);
        double? minutes = parsed.GetValue(_minutes) ?? (steps is null ? DefaultMinutes : null);
        using CancellationTokenSource limit = new();
        if (minutes is { } time) limit.CancelAfter(TimeSpan.FromMinutes(time));
        long started = Environment.TickCount64;
        return Terminal.Parts("searching", progress => new NetworkSearch(data, split, budget, options)
        {
            OnStep = progress is null ? null : (done, best) => progress($"searching, training {done + 1}" + (best is null ? ""
                : $", best so far {100 * best.Accuracy:0.0} % with {Amount.Of(best.Cost.Instructions)} IL"),
                steps is { } all ? (double)done / all : (Environment.TickCount64 - started) / 60_000.0 / minutes!.Value),
        }.Run(steps, limit.Token));
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
