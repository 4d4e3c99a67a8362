namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a row of any convolution, with three output channels in each long. The inputs of a position are loaded into locals. One sum of
/// products, whose constants hold the weights of three channels, gives the accumulators of all three. If the window moves by one column
/// from position to position, only the new column is loaded.
/// </summary>
internal static class PackedRows
{
    private const int MaxValues = 128;     // inputs held in locals at a time
    private const int MaxGroups = 13;      // longs of one method if not all inputs are held at a time

    /// <summary>An estimate of the IL instructions per row, to choose between ways to compute it.</summary>
    internal static long Cost(RowConvolution row)
    {
        Accumulators sums = row.Accumulators;
        List<List<int[]>> methods = Split(row);
        int column = row.UsedCells.Count;
        long loads = Unrolls(row) ? 7L * column : Slides(row) ? 7L * column + 2L * (row.Columns - 1) * column
            : 7L * Enumerable.Range(0, sums.Taps).Count(sums.Reads);
        return row.Positions * (methods.Count * (loads + 11) + methods.Sum(groups => groups.Sum(group => 4L * sums.ProductsOf(group) + 2))
            + 17L * sums.Outputs) + (row.Positions + 2L) * StreamedRows.SumsOf(row, StreamedChannels(row));
    }

    /// <summary>Writes the methods for one row, with the parameters (x, p, y, o, t), and returns their names.</summary>
    internal static List<string> Write(CodeWriter code, string name, RowConvolution row, Epilogue store) =>
        row.Write(code, name, store, Split(row), group => group[0], (groups, isFirst) =>
        {
            if (Unrolls(row)) WriteUnrolled(code, row, store, groups, isFirst);
            else if (Slides(row)) WriteSliding(code, row, store, groups, isFirst);
            else WriteLoop(code, row, store, groups, isFirst);
        });

    // The groups of up to three channels that share a long, divided into methods by their size.
    private static List<List<int[]>> Split(RowConvolution row)
    {
        int[][] groups = [.. row.Accumulators.ComputedChannels.Except(StreamedChannels(row)).Chunk(3)];
        int bytes = (Unrolls(row) ? 2 * row.Columns : 1) * (13 * row.Accumulators.Taps + 130);
        // If not all inputs are held at a time, each group needs four locals: its long and three flushed accumulators.
        bool flushes = !Slides(row) && (row.Accumulators.Taps > MaxValues || !row.Accumulators.FitLanes);
        int max = Math.Min(row.Accumulators.Taps > MaxValues ? MaxGroups : 1000,
            row.MaxTotals(flushes ? 7 : 3, Math.Min(row.Accumulators.Taps, Slides(row) ? MaxValues + 32 : MaxValues)));
        return RowConvolution.Parts(groups, Math.Clamp(Math.Min(row.MaxBytes, row.MaxBytes + 4000 - 13 * row.Accumulators.Taps) / bytes, 1,
            max));
    }

    // True if the loop over positions is unrolled as often as the filter has columns, so that columns never move from local to local.
    private static bool Unrolls(RowConvolution row) =>
        row.Accumulators.ComputedChannels.Count > 0 && row.Columns > 1 && row.Step == row.ColumnPitch && row.Positions >= row.Columns
        && row.Accumulators.Taps <= 40
        && 2 * row.Columns * (13L * row.Accumulators.Taps + 130) * ((row.Accumulators.ComputedChannels.Count + 2) / 3) <= 2 * row.MaxBytes;

    // True if the window moves by one column from position to position, and all its inputs fit in locals.
    private static bool Slides(RowConvolution row) => !Unrolls(row) && row.Accumulators.ComputedChannels.Count > 0
        && row.Columns > 1 && row.Step == row.ColumnPitch && row.Positions > 1 && row.Accumulators.Taps <= MaxValues + 32
        && row.Accumulators.FitLanes;

    // The one or two channels that are left when all others share a long by threes. They are streamed, so that no lane is unused.
    private static List<int> StreamedChannels(RowConvolution row) =>
        Slides(row) && row.Columns == 3 ? [.. row.Accumulators.ComputedChannels.Skip(row.Accumulators.ComputedChannels.Count / 3 * 3)] : [];

