namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a row of a convolution whose filter is three columns wide and moves by one column. Two positions are computed at a time by
/// Winograd's minimal filtering F(2,3), with four products instead of six for each row and channel, and with three output channels in each
/// long. With inputs d0 to d3 of four columns and weights g0 to g2,
/// y0 = (d0 - d2) g0 + (m + n) / 2 and y1 = (m - n) / 2 - (d1 - d3) g2, where m = (d1 + d2)(g0 + g1 + g2) and n = (d2 - d1)(g0 - g1 + g2).
/// The packed long is halved only once, after all rows and channels are added up. This loses nothing, because m + n is twice a sum that
/// fits its lanes. Source: Lavin and Gray, Fast Algorithms for Convolutional Neural Networks, 2015.
/// </summary>
internal static class WinogradRows
{
    private const int MaxValues = 25;      // inputs of a column, each of which needs six locals

    /// <summary>True if the row can be computed in this way.</summary>
    internal static bool CanDo(RowConvolution row) => row.Columns == 3
        && row.Step == row.ColumnPitch && row.Positions >= 2 && row.Rows * row.Channels <= MaxValues
        && row.Accumulators.ComputedChannels.Count > 0
        && row.Accumulators.FitLanes;

    /// <summary>An estimate of the IL instructions per row, to choose between ways to compute it.</summary>
    internal static long Cost(RowConvolution row)
    {
        List<List<int[]>> split = Split(row);
        int values = row.UsedCells.Count, methods = split.Count, pairs = row.Positions / 2, odd = row.Positions % 2;
        long load = 7L * values, sums = 0;
        foreach (int[] group in split.SelectMany(groups => groups))
        {
            long transformed = 0;
            foreach ((int i, int d) in row.UsedCells)
            {
                long[] packed = [.. Enumerable.Range(0, 3).Select(j => PackedRows.Pack(row.Accumulators, group, row.Tap(i, j, d)))];
                transformed += Terms(packed[0] + packed[1] + packed[2]) + Terms(packed[0] - packed[1] + packed[2]) + Terms(packed[0])
                    + Terms(packed[2]);
            }
            sums += pairs * (transformed + 16) + odd * (4L * row.Accumulators.ProductsOf(group) + 2);
        }
        return methods * (2 * load + pairs * (2 * load + 20L * values + 8) + odd * load) + sums
            + 17L * row.Positions * row.Accumulators.Outputs + (row.Positions + 2L) * StreamedRows.SumsOf(row, Streamed(row));

        static long Terms(long packed) => packed == 0 ? 0 : 4;
    }

    /// <summary>Writes the methods for one row, with the parameters (x, p, y, o, t), and returns their names.</summary>
    internal static List<string> Write(CodeWriter code, string name, RowConvolution row, Epilogue store) =>
        row.Write(code, name, store, Split(row), group => group[0], (groups, isFirst) => WriteBody(code, row, store, groups, isFirst));

    private static List<List<int[]>> Split(RowConvolution row) =>
        RowConvolution.Parts([.. row.Accumulators.ComputedChannels.Except(Streamed(row)).Chunk(3)],
            Math.Clamp((row.MaxBytes - 90 * row.Rows * row.Channels) / (52 * row.Rows * row.Channels + 300), 1,
                Math.Min(1000, row.MaxTotals(3, 7 * row.Rows * row.Channels))));

    // The one or two channels that are left when all others share a long by threes. They are streamed, so that no lane is unused.
    private static List<int> Streamed(RowConvolution row) =>
        [.. row.Accumulators.ComputedChannels.Skip(row.Accumulators.ComputedChannels.Count / 3 * 3)];

