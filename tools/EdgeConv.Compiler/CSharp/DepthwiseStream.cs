namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A depthwise convolution as streams of columns, several rows at once: a long holds the sums of up to three neighbouring outputs of a
/// channel, a column adds to all it is part of, and a shift by one lane completes the leftmost. One method streams a channel of a band of
/// rows with the channel's weights as arguments; others call it for each channel.
/// </summary>
/// <param name="window">Geometry.</param>
/// <param name="sums">Weights [C, R, S].</param>
/// <param name="store">Of the sums.</param>
/// <param name="channels">C.</param>
/// <param name="pitch">From one input row to the next.</param>
/// <param name="hasRoom">Whether so many input rows take no memory of their own.</param>
internal sealed class DepthwiseStream(Window window, Sums sums, Store store, int channels, int pitch, Func<int, bool> hasRoom)
{
    private const int MaxCalls = 300;      // channels of a method that calls the stream
    private const int MaxLocals = 100;
    private const int MaxRows = 12;
    private const int FewRows = 3;

    private readonly int _lanes = LanesOf(window);

    /// <summary>Output rows of a band.</summary>
    internal int Rows { get; } = BestRows(window, hasRoom);

    /// <summary>Input rows of a band.</summary>
    internal int HeldRows => HeldOf(window, Rows);

    private bool Accumulators => store.ElementType == "int";

    /// <summary>The stream of a layer; null where its window has no such form.</summary>
    /// <param name="window">Geometry.</param>
    /// <param name="sums">Weights [C, R, S].</param>
    /// <param name="store">Of the sums.</param>
    /// <param name="channels">C.</param>
    /// <param name="pitch">From one input row to the next.</param>
    /// <param name="hasRoom">Whether so many input rows take no memory of their own.</param>
    internal static DepthwiseStream? Of(Window window, Sums sums, Store store, int channels, int pitch, Func<int, bool> hasRoom) =>
        window is { DilationX: 1, DilationY: 1, Columns: > 1, Rows: <= 7 } && window.StrideX < window.Columns && LanesOf(window) <= 3
        && new DepthwiseStream(window, sums, store, channels, pitch, hasRoom) is var stream && stream.Cost() < sums.Taps * 8L + 2
        && Enumerable.Range(0, channels).All(stream.CanDo) ? stream : null;

    /// <summary>Maximum number of input rows of a band that has to make the arena larger for them.</summary>
    internal static int FewHeldRows(Window window) => HeldOf(window, Math.Min(FewRows, window.OutHeight));

    // Whether a channel's sums fit a lane, and their requantization the lane's sign.
    private bool CanDo(int d) => sums.Magnitude(d, Enumerable.Range(0, sums.Taps)) <= Sums.LaneCapacity
        && (Accumulators || (sums.Steps[d] is { } step && step.MayTurnAt(sums.Constants[d] - store.Anchor(d))
        && step.Fits(Excess(d), store.TableBase(step) ?? 0)));

    private static int LanesOf(Window window) => (window.Columns + window.StrideX - 1) / window.StrideX;

    private static int HeldOf(Window window, int rows) => (rows - 1) * window.StrideY + window.Rows;

    // Rows of a band share the inputs of each column, but a last band that overlaps the one before computes rows twice: 10 rows in bands
    // of 4 are rows 0-3, 4-7 and 6-9. More than a few rows are taken only if the arena has room for them already.
    private static int BestRows(Window window, Func<int, bool> hasRoom)
    {
        int max = Enumerable.Range(1, Math.Min(MaxRows, window.OutHeight)).Last(rows => rows == 1
            || (rows + HeldOf(window, rows) * window.StrideX <= MaxLocals && (rows <= FewRows || hasRoom(HeldOf(window, rows)))));
        return Enumerable.Range(1, max).MinBy(rows => (window.OutHeight + rows - 1) / rows * StepCost(window, rows));
    }

    // IL instructions of one position of a band.
    private static long StepCost(Window window, int rows)
    {
        int products = rows * window.Rows * window.StrideX;
        return 7L * HeldOf(window, rows) * window.StrideX + 4L * products + (6 + 14) * rows + 12;
    }

