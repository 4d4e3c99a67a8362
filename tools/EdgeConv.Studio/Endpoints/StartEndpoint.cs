using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Returns the data that the page needs at its start: named filters, sample recordings and boards.</summary>
internal static class StartEndpoint
{
    public static object Answer() => new
    {
        version = typeof(StartEndpoint).Assembly.GetName().Version!.ToString(3),
        filters = NamedFilter.Names().Select(NamedFilter.ByName).Select(filter => new
        {
            name = filter.Name, weights = Array.ConvertAll(filter.Weights, weight => (int)weight), divisor = filter.Divisor
        }),
        samples = SamplesEndpoint.All,
        // A request holds the model in Base64, which turns three bytes into four; the rest of a request takes at most 4 MB.
        maxModelBytes = (RequestGuard.MaxBytes - (4 << 20)) / 4 * 3,
        boards = SimulatedBoard.All.Select(board => board.Name),
    };
}
