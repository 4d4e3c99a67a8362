namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Tables that clamp a requantized sum: one look-up instead of two comparisons. Layers with the same output range share a table, which
/// holds an entry for each result that any of their sums can reach, e.g. 300 entries for results of -172 to 127. Channels whose results
/// could lie further away are clamped by comparisons instead.
/// </summary>
internal sealed class ClampTables
{
    // Results further away are compared.
    private const int Furthest = 2048;
    private readonly Dictionary<(int Minimum, int Maximum), (int Base, int End)> _tables = [];

    /// <summary>Takes note of a layer's sums before code is written.</summary>
    internal void Include(Sums sums)
    {
        if (!Needs(sums, out int min, out int end)) return;
        (int Minimum, int Maximum) key = (sums.Minimum, sums.Maximum);
        if (_tables.TryGetValue(key, out (int Base, int End) known))
        {
            min = Math.Min(min, known.Base);
            end = Math.Max(end, known.End);
        }
        _tables[key] = (min, end);
    }

    /// <summary>The table a layer uses: its name, first index and the index after the last; null where its results need no clamp.</summary>
    internal (string Name, int Base, int End)? Of(Sums sums)
    {
        if (!Needs(sums, out _, out _)) return null;
        (int first, int end) = _tables[(sums.Minimum, sums.Maximum)];
        return (Name(sums.Minimum, sums.Maximum), first, end);
    }

    /// <summary>All tables: name, first index, length and range.</summary>
    internal IEnumerable<(string Name, int Base, int Length, int Minimum, int Maximum)> All =>
        _tables.Select(table =>
            (Name(table.Key.Minimum, table.Key.Maximum), table.Value.Base, table.Value.End - table.Value.Base, table.Key.Minimum,
            table.Key.Maximum));

    private static string Name(int minimum, int maximum) => $"_clamp{minimum + 128}To{maximum + 128}";

    private static bool Needs(Sums sums, out int min, out int end)
    {
        min = int.MaxValue;
        end = int.MinValue;
        foreach (OneShift? step in sums.Steps)
        {
            if (step is not { Min: >= -Furthest, Max: < Furthest } shift) continue;
            min = Math.Min(min, shift.Min);
            end = Math.Max(end, shift.Max + 1);
        }
        return min < end && (min < sums.Minimum || end > sums.Maximum + 1);
    }
}