    // IL instructions per output, without its store: the stream and the call of it.
    private long Cost() => ((StepCost(window, Rows) - 14 * Rows) * (window.OutWidth + _lanes - 1) + 40) / ((long)Rows * window.OutWidth);

    /// <summary>Writes the methods and returns the names of those to call for each band with (x, p, y, o, t).</summary>
    internal List<string> Write(CodeWriter code, string name)
    {
        Kind[] kinds = Kinds();
        Kind[] distinct = [.. kinds.Distinct()];
        string Method(Kind kind) => $"{name}Channel{(distinct.Length == 1 ? "" : $"Kind{Array.IndexOf(distinct, kind)}")}";
        foreach (Kind kind in distinct) WriteStream(code, Method(kind), kind);
        List<string> methods = [];
        foreach (int[] part in Enumerable.Range(0, channels).Chunk(MaxCalls))
        {
            string caller = channels <= MaxCalls ? name : $"{name}Channels{part[0]}";
            methods.Add(caller);
            using (code.Method(caller, $"sbyte[] x, int p, {store.ElementType}[] y, int o{(store.Table is null ? "" : ", sbyte[] t")}"))
                foreach (int d in part) code.Line($"{Method(kinds[d])}(x, p{Plus(d)}, y, o{Plus(d)}{(kinds[d].HasTable ? ", t" : "")}, "
                    + $"{string.Join(", ", Arguments(d, kinds[d]))});");
        }
        return methods;
    }

    /// <summary>Channels that one method can stream: with the same shift, with the table or without, with a jump or without.</summary>
    private sealed record Kind(int Shift, bool HasTable, bool Clamps, bool Jumps);

    private Kind[] Kinds()
    {
        if (Accumulators) return [.. Enumerable.Repeat(new Kind(0, false, false, false), channels)];
        Kind[] kinds = new Kind[channels];
        // From the largest shift down: a channel joins the last kind whose shift it can be scaled to.
        List<Kind> made = [];
        foreach (int d in Enumerable.Range(0, channels).OrderByDescending(d => sums.Steps[d]!.Value.Shift).ThenBy(d => d))
        {
            OneShift step = sums.Steps[d]!.Value;
            bool hasTable = store.TableBase(step) is not null, clamps = !hasTable
                && (step.Min < sums.Minimum || step.Max > sums.Maximum);
            Kind? same = made.Find(kind =>
                kind.HasTable == hasTable && kind.Clamps == clamps && kind.Jumps == step.Jump > 0 && kind.Shift - step.Shift <= 8
                && Of(d, kind) is not null);
            if (same is null) made.Add(same = new Kind(step.Shift, hasTable, clamps, step.Jump > 0));
            kinds[d] = same;
        }
        return kinds;
    }

    // A channel's requantization at the scale of its kind; null where that is too large for 64 bits.
    private OneShift? Of(int d, Kind kind) => sums.Steps[d]!.Value.Scaled(kind.Shift - sums.Steps[d]!.Value.Shift) is { } step
        && step.Fits(Excess(d), store.TableBase(step) ?? 0) ? step : null;

    private long Excess(int d) => (1L << 20) + store.Anchor(d) - sums.Constants[d];

    private void WriteStream(CodeWriter code, string name, Kind kind)
    {
        string weights = string.Concat(Taps().Select(tap => $", long {Weight(tap.Row, tap.Phase)}"));
        string rest = Accumulators ? "int bias" : $"{(kind.Jumps ? "long h, long jump, " : "")}long factor, long offset";
        store.Method(code, name,
            $"sbyte[] x, int p, {store.ElementType}[] y, int o{(kind.HasTable ? ", sbyte[] t" : "")}{weights}, {rest}", () =>
        {
            code.Line($"long {(kind.Jumps ? 'b' : 'h')} = 1048576;");
            string[] held = [.. from i in Enumerable.Range(0, HeldRows) where Uses(i) > 1 from phase in Enumerable.Range(0,
                window.StrideX) select Value(i, phase)];
            code.Line($"long {string.Join(", ", Enumerable.Range(0, Rows).Select(r => $"s{r}").Concat(held))};");
            for (int step = 0; step < _lanes - 1; step++) WriteStep(code, step - _lanes + 1, step == 0);
            using (code.Block($"for (int end = p + {window.OutWidth * window.StrideX * channels}; p < end; p += "
                + $"{window.StrideX * channels})"))
            {
                WriteStep(code, 0, _lanes == 1);
                for (int r = 0; r < Rows; r++) WriteStore(code, r, kind);
                code.Line($"o += {channels};");
            }
        });
    }