    private static void WriteSliding(CodeWriter code, RowConvolution row, Epilogue store, List<int[]> groups, bool isFirst)
    {
        Accumulators sums = row.Accumulators;
        List<int> streamed = isFirst ? StreamedChannels(row) : [];
        string Value(int i, int j, int d) => $"x{row.Tap(i, j, d)}";
        void Load(int j, int column, bool declare)
        {
            foreach ((int i, int d) in row.UsedCells)
                code.Line($"{(declare ? "long " : "")}{Value(i, j, d)} = x[{row.InputAt(row.Offset(i, column, d))}];");
        }
        void Stream(int j)
        {
            foreach (int k in streamed)
            {
                List<string> terms = [$"(c{k} >> 21)"];
                for (int i = 0; i < row.Rows; i++)
                    for (int d = 0; d < row.Channels; d++)
                    {
                        long packed = sums.Weight(k, row.Tap(i, 2, d)) + ((long)sums.Weight(k, row.Tap(i, 1, d)) << 21)
                            + ((long)sums.Weight(k, row.Tap(i, 0, d)) << 42);
                        if (packed != 0) terms.Add($"{Value(i, j, d)} * {CodeWriter.Long(packed)}");
                    }
                terms.Add("h");
                code.Sum("c" + k, terms);
            }
        }
        code.Line("long s;");
        if (streamed.Count > 0) code.Line($"long h = {Accumulators.LaneBias}, {string.Join(", ", streamed.Select(k => $"c{k} = 0"))};");
        for (int j = 0; j < row.Columns - 1; j++)
        {
            Load(j, j, true);
            Stream(j);
        }
        int last = row.Columns - 1;
        using (code.Block($"for (int end = p + {row.Positions * row.Step}; p < end; p += {row.Step})"))
        {
            Load(last, last, true);
            foreach (int[] group in groups)
            {
                List<string> terms = [.. Enumerable.Range(0, sums.Taps).Select(tap => (tap, Packed: Pack(sums, group, tap))).Where(t =>
                    t.Packed != 0).Select(t => $"x{t.tap} * {CodeWriter.Long(t.Packed)}")];
                AddBias(terms, group, store);
                code.Sum("s", terms);
                StoreGroup(code, row.OutputAt, store, group);
            }
            Stream(last);
            foreach (int k in streamed) store.Lane(code, row.OutputAt, k, "c" + k, 0, null, 1, 0);
            if (isFirst) store.ConstantOutputs(code, row.OutputAt);
            foreach ((int i, int d) in row.UsedCells)
                for (int j = 0; j < last; j++) code.Line($"{Value(i, j, d)} = {Value(i, j + 1, d)};");
            row.NextOutputs(code, 1);
        }
    }

    private static void WriteLoop(CodeWriter code, RowConvolution row, Epilogue store, List<int[]> groups, bool isFirst)
    {
        int[] used = [.. Enumerable.Range(0, row.Accumulators.Taps)
            .Where(tap => groups.Any(group => Pack(row.Accumulators, group, tap) != 0))];
        int[][] loads = [.. used.Chunk(MaxValues)];
        bool waits = loads.Length > 1;
        if (!waits && groups.Count > 0) code.Line("long s;");
        foreach (int[] group in groups)
            if (waits) code.Line($"long s{group[0]};");
        Dictionary<int, List<List<int>>> segments = groups.ToDictionary(g => g[0], g => row.Accumulators.Segments(g, used));
        foreach (int[] group in groups)
            if (segments[group[0]].Count > 1) code.Line($"int {string.Join(", ", group.Select(k => "c" + k))};");
        using (row.Positions == 1 ? code.Block()
            : code.Block($"for (int end = p + {row.Positions * row.Step}; p < end; p += {row.Step})"))
        {
            for (int load = 0; load < loads.Length; load++)
            {
                int[] taps = loads[load];
                for (int n = 0; n < taps.Length; n++)
                {
                    int tap = taps[n], d = tap % row.Channels, j = tap / row.Channels % row.Columns, i = tap / row.Channels / row.Columns;
                    code.Line($"{(load == 0 ? "long " : "")}x{n} = x[{row.InputAt(row.Offset(i, j, d))}];");
                }
                foreach (int[] group in groups)
                    WriteGroup(code, row, store, group, segments[group[0]], taps, tap =>
                        $"x{Array.IndexOf(taps, tap)}", waits ? "s" + group[0] : "s", load == loads.Length - 1);
            }
            if (isFirst) store.ConstantOutputs(code, row.OutputAt);
            if (row.Positions > 1) row.NextOutputs(code, 1);
        }
    }

