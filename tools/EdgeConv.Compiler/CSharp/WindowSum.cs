namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes the sum of the cells of a window, for one channel: as one expression if there are few cells, or else with loops that are
/// unrolled.
/// </summary>
/// <param name="rows">Rows of the window.</param>
/// <param name="columns">Columns of the window.</param>
/// <param name="rowPitch">Elements from one row to the next.</param>
/// <param name="columnPitch">Elements from one column to the next.</param>
internal readonly struct WindowSum(int rows, int columns, int rowPitch, int columnPitch)
{
    // Maximum number of cells of an expression. A load and its addition take 10 bytes of code.
    private const int MaxTerms = 32;

    // Cells that a loop adds in one pass; the loop itself then takes less than one instruction for each.
    private const int Unrolled = 16;

    /// <summary>True if the sum is one expression, without a loop.</summary>
    internal bool IsExpression => (long)rows * columns <= MaxTerms;

    /// <summary>An estimate of the IL instructions of a sum.</summary>
    internal long Cost => 6L * rows * columns + (IsExpression ? 0 : rows * (long)columns / 2 + (IsOneRun ? 10 : 20L * rows));

    // True if the rows follow each other without a gap, so that all cells are in one run.
    private bool IsOneRun => rowPitch == (long)columns * columnPitch || rows == 1;

    /// <summary>Writes the sum as an expression of type int, from the index <c>p</c> on. Not for a sum that needs loops.</summary>
    /// <param name="channel">The channel relative to <c>p</c>.</param>
    internal string Expression(int channel)
    {
        List<string> terms = [];
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < columns; j++) terms.Add($"x[{Plus("p", i * rowPitch + j * columnPitch + channel)}]");
        return terms.Count == 1 ? terms[0] : $"({string.Join(" + ", terms)})";
    }

    /// <summary>Writes code that adds the cells from the index <c>p</c> on to the local <c>s</c>.</summary>
    internal void Add(CodeWriter code)
    {
        if (IsOneRun)
        {
            AddRun(code, "p", rows * columns);
            return;
        }
        using (code.Block($"for (int row = p, below = p + {rows * rowPitch}; row < below; row += {rowPitch})"))
            AddRun(code, "row", columns);
    }

    private void AddRun(CodeWriter code, string from, int cells)
    {
        int pitch = columnPitch, looped = cells <= MaxTerms ? 0 : cells / Unrolled * Unrolled;
        string Terms(string at, int first, int count) =>
            string.Concat(Enumerable.Range(first, count).Select(i => $" + x[{Plus(at, i * pitch)}]"));
        if (looped > 0) code.Line($"for (int i = {from}, end = {Plus(from, looped * pitch)}; i < end; i += {Unrolled * pitch}) s = s"
            + $"{Terms("i", 0, Unrolled)};");
        if (cells > looped) code.Line($"s = s{Terms(from, looped, cells - looped)};");
    }

    private static string Plus(string index, int offset) => offset == 0 ? index : $"{index} + {offset}";
}
