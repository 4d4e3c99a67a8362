namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// One output row of a convolution, in the form in which its code is written: the offsets of the taps relative to a position, and the steps
/// from one position to the next. All steps are counted in elements.
/// </summary>
/// <param name="Accumulators">Weights [K, R, S, C], folded biases and requantization.</param>
/// <param name="Rows">R.</param>
/// <param name="Columns">S.</param>
/// <param name="Channels">C.</param>
/// <param name="RowPitch">Step from one filter row to the next in the source, dilation included.</param>
/// <param name="ColumnPitch">Step from one filter column to the next in the source, dilation included.</param>
/// <param name="Step">Step from one position to the next in the source.</param>
/// <param name="Positions">Number of output positions in the row.</param>
/// <param name="OutputChannels">Step from the outputs of one position to those of the next. It is larger than the number of accumulators if
/// these are only one group of channels.</param>
/// <param name="From">Offset of the position in the source, if there is only one position and its offset is a constant; null if a method
/// gets it as the argument <c>p</c>.</param>
/// <param name="To">Offset of the outputs of this one position; null if a method gets it as the argument <c>o</c>.</param>
/// <param name="Totals">How the activations are added up over several rows, if they are not stored; null if they are.</param>
internal sealed record RowConvolution(Accumulators Accumulators, int Rows, int Columns, int Channels, int RowPitch, int ColumnPitch,
    int Step,
    int Positions, int OutputChannels, int? From = null, int? To = null, RowTotals? Totals = null)
{
    // Maximum bytes of a loop over positions, because a branch reaches 32 KB. If there is a loop over rows around it, this loop also holds
    // the code for the positions that are left over.
    private const int MaxLoopBytes = 24000, MaxInnerLoopBytes = 12000;

    // Maximum number of locals of a method that adds up activations; nanoCLR allows 250.
    private const int MaxLocals = 180;

    private List<(int I, int D)>? _usedCells; // computed only when it is needed

    /// <summary>Maximum bytes of a loop over positions.</summary>
    internal int MaxBytes => Totals is { Rows: > 1 } ? MaxInnerLoopBytes : MaxLoopBytes;

    /// <summary>
    /// Maximum number of channels, or of groups of channels, of a method that adds up activations, because it needs a local for each total.
    /// </summary>
    /// <param name="each">Number of locals of a channel or group, with its totals.</param>
    /// <param name="others">Number of other locals.</param>
    internal int MaxTotals(int each, int others) => Totals is null ? int.MaxValue : Math.Max(1, (MaxLocals - others) / each);

    /// <summary>Moves on to the outputs of the position after some more.</summary>
    internal void NextOutputs(CodeWriter code, int positions)
    {
        if (Totals is null) code.Line($"o += {positions * OutputChannels};");
    }

    /// <summary>The index expression of an input.</summary>
    internal string InputAt(int offset) => From is { } from ? $"{from + offset}" : offset == 0 ? "p" : $"p + {offset}";

    /// <summary>The index expression of an output.</summary>
    internal string OutputAt(int offset) => To is { } to ? $"{to + offset}" : offset == 0 ? "o" : $"o + {offset}";

    /// <summary>The parameters of a method that computes the row, as C#.</summary>
    internal string Parameters(Epilogue store) => $"sbyte[] x{(From is null ? ", int p" : "")}, "
        + $"{store.ElementType}[] y{(To is null ? ", int o" : "")}{(store.Table is null ? "" : ", sbyte[] t")}";

    /// <summary>The call of a method that computes the row, as C#.</summary>
    internal string Call(string method, Epilogue store, string source, string p, string target, string o) =>
        $"{method}({source}{(From is null ? $", {p}" : "")}, "
            + $"{target}{(To is null ? $", {o}" : "")}{(store.Table is null ? "" : $", {store.Table}")});";

    /// <summary>
    /// Writes the row as methods with the parameters (x, p, y, o, t), one for each part of the channels, and returns the methods' names.
    /// </summary>
    /// <param name="code">Gets the methods.</param>
    /// <param name="name">Name of the only method, or the beginning of the names of several: Layer3 of Layer3Channels12.</param>
    /// <param name="store">Stores the accumulators.</param>
    /// <param name="parts">What each method computes: channels, or groups of channels that share a long.</param>
    /// <param name="first">Gives the first channel of an item of a part.</param>
    /// <param name="body">Writes the body of a method. Its second argument is true for the first method, which also stores the outputs of
    /// channels without weights.</param>
    internal List<string> Write<T>(CodeWriter code, string name, Epilogue store, List<List<T>> parts, Func<T, int> first,
        Action<List<T>, bool> body)
    {
        List<string> methods = [];
        foreach (List<T> part in parts)
        {
            methods.Add(parts.Count == 1 ? name : $"{name}Channels{first(part[0])}");
            store.Method(code, methods[^1], Parameters(store), () =>
            {
                if (Totals is null) body(part, methods.Count == 1);
                else Totals.Write(code, store, OutputAt, () => body(part, methods.Count == 1));
            });
        }
        return methods;
    }

    /// <summary>
    /// Divides items into parts of at most <paramref name="max"/> items. All parts have the same size, except that the last one may be
    /// smaller. If there are no items, there is one empty part.
    /// </summary>
    internal static List<List<T>> Parts<T>(IReadOnlyCollection<T> items, int max)
    {
        int parts = Math.Max(1, (items.Count + max - 1) / max);
        return items.Count == 0 ? [[]] : [.. items.Chunk((items.Count + parts - 1) / parts).Select(part => part.ToList())];
    }

    /// <summary>The filter rows and channels at which a filter has a weight other than 0, in any of its columns.</summary>
    internal List<(int I, int D)> UsedCells => _usedCells ??= [.. from i in Enumerable.Range(0, Rows)
        from d in Enumerable.Range(0, Channels)
        where Enumerable.Range(0, Columns).Any(j => Accumulators.Reads(Tap(i, j, d)))
        select (i, d)];

    /// <summary>The index of the tap at filter row i, filter column j and channel d.</summary>
    internal int Tap(int i, int j, int d) => (i * Columns + j) * Channels + d;

    /// <summary>The offset of this tap's input relative to the position, in elements.</summary>
    internal int Offset(int i, int j, int d) => i * RowPitch + j * ColumnPitch + d;
}
