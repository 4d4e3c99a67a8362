using System.Text.Json;
using EdgeConv.Simulation.Runs;
using EdgeConv.Training.Networks;

namespace EdgeConv.Studio.Endpoints;

/// <summary>Returns the data that the page needs at its start: named filters, samples, presets and boards.</summary>
internal static class StartEndpoint
{
    private static readonly object[] s_presets = [.. Preset.Names.Select(Described)];

    public static object Answer() => new
    {
        version = typeof(StartEndpoint).Assembly.GetName().Version!.ToString(3),
        filters = NamedFilter.Names().Select(NamedFilter.ByName).Select(filter => new
        {
            name = filter.Name, weights = Array.ConvertAll(filter.Weights, weight => (int)weight), divisor = filter.Divisor
        }),
        samples = SamplesEndpoint.All,
        models = ModelsEndpoint.All,
        presets = s_presets,
        // A request holds the model in Base64, which turns three bytes into four; the rest of a request takes at most 4 MB.
        maxModelBytes = (RequestGuard.MaxBytes - (4 << 20)) / 4 * 3,
        boards = SimulatedBoard.All.Select(board => board.Name),
    };

    // A preset is a network without weights.
    private static object Described(string name)
    {
        using var file = JsonDocument.Parse(Preset.File(name));
        JsonElement root = file.RootElement;
        return new { name, title = root.GetProperty("description").GetString(), layers = root.GetProperty("layers").Clone() };
    }
}
