namespace EdgeConv.Compiler.Json;

/// <summary>
/// The network of a .json model while its layers are added, one after the other. <see cref="JsonLayer"/> reads a layer.
/// </summary>
internal sealed class JsonNetwork
{
    // Maximum number of weights of all layers together. Without it, a few bytes of text could ask for gigabytes of weights, because a named
    // filter is repeated for every input channel.
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

    /// <summary>Reads one layer and adds its operators.</summary>
    public void Add(JsonField field)
    {
        if (!field.IsObject) throw field.Refuse("must be a layer in braces");
        JsonField type = field.Required("type", $"give one of {string.Join(", ", JsonLayer.Types)}");
        JsonLayer layer = new(this, field, field.Optional("from") is { } from ? Named(from) : _last, NewName(field));
        _operators.AddRange(field.Check(() => (Operator[])[.. layer.Read(type.Word(JsonLayer.Types))]));
        _last = _operators[^1].Output;
        _named[_last.Name] = _last;
        _layers++;
    }

    /// <summary>The output of the earlier layer, or the input, that a field names.</summary>
    public Tensor Named(JsonField field) => _named.TryGetValue(Names.Clean(field.Text()), out Tensor? tensor) ? tensor
        : throw field.Refuse("must be the name of an earlier layer or of the input");

    /// <summary>Counts the weights of a layer and makes an array for them.</summary>
    /// <exception cref="ModelException">The model has too many weights.</exception>
    public sbyte[] NewWeights(JsonField field, long count)
    {
        if (count > MaxWeights - _weights)
            throw field.Refuse($"gives the model more than {Amount.Of(MaxWeights, "weight")}; use fewer or smaller filters");
        _weights += (int)count;
        return new sbyte[count];
    }

    public Graph ToGraph(string name) => new(name, [_input], [_last], [.. _operators]);

    private string NewName(JsonField field)
    {
        if (field.Optional("name") is not { } given) return $"layer{_layers}";
        string name = Names.Clean(given.Text());
        return !_named.ContainsKey(name) ? name : throw given.Refuse("a layer before has this name; give another name");
    }
}
