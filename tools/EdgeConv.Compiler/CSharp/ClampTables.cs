namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Tables that clamp a requantized accumulator: one look-up instead of two comparisons. Layers with the same output range share a table. It
/// has an entry for each result that their accumulators can reach before the clamp, e.g. 300 entries for results from -172 to 127. Channels
/// whose results may lie further away are clamped by comparisons.
/// </summary>
internal sealed class ClampTables
{
    // Results at this distance from 0 or further are clamped by comparisons, to limit the size of the tables.
    private const int MaxDistance = 2048;
    private readonly Dictionary<(int Minimum, int Maximum), (int Base, int End)> _tables = [];

    /// <summary>Extends the tables by the results of a layer; this is called for all layers before any code is written.</summary>
    internal void Include(Accumulators sums)
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

    /// <summary>
    /// The table that a layer uses: its name, the result of its first entry, and the result behind its last entry. Null if no result of the
    /// layer needs a clamp.
    /// </summary>
    internal (string Name, int Base, int End)? Of(Accumulators sums)
    {
        if (!Needs(sums, out _, out _)) return null;
        (int first, int end) = _tables[(sums.Minimum, sums.Maximum)];
        return (Name(sums.Minimum, sums.Maximum), first, end);
    }

    /// <summary>All tables: name, result of the first entry, number of entries, and output range.</summary>
    internal IEnumerable<(string Name, int Base, int Length, int Minimum, int Maximum)> All =>
        _tables.Select(table =>
            (Name(table.Key.Minimum, table.Key.Maximum), table.Value.Base, table.Value.End - table.Value.Base, table.Key.Minimum,
            table.Key.Maximum));

    private static string Name(int minimum, int maximum) => $"_clamp{minimum + 128}To{maximum + 128}";

    private static bool Needs(Accumulators sums, out int min, out int end)
    {
        min = int.MaxValue;
        end = int.MinValue;
        foreach (RequantizeStep? step in sums.Steps)
        {
            if (step is not { Min: >= -MaxDistance, Max: < MaxDistance } near) continue;
            min = Math.Min(min, near.Min);
            end = Math.Max(end, near.Max + 1);
        }
        return min < end && (min < sums.Minimum || end > sums.Maximum + 1);
    }
}
