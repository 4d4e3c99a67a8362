namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a row of a convolution whose filter is three columns wide and moves by one column, as a stream of columns. A long, here called a
/// chain, holds the accumulators of three neighbouring positions of one output channel in its three lanes. Each new column adds its
/// products to all three by one multiplication, because one constant holds the three weights of a filter row. Then a shift by one lane
/// completes the leftmost position. No lane is ever unused, and only the new column is loaded. A channel with large weights needs several
/// chains, each for a part of its taps.
/// </summary>
internal static class StreamedRows
{
    private const int MaxValues = 120;     // inputs held in locals at a time
    private const int MaxChains = 60;      // chains of one method
    private const int MaxLocals = 170;     // locals of one method

    // The capacity of a lane that a chain uses at least; the taps of one more column do not fit.
    private const int MinLoad = Accumulators.LaneCapacity - 3 * 128;

    /// <summary>True if a row can be streamed.</summary>
    internal static bool CanDo(RowConvolution row) =>
        row.Columns == 3 && row.Accumulators.ComputedChannels.Count > 0 && row.Step == row.ColumnPitch
        && 26 * row.Rows * row.Channels + 100 <= row.MaxBytes;

    /// <summary>An estimate of the IL instructions per row, to choose between ways to compute it.</summary>
    internal static long Cost(RowConvolution row)
    {
        int values = row.UsedCells.Count, methods = Split(row).Count;
        return (row.Positions + 2L) * (methods * (7L * values + 11) + SumsOf(row, row.Accumulators.ComputedChannels))
            + row.Positions * 17L * row.Accumulators.Outputs;
    }

    /// <summary>An estimate of the IL instructions of the sums of some channels for one column.</summary>
    internal static long SumsOf(RowConvolution row, IEnumerable<int> channels) => channels.Sum(k => 6 + 4L * row.UsedCells.Count(cell =>
        Enumerable.Range(0, row.Columns).Any(j => row.Accumulators.Weight(k, row.Tap(cell.I, j, cell.D)) != 0)));

    /// <summary>Writes the methods for one row, with the parameters (x, p, y, o, t), and returns their names.</summary>
    internal static List<string> Write(CodeWriter code, string name, RowConvolution row, Epilogue store) =>
        row.Write(code, name, store, Split(row), k => k, (channels, isFirst) => WriteBody(code, row, store, channels, isFirst));

    private static List<List<int>> Split(RowConvolution row)
    {
        int values = row.Rows * row.Channels;
        IReadOnlyList<int> computed = row.Accumulators.ComputedChannels;
        // The maximum number of chains that a channel needs.
        int chains = computed.Max(k => row.Accumulators.Magnitude(k, Enumerable.Range(0, row.Accumulators.Taps))) / MinLoad + 1;
        int max = Math.Min(MaxChains / chains, row.MaxTotals(chains + 1, Math.Min(values, MaxValues)));
        return RowConvolution.Parts(computed, Math.Clamp(Math.Min((row.MaxBytes + 4000 - 13 * values) / (13 * values + 60), max), 1,
            MaxChains));
    }

    private static void WriteBody(CodeWriter code, RowConvolution row, Epilogue store, List<int> channels, bool isFirst)
    {
        Accumulators sums = row.Accumulators;
        // The inputs of one column, and for each channel the chains into which they are divided.
        List<(int I, int D)> values = row.UsedCells;
        Dictionary<int, List<List<(int I, int D)>>> chains = channels.ToDictionary(k => k, k => Chains(row, k, values));
        // Most lanes start with the local h. A channel with a lane offset needs a local of its own; it gets one while locals are left.
        int[] withOffset = [.. channels.Where(k => chains[k].Count == 1 && store.LaneOffset(k) != 0)
            .Take(Math.Max(0, MaxLocals - Math.Min(values.Count, MaxValues) - chains.Values.Sum(parts => parts.Count)
                - (row.Totals is null ? 0 : channels.Count)))];
        code.Line($"long h = {Accumulators.LaneBias};");
        foreach (int k in withOffset) code.Line($"long h{k} = {Accumulators.LaneBias + store.LaneOffset(k)};");
        foreach (int k in channels)
            for (int part = 0; part < chains[k].Count; part++) code.Line($"long {Chain(k, part)} = 0;");
        code.Line($"int first = p + {2 * row.Step}, end = p + {(row.Positions + 2) * row.Step};");
        using (code.Block($"for (; p < end; p += {row.Step})"))
        {
            List<(int I, int D)[]> loads = [.. values.Chunk(MaxValues)];
            for (int load = 0; load < loads.Count; load++)
            {
                (int I, int D)[] loaded = loads[load];
                for (int n = 0; n < loaded.Length; n++)
                    code.Line($"{(load == 0 ? "long " : "")}x{n} = x[{row.InputAt(row.Offset(loaded[n].I, 0, loaded[n].D))}];");
                foreach (int k in channels)
                    for (int part = 0; part < chains[k].Count; part++)
                    {
                        List<string> terms = [load == 0 ? $"({Chain(k, part)} >> 21)" : Chain(k, part)];
                        foreach ((int i, int d) in chains[k][part])
                        {
                            int n = Array.IndexOf(loaded, (i, d));
                            if (n < 0) continue;
                            long packed = sums.Weight(k, row.Tap(i, 2, d)) + ((long)sums.Weight(k, row.Tap(i, 1, d)) << 21)
                                + ((long)sums.Weight(k, row.Tap(i, 0, d)) << 42);
                            if (packed != 0) terms.Add($"x{n} * {CodeWriter.Long(packed)}");
                        }
                        if (load == 0) terms.Add(withOffset.Contains(k) ? $"h{k}" : "h");
                        if (terms.Count > 1) code.Sum(Chain(k, part), terms);
                    }
            }
            code.Line("if (p < first) continue;");
            foreach (int k in channels)
            {
                string? carried = chains[k].Count == 1 ? null
                    : $"({string.Join(" + ",
                        Enumerable.Range(1, chains[k].Count - 1).Select(part => $"((int){Chain(k, part)} & {Accumulators.LaneMask})"))})";
                store.Lane(code, row.OutputAt, k, Chain(k, 0), 0, carried, chains[k].Count, withOffset.Contains(k)
                    ? store.LaneOffset(k) : 0);
            }
            if (isFirst) store.ConstantOutputs(code, row.OutputAt);
            row.NextOutputs(code, 1);
        }
    }

    private static List<List<(int I, int D)>> Chains(RowConvolution row, int k, List<(int I, int D)> values)
    {
        List<List<(int I, int D)>> chains = [[]];
        int load = 0;
        foreach ((int i, int d) in values)
        {
            int magnitude = Enumerable.Range(0, 3).Sum(j => Math.Abs(row.Accumulators.Weight(k, row.Tap(i, j, d))));
            if (load + magnitude > Accumulators.LaneCapacity)
            {
                chains.Add([]);
                load = 0;
            }
            load += magnitude;
            chains[^1].Add((i, d));
        }
        return chains;
    }

    private static string Chain(int k, int part) => part == 0 ? $"s{k}" : $"s{k}Part{part}";
}
