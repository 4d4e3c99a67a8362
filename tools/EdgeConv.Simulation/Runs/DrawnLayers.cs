namespace EdgeConv.Simulation.Runs;

/// <summary>Sources of a drawn layer.</summary>
/// <param name="Sources">Indices of the drawn layers that it reads, directly or through layers not drawn; -1 is the model's input.</param>
/// <param name="Hidden">Number of layers between these sources and this layer that are not drawn.</param>
public sealed record LayerSource(IReadOnlyList<int> Sources, int Hidden);

/// <summary>The layers of a model that the report draws, and the drawn layers that each of them reads.</summary>
/// <param name="sources">Sources of each drawn layer.</param>
/// <param name="output">Sources of the model's output.</param>
/// <param name="hidden">Number of all layers that are not drawn.</param>
public sealed class DrawnLayers(IReadOnlyList<LayerSource> sources, LayerSource output, int hidden)
{
    /// <summary>Describes a chain: every layer is drawn, and each reads the one before.</summary>
    /// <param name="count">Number of layers.</param>
    public DrawnLayers(int count)
        : this([.. Enumerable.Range(0, count).Select(i => new LayerSource([i - 1], 0))], new LayerSource([count - 1], 0), 0)
    {
    }

    /// <summary>Number of drawn layers.</summary>
    public int Count => sources.Count;

    /// <summary>Number of layers that are not drawn.</summary>
    public int Hidden => hidden;

    /// <summary>
    /// Whether each drawn layer reads only the one before, directly or through layers not drawn. If not, layers are numbered from 1.
    /// </summary>
    public bool IsChain => IsLast && Enumerable.Range(0, Count).All(ReadsOnlyTheOneBefore);

    // Whether the output is computed from the last drawn layer alone.
    private bool IsLast => output.Sources is [var last] && last == Count - 1;

    /// <summary>Text about the layers left out, as "the report and maps/ draw 5 of 31 layers: ..."; null if all are drawn.</summary>
    public string? Omission => hidden == 0 ? null
        : $"the report and maps/ draw {Amount.Of(Count)} of {Amount.Of(Count + hidden, "layer")}: the others are too large or too many";

    /// <summary>
    /// Whether a layer reads directly and only the drawn layer before it or, for the first layer, the model's input.
    /// </summary>
    public bool IsDirect(int index) => sources[index].Hidden == 0 && ReadsOnlyTheOneBefore(index);

    /// <summary>Returns the number of layers between a layer and its sources that are not drawn.</summary>
    public int HiddenBefore(int index) => sources[index].Hidden;

    /// <summary>Returns text such as "from 1 and 4"; "" if the layer reads only the layer before it.</summary>
    public string SourceText(int index) => ReadsOnlyTheOneBefore(index) ? "" : From(sources[index].Sources);

    /// <summary>Returns a layer's name, with its number unless the layers form a chain.</summary>
    public string Title(int index, string name) => IsChain ? name : $"{index + 1}. {name}";

    /// <summary>
    /// Returns the stations of a frame between int8 and readout. A station has an arrow if its values come from the one before.
    /// </summary>
    internal IEnumerable<Station> Stations(Func<int, ModelLayer> layer)
    {
        for (int i = 0; i < Count; i++)
        {
            foreach (Station station in HiddenStation(sources[i], ReadsOnlyTheOneBefore(i))) yield return station;
            TensorInfo map = layer(i).Output;
            string shape = $"{map.Height}×{map.Width}×{map.Channels}";
            yield return new Station(Title(i, layer(i).Name), shape, ReadsOnlyTheOneBefore(i), Note(i));
        }
        foreach (Station station in HiddenStation(output, IsLast)) yield return station;
        if (!IsLast) yield return new Station("output", "", false, From(output.Sources));
    }

    private static IEnumerable<Station> HiddenStation(LayerSource source, bool isInLine) =>
        source.Hidden > 0 && isInLine ? [new Station($"{Amount.Of(source.Hidden, "layer")} not drawn", "", true, "")] : [];

    private string Note(int index) => (SourceText(index), sources[index].Hidden) switch
    {
        ("", _) => "",
        (var from, 0) => from,
        var (from, count) => $"{from} through {Amount.Of(count, "layer")} not drawn",
    };

    private static string From(IReadOnlyList<int> layers)
    {
        string[] names = [.. layers.Select(source => source < 0 ? "the input" : $"{source + 1}")];
        return "from " + (names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " and " + names[^1]);
    }

    private bool ReadsOnlyTheOneBefore(int index) => sources[index].Sources is [var only] && only == index - 1;
}

/// <summary>A station on the path of a frame from the sensor to the actuator.</summary>
/// <param name="Name">Name of the station, such as a layer's name.</param>
/// <param name="Detail">Detail such as the layer's shape, or "".</param>
/// <param name="HasArrow">Whether its values come from the station before.</param>
/// <param name="Note">Sources of its values if they come from elsewhere, or "".</param>
internal sealed record Station(string Name, string Detail, bool HasArrow, string Note);
