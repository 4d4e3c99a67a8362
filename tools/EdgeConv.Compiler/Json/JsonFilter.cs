namespace EdgeConv.Compiler.Json;

/// <summary>
/// One filter of a hand-written layer as the file has it: a name, rows of weights, or an object with either and what goes with it.
/// </summary>
internal sealed class JsonFilter
{
    private const int MaxTaps = 1 << 16;

    private readonly JsonField _field;
    private readonly NamedFilter? _named;
    private readonly JsonField[][] _rows = [];

    public JsonFilter(JsonField field)
    {
        JsonField weights = _field = field;
        if (field.IsObject)
        {
            field.AllowOnly("filter", "divisor", "shift", "weightScale", "bias");
            Scaling = JsonScaling.Of(field);
            Bias = field.Optional("bias")?.Int(int.MinValue, int.MaxValue);
            weights = field.Required("filter", "a name or rows of weights");
        }
        if (weights.IsText)
        {
            _named = NamedFilter.ByName(weights.Word(NamedFilter.Names()));
            (Rows, Columns) = (3, 3);
            return;
        }
        if (!weights.IsList) throw weights.Refuse($"must be rows of weights or one of {string.Join(", ", NamedFilter.Names())}");
        _rows = [.. weights.Items(1, MaxTaps).Select(row => row.Items(1, MaxTaps))];
        (Rows, Columns) = (_rows.Length, _rows[0].Length);
        if (_rows.Any(row => row.Length != Columns)) throw weights.Refuse("must have rows of equal length");
    }

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The filter's own, or null.</summary>
    public JsonScaling? Scaling { get; }

    /// <summary>Where neither filter nor layer say anything: a named filter's divisor, or sums as they are.</summary>
    public JsonScaling Default => new(1.0 / (_named?.Divisor ?? 1), null);

    /// <summary>The filter's own, or null.</summary>
    public int? Bias { get; }

    /// <summary>
    /// Writes R x S x <paramref name="channels"/> weights, <paramref name="step"/> apart; one number for a tap holds for every channel.
    /// </summary>
    public void Write(Span<sbyte> weights, int channels, int step)
    {
        for (int y = 0; y < Rows; y++)
            for (int x = 0; x < Columns; x++)
            {
                int o = (y * Columns + x) * channels * step;
                if (_named is not null || !_rows[y][x].IsList)
                {
                    sbyte weight = _named is not null ? _named.Weights[y * 3 + x] : Weight(_rows[y][x]);
                    for (int c = 0; c < channels; c++) weights[o + c * step] = weight;
                    continue;
                }
                JsonField[] tap = _rows[y][x].Items(channels, channels);
                for (int c = 0; c < channels; c++) weights[o + c * step] = Weight(tap[c]);
            }
    }

    public static sbyte Weight(JsonField field) => (sbyte)field.Int(-127, 127);

    /// <summary>Refuses filters of different sizes in one layer.</summary>
    public void MustBeLike(JsonFilter first)
    {
        if (Rows != first.Rows || Columns != first.Columns)
            throw _field.Refuse($"is {Rows}x{Columns}, but the layer's first filter is {first.Rows}x{first.Columns}");
    }
}
