using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// Input values of each tap of a moving window over one channel (im2col): one row per tap, with one value per sample and output cell. Taps
/// outside the map read 0.
/// </summary>
/// <param name="window">How the window moves.</param>
/// <param name="height">Rows of the map.</param>
/// <param name="width">Columns of the map.</param>
internal sealed class Patches(Window window, int height, int width)
{
    public int Taps { get; } = window.Rows * window.Columns;

    /// <summary>Number of output cells of one sample.</summary>
    public int Cells { get; } = window.OutHeight * window.OutWidth;

    /// <summary>Fills [taps, count * cells] from a channel of [count, height, width].</summary>
    public void Gather(Span<float> channel, int count, Span<float> rows)
    {
        rows[..(Taps * count * Cells)].Clear();
        Move(channel, count, rows, scatters: false);
    }

    /// <summary>Adds each value of <paramref name="rows"/> to the cell of the channel from which <see cref="Gather"/> copies it.</summary>
    public void Scatter(Span<float> rows, int count, Span<float> channel) => Move(channel, count, rows, scatters: true);

    private void Move(Span<float> channel, int count, Span<float> rows, bool scatters)
    {
        for (int tap = 0; tap < Taps; tap++)
        {
            Span<float> row = rows.Slice(tap * count * Cells, count * Cells);
            (int from, int to, int first) = InColumns(tap);
            for (int y = 0; y < window.OutHeight; y++)
            {
                if (InRow(tap, y) is not { } inY) continue;
                for (int n = 0; n < count; n++)
                {
                    Span<float> map = channel.Slice((n * height + inY) * width, width);
                    Span<float> cells = row.Slice(n * Cells + y * window.OutWidth, window.OutWidth);
                    if (scatters)
                        for (int x = from, inX = first; x < to; x++, inX += window.StrideX) map[inX] += cells[x];
                    else
                        for (int x = from, inX = first; x < to; x++, inX += window.StrideX) cells[x] = map[inX];
                }
            }
        }
    }

    private int? InRow(int tap, int y)
    {
        int row = y * window.StrideY - window.PadTop + tap / window.Columns * window.DilationY;
        return row >= 0 && row < height ? row : null;
    }

    // Returns the output columns, From up to but without To, whose tap lies on the map, and the input column of the first.
    private (int From, int To, int First) InColumns(int tap)
    {
        int offset = tap % window.Columns * window.DilationX - window.PadLeft;
        int from = offset >= 0 ? 0 : (-offset + window.StrideX - 1) / window.StrideX;
        int to = offset >= width ? 0 : Math.Min(window.OutWidth, (width - 1 - offset) / window.StrideX + 1);
        return (from, to, from * window.StrideX + offset);
    }
}
