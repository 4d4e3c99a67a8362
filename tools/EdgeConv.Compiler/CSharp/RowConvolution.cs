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

    /// <summary>Tap number of [i, j, d].</summary>
    internal int Tap(int i, int j, int d) => (i * Columns + j) * Channels + d;

    /// <summary>Place of [i, j, d] relative to the position.</summary>
    internal int Offset(int i, int j, int d) => i * RowPitch + j * ColumnPitch + d;
}