    private static void WriteBody(CodeWriter code, RowConvolution row, Epilogue store, List<int[]> groups, bool isFirst)
    {
        Accumulators sums = row.Accumulators;
        List<int> streamed = isFirst ? Streamed(row) : [];
        List<(int I, int D)> values = row.UsedCells;
        void Load(char column, int offset, bool declare)
        {
            for (int n = 0; n < values.Count; n++) code.Line($"{(declare ? "long " : "")}{column}{n} = "
                + $"x[{row.InputAt(row.Offset(values[n].I, offset, values[n].D))}];");
        }
        long Weight(int[] group, int n, int j) => PackedRows.Pack(sums, group, row.Tap(values[n].I, j, values[n].D));
        List<string> Terms(char value, Func<int, long> weight) =>
            [.. Enumerable.Range(0, values.Count).Select(n => (n, Packed: weight(n))).Where(term => term.Packed != 0).Select(term =>
                $"{value}{term.n} * {CodeWriter.Long(term.Packed)}")];
        void Stream(char column)
        {
            foreach (int k in streamed)
            {
                List<string> terms = [$"(z{k} >> 21)",
                    .. Terms(column, n =>
                    Enumerable.Range(0, 3).Sum(j => (long)sums.Weight(k, row.Tap(values[n].I, j, values[n].D)) << (21 * (2 - j)))),
                    $"h{k}"];
                code.Sum("z" + k, terms);
            }
        }
        void StoreStreamed(int position)
        {
            foreach (int k in streamed) store.Lane(code, k2 =>
                row.OutputAt(position * row.OutputChannels + k2), k, "z" + k, 0, null, 1, store.LaneOffset(k));
        }
        void StoreGroup(int[] group, int position) =>
            PackedRows.StoreGroup(code, k => row.OutputAt(position * row.OutputChannels + k), store, group);

        code.Line($"long s{(groups.Count > 0 ? ", m, n" : "")};");
        foreach (int k in streamed) code.Line($"long h{k} = {Accumulators.LaneBias + store.LaneOffset(k)}, z{k} = 0;");
        Load('a', 0, true);
        Stream('a');
        Load('b', 1, true);
        Stream('b');
        using (code.Block($"for (int end = p + {row.Positions / 2 * 2 * row.Step}; p < end; p += {2 * row.Step})"))
        {
            Load('c', 2, true);
            Stream('c');
            StoreStreamed(0);
            Load('d', 3, true);
            Stream('d');
            StoreStreamed(1);
            for (int n = 0; n < values.Count; n++)
            {
                code.Line($"long e{n} = b{n} + c{n}, f{n} = c{n} - b{n};");
                code.Line($"a{n} -= c{n};");
                code.Line($"b{n} -= d{n};");
            }
            foreach (int[] group in groups)
            {
                Sum("m", [], Terms('e', n => Weight(group, n, 0) + Weight(group, n, 1) + Weight(group, n, 2)));
                Sum("n", [], Terms('f', n => Weight(group, n, 0) - Weight(group, n, 1) + Weight(group, n, 2)));
                Sum("s", ["((m + n) >> 1)"], Terms('a', n => Weight(group, n, 0)), group);
                StoreGroup(group, 0);
                Sum("s", ["((m - n) >> 1)"], Terms('b', n => -Weight(group, n, 2)), group);
                StoreGroup(group, 1);
            }
            if (isFirst)
                for (int position = 0; position < 2; position++) store.ConstantOutputs(code, k =>
                    row.OutputAt(position * row.OutputChannels + k));
            for (int n = 0; n < values.Count; n++)
            {
                code.Line($"a{n} = c{n};");
                code.Line($"b{n} = d{n};");
            }
            row.NextOutputs(code, 2);
        }
        if (row.Positions % 2 == 0) return;
        // If the number of positions is odd, the last one is computed alone.
        Load('g', 2, true);
        Stream('g');
        StoreStreamed(0);
        foreach (int[] group in groups)
        {
            Sum("s", [], [.. "abg".SelectMany((column, j) => Terms(column, n => Weight(group, n, j)))], group);
            StoreGroup(group, 0);
        }
        if (isFirst) store.ConstantOutputs(code, row.OutputAt);

        void Sum(string target, List<string> first, List<string> terms, int[]? stored = null)
        {
            List<string> all = [.. first, .. terms];
            if (stored is not null) PackedRows.AddBias(all, stored, store);
            else if (all.Count == 0) all.Add("0L");
            code.Sum(target, all);
        }
    }
}
