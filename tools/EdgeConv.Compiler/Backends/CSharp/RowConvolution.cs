namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>One row of a convolution as the code sees it: where each tap stands relative to the position, and how positions follow each other.</summary>
/// <param name="Sums">Weights [K, R, S, C], constants and requantization.</param>
/// <param name="Rows">R.</param>
/// <param name="Columns">S.</param>
/// <param name="Channels">C.</param>
/// <param name="RowPitch">From one filter row to the next in the source, dilation included.</param>
/// <param name="ColumnPitch">From one filter column to the next, dilation included.</param>
/// <param name="Step">From one position to the next.</param>
/// <param name="Positions">Positions in the row.</param>
internal sealed record RowConvolution(Sums Sums, int Rows, int Columns, int Channels, int RowPitch, int ColumnPitch, int Step, int Positions)
{
    /// <summary>Tap number of [i, j, d].</summary>
    internal int Tap(int i, int j, int d) => (i * Columns + j) * Channels + d;

    /// <summary>Place of [i, j, d] relative to the position.</summary>
    internal int Offset(int i, int j, int d) => i * RowPitch + j * ColumnPitch + d;
}