    // Adds the products of some taps to a group's long, flushes its lanes when they are full, and stores them after the last tap.
    private static void WriteGroup(CodeWriter code, RowConvolution row, Epilogue store, int[] group, List<List<int>> segments, int[] taps,
        Func<int, string> value, string packed, bool last)
    {
        Accumulators sums = row.Accumulators;
        for (int segment = 0; segment < segments.Count; segment++)
        {
            List<int> part = segments[segment];
            List<string> terms = [.. part.Where(taps.Contains).Select(tap => (tap, Packed: Pack(sums, group, tap))).Where(t =>
                t.Packed != 0).Select(t => $"{value(t.tap)} * {CodeWriter.Long(t.Packed)}")];
            bool begins = taps.Contains(part[0]), ends = taps.Contains(part[^1]);
            if (begins) AddBias(terms, group, segments.Count == 1 ? store : null);
            else if (!begins && terms.Count > 0) terms.Insert(0, packed);
            if (terms.Count > 0) code.Sum(packed, terms);
            if (!ends || segment == segments.Count - 1) continue;
            for (int lane = 0; lane < group.Length; lane++)
            {
                int shift = Lane(group, lane) * 21;
                string flushed = shift == 42 ? $"(int)({packed} >> 42)" : shift == 0 ? $"((int){packed} & {Accumulators.LaneMask})"
                    : $"((int)({packed} >> 21) & {Accumulators.LaneMask})";
                code.Line($"c{group[lane]} = {(segment == 0 ? "" : $"c{group[lane]} + ")}{flushed};");
            }
        }
        if (!last) return;
        if (segments.Count == 1) StoreGroup(code, row.OutputAt, store, group, packed);
        else
            for (int lane = 0; lane < group.Length; lane++)
                store.Lane(code, row.OutputAt, group[lane], packed, Lane(group, lane), "c" + group[lane], Lane(group, lane) == 2 ? 0
                    : segments.Count, 0);
    }

    /// <summary>Stores all lanes of a long that holds complete accumulators.</summary>
    internal static void StoreGroup(CodeWriter code, Func<int, string> outputIndex, Epilogue store, int[] group, string packed = "s")
    {
        for (int lane = 0; lane < group.Length; lane++)
            store.Lane(code, outputIndex, group[lane], packed, Lane(group, lane), null, Lane(group, lane) == 2 ? 0 : 1,
                store.LaneOffset(group[lane]));
    }

    private static void WriteUnrolled(CodeWriter code, RowConvolution row, Epilogue store, List<int[]> groups, bool isFirst)
    {
        Accumulators sums = row.Accumulators;
        int columns = row.Columns, whole = row.Positions / columns * columns;
        code.Line("long s;");
        string Name(int i, int column, int d) => $"x{i}{(char)('a' + column % columns)}{(row.Channels > 1 ? d : "")}";
        string Value(int tap, int phase) =>
            Name(tap / row.Channels / columns, tap / row.Channels % columns + phase, tap % row.Channels);
        void Load(int column, bool declare)
        {
            foreach ((int i, int d) in row.UsedCells)
                code.Line($"{(declare ? "long " : "")}{Name(i, column, d)} = x[{row.InputAt(row.Offset(i, column, d))}];");
        }
        void Position(int phase)
        {
            Load(phase + columns - 1, false);
            foreach (int[] group in groups)
            {
                List<string> terms = [];
                for (int tap = 0; tap < sums.Taps; tap++)
                    if (Pack(sums, group, tap) is var packed && packed != 0) terms.Add($"{Value(tap, phase)} * {CodeWriter.Long(packed)}");
                AddBias(terms, group, store);
                code.Sum("s", terms);
                StoreGroup(code, k => row.OutputAt(phase * row.OutputChannels + k), store, group);
            }
            if (isFirst) store.ConstantOutputs(code, k => row.OutputAt(phase * row.OutputChannels + k));
        }
        for (int column = 0; column < columns - 1; column++) Load(column, true);
        code.Line($"long {string.Join(", ", row.UsedCells.Select(cell => Name(cell.I, columns - 1, cell.D)))};");
        using (code.Block($"for (int end = p + {whole * row.Step}; p < end; p += {columns * row.Step})"))
        {
            for (int phase = 0; phase < columns; phase++) Position(phase);
            row.NextOutputs(code, columns);
        }
        for (int phase = 0; phase < row.Positions - whole; phase++) Position(phase);
    }

    // The lane of a channel of a group. A group of one or two channels uses the upper lanes, because constants above the range of int are
    // loaded by one instruction.
    internal static int Lane(int[] group, int index) => 3 - group.Length + index;

    /// <summary>
    /// Adds a constant to a group's sum: 2^20 for each lane below the topmost, so that it stays positive and does not borrow from the lane
    /// above; and the lane offsets, if a store is given.
    /// </summary>
    internal static void AddBias(List<string> terms, int[] group, Epilogue? store)
    {
        const long MiddleBias = Accumulators.LaneBias << Accumulators.LaneBits;
        long bias = group.Length switch { 3 => Accumulators.LaneBias + MiddleBias, 2 => MiddleBias, _ => 0 };
        for (int lane = 0; store is not null && lane < group.Length; lane++)
            bias += (long)store.LaneOffset(group[lane]) << (21 * Lane(group, lane));
        if (bias != 0 || terms.Count == 0) terms.Add(CodeWriter.Long(bias));
    }

    internal static long Pack(Accumulators sums, int[] group, int tap)
    {
        long packed = 0;
        for (int lane = 0; lane < group.Length; lane++) packed += (long)sums.Weight(group[lane], tap) << (21 * Lane(group, lane));
        return packed;
    }
}
