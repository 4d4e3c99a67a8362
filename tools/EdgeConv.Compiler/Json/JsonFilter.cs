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

    /// <summary>Reads a filter.</summary>
    /// <param name="field">The filter.</param>
    /// <param name="axes">1 for a row of weights, 2 for rows or a name, 3 for planes of rows.</param>
    public JsonFilter(JsonField field, int axes)
    {
        JsonField weights = _field = field;
        if (field.IsObject)
        {
            field.AllowOnly("filter", "divisor", "shift", "weightScale", "bias");
            Scaling = JsonScaling.Of(field);
            Bias = field.Optional("bias")?.Int(int.MinValue, int.MaxValue);
            weights = field.Required("filter", "a name or rows of weights");
        }
        if (weights.IsText && axes == 2)
        {
            _named = NamedFilter.ByName(weights.Word(NamedFilter.Names()));
            (Rows, Columns) = (3, 3);
            return;
        }
        if (!weights.IsList && axes == 2)
            throw weights.Refuse($"must be rows of weights or one of {string.Join(", ", NamedFilter.Names())}");
        JsonField[][] planes = axes == 3 ? [.. weights.Items(1, MaxTaps).Select(plane => plane.Items(1, MaxTaps))]
            : [axes == 1 ? [weights] : weights.Items(1, MaxTaps)];
        _rows = [.. planes.SelectMany(rows => rows).Select(row => row.Items(1, MaxTaps))];
        (Planes, Rows, Columns) = (planes.Length, planes[0].Length, _rows[0].Length);
        if (planes.Any(rows => rows.Length != Rows)) throw weights.Refuse("must have planes of as many rows");
        if (_rows.Any(row => row.Length != Columns)) throw weights.Refuse("must have rows of equal length");
    }

    /// <summary>1 but for a filter of three axes.</summary>
    public int Planes { get; } = 1;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>The filter's own, or null.</summary>
    public JsonScaling? Scaling { get; }

    /// <summary>If neither filter nor layer say anything: a named filter's divisor, or sums as they are.</summary>
    public JsonScaling Default => new(1.0 / (_named?.Divisor ?? 1), null);

    /// <summary>The filter's own, or null.</summary>
    public int? Bias { get; }

    /// <summary>
    /// Writes planes x rows x columns x <paramref name="channels"/> weights, <paramref name="step"/> apart; one number for a tap holds for
    /// every channel.
    /// </summary>
    public void Write(Span<sbyte> weights, int channels, int step)
    {
        for (int y = 0; y < Planes * Rows; y++)
            for (int x = 0; x < Columns; x++)
            {
                int o = (y * Columns + x) * channels * step;
                JsonField[]? tap = _named is null && _rows[y][x].IsList ? _rows[y][x].Items(channels, channels) : null;
                sbyte one = tap is not null ? (sbyte)0 : _named?.Weights[y * 3 + x] ?? Weight(_rows[y][x]);
                for (int c = 0; c < channels; c++) weights[o + c * step] = tap is null ? one : Weight(tap[c]);
            }
    }

    public static sbyte Weight(JsonField field) => (sbyte)field.Int(-127, 127);

    /// <summary>Refuses filters of different sizes in one layer.</summary>
    public void MustBeLike(JsonFilter first)
    {
        if (Size != first.Size) throw _field.Refuse($"is {Size}, but the layer's first filter is {first.Size}");
    }

    private string Size => (Planes > 1 ? $"{Planes}x" : "") + $"{Rows}x{Columns}";
}
