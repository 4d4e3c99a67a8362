using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>What the page needs at its start: named filters, sample recordings and boards.</summary>
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
        // Base64 turns three bytes into four.
        maxModelBytes = (RequestGuard.MaxBytes - (4 << 20)) / 4 * 3,
        boards = SimulatedBoard.All.Select(board => board.Name),
    };
}
