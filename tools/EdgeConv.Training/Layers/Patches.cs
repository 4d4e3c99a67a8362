using EdgeConv.Compiler.Operators;

namespace EdgeConv.Training.Layers;

/// <summary>
/// What each tap of a moving window sees of one channel: a row per tap, a value per sample and output cell (im2col). Cells outside the map
/// are 0.
/// </summary>
/// <param name="window">How the window moves.</param>
/// <param name="height">Rows of the map.</param>
/// <param name="width">Columns of the map.</param>
internal sealed class Patches(Window window, int height, int width)
{
    /// <summary>R * S.</summary>
    public int Taps { get; } = window.Rows * window.Columns;

    /// <summary>Output cells of one sample.</summary>
    public int Cells { get; } = window.OutHeight * window.OutWidth;

    /// <summary>Fills [taps, count * cells] from a channel of [count, height, width].</summary>
    public void Gather(Span<float> channel, int count, Span<float> rows)
    {
        rows[..(Taps * count * Cells)].Clear();
        Move(channel, count, rows, scatters: false);
    }

    /// <summary>Adds [taps, count * cells] to where <see cref="Gather"/> took them from.</summary>
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

    // Output columns whose tap lies on the map, and the first one's input column.
    private (int From, int To, int First) InColumns(int tap)
    {
        int offset = tap % window.Columns * window.DilationX - window.PadLeft;
        int from = offset >= 0 ? 0 : (-offset + window.StrideX - 1) / window.StrideX;
        int to = offset >= width ? 0 : Math.Min(window.OutWidth, (width - 1 - offset) / window.StrideX + 1);
        return (from, to, from * window.StrideX + offset);
    }
}
