namespace EdgeConv.Compiler.Json;

/// <summary>
/// One filter of a layer in a .json model: a name, rows of weights, or an object that holds a name or rows, and a factor and a bias for
/// this filter alone.
/// </summary>
internal sealed class JsonFilter
{
    // Maximum number of planes, rows, and weights of a row.
    private const int MaxTaps = 1 << 16;

    // Rows and columns of a filter that is given by its name.
    private const int NamedSize = 3;

    private readonly JsonField _field;
    private readonly NamedFilter? _named;
    private readonly JsonField[][] _rows = [];

    /// <summary>Reads a filter.</summary>
    /// <param name="field">The filter.</param>
    /// <param name="axes">Number of axes of the filter: 1 for a row of weights, 2 for rows or a name, 3 for planes of rows.</param>
    /// <exception cref="ModelException">The field is not a filter with so many axes.</exception>
    public JsonFilter(JsonField field, int axes)
    {
        JsonField weights = _field = field;
        if (field.IsObject)
        {
            field.AllowOnly("filter", "divisor", "shift", "weightScale", "bias");
            Scaling = JsonScaling.Of(field);
            Bias = field.Optional("bias")?.Int(int.MinValue, int.MaxValue);
            weights = field.Required("filter", "give a name or rows of weights");
        }
        if (weights.IsText && axes == 2)
        {
            _named = NamedFilter.ByName(weights.Word(NamedFilter.Names()));
            (Rows, Columns) = (NamedSize, NamedSize);
            return;
        }
        if (!weights.IsList && axes == 2)
            throw weights.Refuse($"must be rows of weights or one of {string.Join(", ", NamedFilter.Names())}");
        JsonField[][] planes = axes == 3 ? [.. weights.Items(1, MaxTaps).Select(plane => plane.Items(1, MaxTaps))]
            : [axes == 1 ? [weights] : weights.Items(1, MaxTaps)];
        _rows = [.. planes.SelectMany(rows => rows).Select(row => row.Items(1, MaxTaps))];
        (Planes, Rows, Columns) = (planes.Length, planes[0].Length, _rows[0].Length);
        if (planes.Any(rows => rows.Length != Rows)) throw weights.Refuse("must have the same number of rows in each plane");
        if (_rows.Any(row => row.Length != Columns)) throw weights.Refuse("must have rows of equal length");
    }

    /// <summary>Number of planes; 1 for a filter of one or two axes.</summary>
    public int Planes { get; } = 1;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The factor that the filter's object states; null if it states none.</summary>
    public JsonScaling? Scaling { get; }

    /// <summary>The factor if neither the filter nor the layer states one: 1 / divisor of a named filter, or 1.</summary>
    public JsonScaling DefaultScaling => new(1.0 / (_named?.Divisor ?? 1), null);

    /// <summary>The bias that the filter's object states; null if it states none.</summary>
    public int? Bias { get; }

    /// <summary>
    /// Writes the filter's weights in the order [planes, rows, columns, <paramref name="channels"/>], each <paramref name="step"/> elements
    /// behind the one before. If a tap is one number, all channels get it.
    /// </summary>
    public void Write(Span<sbyte> weights, int channels, int step)
    {
        for (int y = 0; y < Planes * Rows; y++)
            for (int x = 0; x < Columns; x++)
            {
                int offset = (y * Columns + x) * channels * step;
                JsonField[]? tap = _named is null && _rows[y][x].IsList ? _rows[y][x].Items(channels, channels) : null;
                sbyte shared = tap is not null ? (sbyte)0 : _named?.Weights[y * NamedSize + x] ?? Weight(_rows[y][x]);
                for (int c = 0; c < channels; c++) weights[offset + c * step] = tap is null ? shared : Weight(tap[c]);
            }
    }

    /// <summary>Reads a weight. -128 is not allowed, as in TensorFlow Lite's int8 weights.</summary>
    public static sbyte Weight(JsonField field) => (sbyte)field.Int(-127, 127);

    /// <summary>Checks that the filter has the size of the layer's first filter.</summary>
    public void CheckSize(JsonFilter first)
    {
        if (Size != first.Size) throw _field.Refuse($"is {Size}, but the layer's first filter is {first.Size}");
    }

    private string Size => (Planes > 1 ? $"{Planes}x" : "") + $"{Rows}x{Columns}";
}
