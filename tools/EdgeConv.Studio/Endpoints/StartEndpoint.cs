using EdgeConv.Simulation.Runs;

namespace EdgeConv.Studio.Endpoints;

/// <summary>What the page has to offer before anything is chosen: named filters, sample frames and boards.</summary>
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
        // Base64 makes four bytes of three.
        maxModelBytes = (RequestGuard.MaxBytes - (4 << 20)) / 4 * 3,
        boards = SimulatedBoard.All.Select(board => board.Name),
    };
}
