namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// One row of a convolution as the code sees it: where each tap stands relative to the position, and how positions follow each other.
/// </summary>
/// <param name="Sums">Weights [K, R, S, C], constants and requantization.</param>
/// <param name="Rows">R.</param>
/// <param name="Columns">S.</param>
/// <param name="Channels">C.</param>
/// <param name="RowPitch">From one filter row to the next in the source, dilation included.</param>
/// <param name="ColumnPitch">From one filter column to the next, dilation included.</param>
/// <param name="Step">From one position to the next.</param>
/// <param name="Positions">Positions in the row.</param>
/// <param name="From">Where the only position begins in the source, if there is one and it is known; null where a method is told as
/// <c>p</c>.</param>
/// <param name="To">Where its outputs begin, told as <c>o</c> otherwise.</param>
/// <param name="OutputChannels">From one position's outputs to the next's; more than the sums make where these are one group of
/// several.</param>
internal sealed record RowConvolution(Sums Sums, int Rows, int Columns, int Channels, int RowPitch, int ColumnPitch, int Step,
    int Positions, int OutputChannels, int? From = null, int? To = null)
{
    /// <summary>Index expression of an input.</summary>
    internal string InputAt(int offset) => From is { } from ? $"{from + offset}" : offset == 0 ? "p" : $"p + {offset}";

    /// <summary>Index expression of an output.</summary>
    internal string OutputAt(int offset) => To is { } to ? $"{to + offset}" : offset == 0 ? "o" : $"o + {offset}";

    /// <summary>Parameters of a method that computes the row.</summary>
    internal string Parameters(Store store) => $"sbyte[] x{(From is null ? ", int p" : "")}, "
        + $"{store.ElementType}[] y{(To is null ? ", int o" : "")}{(store.Table is null ? "" : ", sbyte[] t")}";

    /// <summary>A call of such a method.</summary>
    internal string Call(string method, Store store, string source, string p, string target, string o) =>
        $"{method}({source}{(From is null ? $", {p}" : "")}, "
            + $"{target}{(To is null ? $", {o}" : "")}{(store.Table is null ? "" : $", {store.Table}")});";

    /// <summary>Writes the row as methods (x, p, y, o, t), one per part of the channels; returns the methods' names.</summary>
    /// <param name="code">Takes the methods.</param>
    /// <param name="name">Name of the only method, or what the names of several begin with, e.g. Layer3 of Layer3Channels12.</param>
    /// <param name="store">Of the sums.</param>
    /// <param name="parts">What each method computes: channels, or groups of channels that share a long.</param>
    /// <param name="first">First channel of an item of a part.</param>
    /// <param name="body">Writes a method; true for the first, which writes what all share.</param>
    internal List<string> Write<T>(CodeWriter code, string name, Store store, List<List<T>> parts, Func<T, int> first,
        Action<List<T>, bool> body)
    {
        List<string> methods = [];
        foreach (List<T> part in parts)
        {
            methods.Add(parts.Count == 1 ? name : $"{name}Channels{first(part[0])}");
            store.Method(code, methods[^1], Parameters(store), () => body(part, methods.Count == 1));
        }
        return methods;
    }

    /// <summary>Cuts items into parts of equal size, but for the last, of at most <paramref name="max"/>; no items are one part.</summary>
    internal static List<List<T>> Parts<T>(IReadOnlyCollection<T> items, int max)
    {
        int parts = Math.Max(1, (items.Count + max - 1) / max);
        return items.Count == 0 ? [[]] : [.. items.Chunk((items.Count + parts - 1) / parts).Select(part => part.ToList())];
    }

    /// <summary>Tap number of [i, j, d].</summary>
    internal int Tap(int i, int j, int d) => (i * Columns + j) * Channels + d;

    /// <summary>Place of [i, j, d] relative to the position.</summary>
    internal int Offset(int i, int j, int d) => i * RowPitch + j * ColumnPitch + d;
}