    // Adds the columns that complete the output at p, or, before the first, one of those to its left.
    private void WriteStep(CodeWriter code, int output, bool isFirst)
    {
        int[] phases = [.. Enumerable.Range(0, window.StrideX).Where(phase => Column(output, phase) >= 0)];
        string Load(int i, int phase) => $"x[p{Plus(i * pitch + Column(output, phase) * channels)}]";
        for (int i = 0; i < HeldRows; i++)
            if (Uses(i) > 1)
                foreach (int phase in phases) code.Line($"{Value(i, phase)} = {Load(i, phase)};");
        for (int r = 0; r < Rows; r++)
        {
            List<string> terms = isFirst ? [] : [$"(s{r} >> 21)"];
            for (int tap = 0; tap < window.Rows; tap++)
                foreach (int phase in phases)
                    terms.Add($"{(Uses(r * window.StrideY + tap) > 1 ? Value(r * window.StrideY + tap, phase)
                        : Load(r * window.StrideY + tap, phase))} * {Weight(tap, phase)}");
            terms.Add("h");
            code.Sum($"s{r}", terms);
        }
    }

    private void WriteStore(CodeWriter code, int r, Kind kind)
    {
        string place = r == 0 ? "o" : $"o + {r * window.OutWidth * channels}";
        if (Accumulators)
        {
            code.Line($"y[{place}] = ((int)s{r} & 2097151) + bias;");
            return;
        }
        string result = $"(int)(((s{r} & {store.Mask}) * factor{(kind.Jumps ? $" + (s{r} & b) * jump" : "")} + offset) >> {kind.Shift})";
        if (kind.Clamps) store.Clamp(code, place, result);
        else code.Line($"y[{place}] = {(kind.HasTable ? $"t[{result}]" : $"(sbyte){result}")};");
    }

    private IEnumerable<string> Arguments(int d, Kind kind)
    {
        foreach ((int i, int phase) in Taps())
        {
            long packed = 0;
            for (int lane = 0; lane < _lanes; lane++)
                if (Column(-lane, phase) is >= 0 and var column && column < window.Columns)
                    packed += (long)sums.Weight(d, i * window.Columns + column) << (21 * lane);
            yield return CodeWriter.Long(packed);
        }
        if (Accumulators)
        {
            yield return $"{unchecked((int)-Excess(d))}";
            yield break;
        }
        OneShift step = Of(d, kind)!.Value;
        if (kind.Jumps)
        {
            // The bit that tells a lane's sign is 2^20.
            yield return CodeWriter.Long((1L << 20) + store.Anchor(d));
            yield return CodeWriter.Long(step.Jump >> 20);
        }
        yield return CodeWriter.Long(step.Factor);
        yield return CodeWriter.Long((long)step.Added(Excess(d), store.TableBase(step) ?? 0));
    }

    // The column of a phase of the step that completes the output at p; of an output further left, columns are counted from p, too.
    private int Column(int output, int phase) => window.Columns - window.StrideX + phase + output * window.StrideX;

    // What the stream's weights are for: filter rows, and in each the columns of one step.
    private IEnumerable<(int Row, int Phase)> Taps() =>
        from row in Enumerable.Range(0, window.Rows) from phase in Enumerable.Range(0, window.StrideX) select (row, phase);

    // How many output rows of the band read an input row.
    private int Uses(int i) => Enumerable.Range(0, Rows).Count(r => i >= r * window.StrideY && i < r * window.StrideY + window.Rows);

    private string Value(int i, int phase) => window.StrideX == 1 ? $"x{i}" : $"x{i}{(char)('a' + phase)}";

    private string Weight(int i, int phase) => window.StrideX == 1 ? $"w{i}" : $"w{i}{(char)('a' + phase)}";

    private static string Plus(int offset) => offset == 0 ? "" : $" + {offset}";
}
