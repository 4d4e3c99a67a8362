namespace EdgeConv.Compiler.Json;

/// <summary>
/// The graph of a hand-written network as its layers are added, one after the other. A layer is read in the file of its kind.
/// </summary>
internal sealed class JsonNetwork
{
    // A few bytes of text can ask for many weights (a named filter over many channels), so all of a model's together are bounded.
    private const int MaxWeights = 1 << 24;

    private readonly Tensor _input;
    private readonly List<Operator> _operators = [];
    private readonly Dictionary<string, Tensor> _named = [];
    private Tensor _last;
    private int _layers;
    private int _weights;

    public JsonNetwork(Tensor input)
    {
        _input = _last = input;
        _named.Add(input.Name, input);
    }

    /// <summary>Reads one layer and appends its operators.</summary>
    public void Add(JsonField field)
    {
        if (!field.IsObject) throw field.Refuse("must be a layer in braces");
        JsonField type = field.Required("type", $"one of {string.Join(", ", JsonLayer.Types)}");
        JsonLayer layer = new(this, field, field.Optional("from") is { } from ? Named(from) : _last, NewName(field));
        _operators.AddRange(field.Check(() => (Operator[])[.. layer.Read(type.Word(JsonLayer.Types))]));
        _last = _operators[^1].Output;
        _named[_last.Name] = _last;
        _layers++;
    }

    /// <summary>The output of an earlier layer.</summary>
    public Tensor Named(JsonField field) => _named.TryGetValue(Names.Clean(field.Text()), out Tensor? tensor) ? tensor
        : throw field.Refuse("must be the name of an earlier layer or of the input");

    /// <summary>Counts weights before they are allocated.</summary>
    public sbyte[] NewWeights(JsonField field, long count)
    {
        if (count > MaxWeights - _weights) throw field.Refuse($"more than {Amount.Of(MaxWeights, "weight")} in the model");
        _weights += (int)count;
        return new sbyte[count];
    }

    public Graph ToGraph(string name) => new(name, [_input], [_last], [.. _operators]);

    private string NewName(JsonField field)
    {
        if (field.Optional("name") is not { } given) return $"layer{_layers}";
        string name = Names.Clean(given.Text());
        return !_named.ContainsKey(name) ? name : throw given.Refuse("a layer before has this name; give another");
    }
}
