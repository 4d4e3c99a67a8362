namespace EdgeConv.Simulation.Runs;

/// <summary>What a drawn layer reads.</summary>
/// <param name="Sources">Indices of the drawn layers that its values come from without passing another; -1 is the model's input.</param>
/// <param name="Hidden">Number of layers between those and this one that are not drawn.</param>
public sealed record LayerSource(IReadOnlyList<int> Sources, int Hidden);

/// <summary>Which layers of a model the report draws, and which of them each one reads.</summary>
public sealed class DrawnLayers
{
    private readonly LayerSource[] _sources;
    private readonly LayerSource _output;

    /// <summary>Every layer is drawn, and each reads the one before.</summary>
    /// <param name="count">Number of layers.</param>
    public DrawnLayers(int count)
        : this([.. Enumerable.Range(0, count).Select(i => new LayerSource([i - 1], 0))], new LayerSource([count - 1], 0), 0)
    {
    }

    /// <summary>Some layers are drawn.</summary>
    /// <param name="sources">What each drawn layer reads.</param>
    /// <param name="output">What the model's output is made of.</param>
    /// <param name="hidden">Number of all layers that are not drawn.</param>
    public DrawnLayers(IEnumerable<LayerSource> sources, LayerSource output, int hidden)
    {
        _sources = [.. sources];
        _output = output;
        Hidden = hidden;
        bool endsTheChain = _output.Sources is [var last] && last == _sources.Length - 1;
        IsChain = endsTheChain && Enumerable.Range(0, _sources.Length).All(ReadsOnlyTheOneBefore);
    }

    /// <summary>Number of drawn layers.</summary>
    public int Count => _sources.Length;

    /// <summary>Number of layers that are not drawn.</summary>
    public int Hidden { get; }

    /// <summary>
    /// Whether each drawn layer reads only the one before, perhaps through layers not drawn; if not, layers are numbered from 1.
    /// </summary>
    public bool IsChain { get; }

    /// <summary>What is left out, as "the report and maps/ draw 5 of 31 layers"; null where nothing is.</summary>
    public string? Omission => Hidden == 0 ? null
        : $"the report and maps/ draw {Amount.Of(Count)} of {Amount.Of(Count + Hidden, "layer")}: the others are too large or too many";

    /// <summary>
    /// Whether a layer reads the drawn layer before it, the first the model's input, with nothing else and nothing between.
    /// </summary>
    public bool IsDirect(int index) => _sources[index].Hidden == 0 && ReadsOnlyTheOneBefore(index);

    /// <summary>The number of layers that are not drawn just before a layer.</summary>
    public int HiddenBefore(int index) => _sources[index].Hidden;

    /// <summary>What a layer reads where that is not the layer before alone: "from 1 and 4"; "" where it is.</summary>
    public string SourceText(int index) => ReadsOnlyTheOneBefore(index) ? "" : From(_sources[index].Sources);

    /// <summary>A layer's name, with its number where layers are numbered.</summary>
    public string Title(int index, string name) => IsChain ? name : $"{index + 1}. {name}";

    /// <summary>The steps of a frame from int8 to the readout. An arrow stands only where values go from one step to the next.</summary>
    internal IEnumerable<Station> Stations(Func<int, ModelLayer> layer)
    {
        for (int i = 0; i < Count; i++)
        {
            foreach (Station hidden in HiddenStation(_sources[i], ReadsOnlyTheOneBefore(i))) yield return hidden;
            TensorInfo output = layer(i).Output;
            string shape = $"{output.Height}×{output.Width}×{output.Channels}";
            yield return new Station(Title(i, layer(i).Name), shape, ReadsOnlyTheOneBefore(i), Note(i));
        }
        bool isLast = _output.Sources is [var last] && last == Count - 1;
        foreach (Station hidden in HiddenStation(_output, isLast)) yield return hidden;
        if (!isLast) yield return new Station("output", "", false, From(_output.Sources));
    }

    private static IEnumerable<Station> HiddenStation(LayerSource source, bool isInLine) =>
        source.Hidden > 0 && isInLine ? [new Station($"{Amount.Of(source.Hidden, "layer")} not drawn", "", true, "")] : [];

    private string Note(int index) => (SourceText(index), _sources[index].Hidden) switch
    {
        ("", _) => "",
        (var from, 0) => from,
        var (from, hidden) => $"{from} through {Amount.Of(hidden, "layer")} not drawn",
    };

    private static string From(IReadOnlyList<int> sources)
    {
        string[] names = [.. sources.Select(source => source < 0 ? "the input" : $"{source + 1}")];
        return "from " + (names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " and " + names[^1]);
    }

    private bool ReadsOnlyTheOneBefore(int index) => _sources[index].Sources is [var only] && only == index - 1;
}

/// <summary>A step on the way of a frame.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Detail">Its shape or the like, or "".</param>
/// <param name="HasArrow">Whether its values come from the station before.</param>
/// <param name="Note">Where they come from otherwise, or "".</param>
internal sealed record Station(string Name, string Detail, bool HasArrow, string Note);
