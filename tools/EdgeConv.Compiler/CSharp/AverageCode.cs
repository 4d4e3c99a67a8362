using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes an average pooling. Windows at the edge of a padded map cover fewer cells of it, so each size of a window has a method of its
/// own, with the division by its number of cells as constants.
/// </summary>
internal static class AverageCode
{
    // Maximum number of sizes of windows. A 3x3 window with padding on all sides has 4.
    private const int MaxSizes = 6;

    // Channels whose outputs one pass of a loop computes.
    private const int MaxUnrolled = 4;

    /// <summary>Positions that follow each other along an axis and whose windows cover the same number of cells of the map.</summary>
    /// <param name="First">The first of them.</param>
    /// <param name="Count">Number of positions.</param>
    /// <param name="From">The first cell of the map that the first of them covers.</param>
    /// <param name="Cells">Number of cells that each covers.</param>
    private readonly record struct Run(int First, int Count, int From, int Cells);

    /// <summary>Writes an average pooling; false if this code does not fit it, so that it needs the kernel.</summary>
    internal static bool TryWrite(ClassWriter writer, Pool2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int min, int max) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        List<Run> rows = Runs(op.Window.Y, h), columns = Runs(op.Window.X, w);
        (int Rows, int Columns)[] sizes = [.. rows.SelectMany(_ => columns, (row, column) => (row.Cells, column.Cells)).Distinct()];
        if (op.PoolKind != PoolKind.Average || min > max || sizes.Length > MaxSizes
            || sizes.Any(size => (long)size.Rows * size.Columns > int.MaxValue || AverageStep.Of(size.Rows * size.Columns) is null))
            return false;
        string Name((int Rows, int Columns) size) => sizes.Length == 1 ? writer.Name : $"{writer.Name}Window{size.Rows}x{size.Columns}";
        foreach ((int Rows, int Columns) size in sizes)
            WriteMethod(writer.Methods, Name(size), new WindowSum(size.Rows, size.Columns, w * c, c),
                AverageStep.Of(size.Rows * size.Columns)!.Value, c, op.Window.StrideX, (min, max));
        for (int batch = 0; batch < n; batch++)
            foreach (Run row in rows)
            {
                ArrayOffset from = writer.AddressOf(op.Input) + (batch * h + row.From) * w * c;
                int to = writer.Offset(op.Output) + (batch * op.Window.OutHeight + row.First) * op.Window.OutWidth * c;
                using (row.Count == 1 ? null : writer.RunBlock($"for (int r = 0; r < {row.Count}; r++)"))
                    foreach (Run column in columns)
                        writer.Run($"{Name((row.Cells, column.Cells))}({from + column.From * c}"
                            + $"{(row.Count == 1 ? "" : $" + r * {op.Window.StrideY * w * c}")}, a, {to + column.First * c}"
                            + $"{(row.Count == 1 ? "" : $" + r * {op.Window.OutWidth * c}")}, {column.Count});");
            }
        return true;
    }

    private static void WriteMethod(CodeWriter code, string name, WindowSum sum, AverageStep step, int channels, int stride,
        (int Min, int Max) range)
    {
        int unrolled = sum.IsExpression ? Enumerable.Range(1, MaxUnrolled).Last(count => channels % count == 0) : 1;
        bool isWhole = unrolled == channels;
        // p moves on over the channels of the window's first cell, and then to the next window.
        int skipped = (isWhole ? stride : stride - 1) * channels;
        string moves = isWhole ? $" o += {channels}, p += {skipped}" : skipped > 0 ? $" p += {skipped}" : "";
        using (code.Method(name, "sbyte[] x, int p, sbyte[] y, int o, int count"))
        {
            if (range != (-128, 127)) code.Line("int v;");
            using (code.Block($"for (int last = o + count * {channels}; o < last;{moves})"))
            using (isWhole ? null : code.Block($"for (int stop = o + {channels}; o < stop; o += {unrolled}, p += {unrolled})"))
                for (int k = 0; k < unrolled; k++)
                {
                    if (!sum.IsExpression)
                    {
                        code.Line("int s = 0;");
                        sum.Add(code);
                    }
                    string mean = step.Expression(sum.IsExpression ? sum.Expression(k) : "s");
                    WriteClamped(code, $"y[o{(k == 0 ? "" : $" + {k}")}]", mean, range);
                }
        }
    }

    // Stores an int result and clamps it to a range, for which a local v must be declared if the range is not that of int8.
    private static void WriteClamped(CodeWriter code, string output, string result, (int Min, int Max) range)
    {
        if (range == (-128, 127))
        {
            code.Line($"{output} = (sbyte){result};");
            return;
        }
        code.Line($"v = {result};");
        code.Line($"if (v < {range.Min}) v = {range.Min};");
        code.Line($"else if (v > {range.Max}) v = {range.Max};");
        code.Line($"{output} = (sbyte)v;");
    }

    private static List<Run> Runs(WindowAxis axis, int extent)
    {
        List<Run> runs = [];
        bool isRunInside = false; // the windows of the last run begin at the stride's distances, so that more may follow
        for (int position = 0; position < axis.Outputs; position++)
        {
            int start = position * axis.Stride - axis.Before, from = Math.Max(0, start), cells = Math.Min(extent, start + axis.Taps) - from;
            if (isRunInside && runs[^1].Cells == cells) runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
            else runs.Add(new Run(position, 1, from, cells));
            isRunInside = start >= 0;
        }
        return runs;
    }
}
