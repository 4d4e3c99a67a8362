namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a depthwise convolution as streams of columns, for a band of several output rows at once. A long holds, in lanes of 21 bits, the
/// accumulators of up to three neighbouring outputs of a channel. Each new column is added to all of them by one multiplication, and a
/// shift by one lane completes the leftmost output. One method streams a channel of a band, with the channel's weights as arguments; other
/// methods call it for each channel.
/// </summary>
/// <param name="window">The operator's window.</param>
/// <param name="sums">Weights [C, R, S], folded biases and requantization.</param>
/// <param name="store">Stores the accumulators.</param>
/// <param name="channels">C.</param>
/// <param name="pitch">Elements from one input row to the next.</param>
/// <param name="hasRoom">True if so many input rows fit the arena without making it larger.</param>
internal sealed class DepthwiseStream(Window window, Accumulators sums, Epilogue store, int channels, int pitch, Func<int, bool> hasRoom)
{
    private const int MaxCalls = 300;      // channels for which one method calls the stream
    private const int MaxLocals = 100;     // locals of the stream's method
    private const int MaxRows = 12;        // output rows of a band
    private const int MaxRowsOfLargerArena = 3; // output rows of a band whose input rows make the arena larger

    private readonly int _lanes = LanesOf(window);

    /// <summary>Number of output rows of a band.</summary>
    internal int Rows { get; } = BestRows(window, hasRoom);

    /// <summary>Number of input rows that a band reads.</summary>
    internal int HeldRows => HeldOf(window, Rows);

    private bool StoresAccumulators => store.ElementType == "int";

    /// <summary>The stream of a layer; null if the window does not allow it or it would be slower.</summary>
    /// <param name="window">The operator's window.</param>
    /// <param name="sums">Weights [C, R, S], folded biases and requantization.</param>
    /// <param name="store">Stores the accumulators.</param>
    /// <param name="channels">C.</param>
    /// <param name="pitch">Elements from one input row to the next.</param>
    /// <param name="hasRoom">True if so many input rows fit the arena without making it larger.</param>
    internal static DepthwiseStream? Of(Window window, Accumulators sums, Epilogue store, int channels, int pitch, Func<int,
        bool> hasRoom) =>
        window is { DilationX: 1, DilationY: 1, Columns: > 1, Rows: <= 7 } && window.StrideX < window.Columns && LanesOf(window) <= 3
        && new DepthwiseStream(window, sums, store, channels, pitch, hasRoom) is var stream && stream.Cost() < sums.Taps * 8L + 2
        && Enumerable.Range(0, channels).All(stream.CanDo) ? stream : null;

    /// <summary>The number of input rows for which the arena may become larger.</summary>
    internal static int MinHeldRows(Window window) => HeldOf(window, Math.Min(MaxRowsOfLargerArena, window.OutHeight));

    // True if a channel's accumulators fit a lane, and its requantization works with the lane's sign bit and within 64 bits.
    private bool CanDo(int d) => sums.Magnitude(d, Enumerable.Range(0, sums.Taps)) <= Accumulators.LaneCapacity
        && (StoresAccumulators || (sums.Steps[d] is { } step && step.MayJumpAt(sums.FoldedBiases[d] - store.LaneOffset(d))
        && step.Fits(Excess(d), store.TableBase(step) ?? 0)));

    private static int LanesOf(Window window) => (window.Columns + window.StrideX - 1) / window.StrideX;

    private static int HeldOf(Window window, int rows) => (rows - 1) * window.StrideY + window.Rows;

    // The number of rows of a band with the fewest instructions. The rows of a band share the inputs of each column. But a last band that
    // overlaps the one before computes rows twice: 10 rows in bands of 4 are rows 0-3, 4-7 and 6-9. More than a few rows are used only if
    // the arena has room for them already.
    private static int BestRows(Window window, Func<int, bool> hasRoom)
    {
        int max = Enumerable.Range(1, Math.Min(MaxRows, window.OutHeight)).Last(rows => rows == 1
            || (rows + HeldOf(window, rows) * window.StrideX <= MaxLocals
            && (rows <= MaxRowsOfLargerArena || hasRoom(HeldOf(window, rows)))));
        return Enumerable.Range(1, max).MinBy(rows => (window.OutHeight + rows - 1) / rows * StepCost(window, rows));
    }

    // IL instructions of storing one output.
    private const int StoreCost = 14;

    // IL instructions of one position of a band: 7 to load an input, 4 for a product, 6 for the long of a row, its store, 12 for the loop.
    private static long StepCost(Window window, int rows)
    {
        int products = rows * window.Rows * window.StrideX;
        return 7L * HeldOf(window, rows) * window.StrideX + 4L * products + (6 + StoreCost) * rows + 12;
    }

    // IL instructions per output, without storing it. 40 of them are for the call of the stream.
    private long Cost() =>
        ((StepCost(window, Rows) - StoreCost * Rows) * (window.OutWidth + _lanes - 1) + 40) / ((long)Rows * window.OutWidth);

    /// <summary>Writes the methods, and returns the names of those to call for each band with the arguments (x, p, y, o, t).</summary>
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

    /// <summary>
    /// What is common to the channels that one method can stream: the shift, and whether they use a clamp table, a clamp by comparisons,
    /// and a jump (<see cref="RequantizeStep.Jump"/>).
    /// </summary>
    private sealed record Kind(int Shift, bool HasTable, bool Clamps, bool Jumps);

    private Kind[] Kinds()
    {
        if (StoresAccumulators) return [.. Enumerable.Repeat(new Kind(0, false, false, false), channels)];
        Kind[] kinds = new Kind[channels];
        // Channels come in the order of their shifts, the largest first. A channel joins an earlier kind if it can be scaled to its shift.
        List<Kind> made = [];
        foreach (int d in Enumerable.Range(0, channels).OrderByDescending(d => sums.Steps[d]!.Value.Shift).ThenBy(d => d))
        {
            RequantizeStep step = sums.Steps[d]!.Value;
            bool hasTable = store.TableBase(step) is not null, clamps = !hasTable
                && (step.Min < sums.Minimum || step.Max > sums.Maximum);
            Kind? same = made.Find(kind =>
                kind.HasTable == hasTable && kind.Clamps == clamps && kind.Jumps == step.Jump > 0 && kind.Shift - step.Shift <= 8
                && StepOf(d, kind) is not null);
            if (same is null) made.Add(same = new Kind(step.Shift, hasTable, clamps, step.Jump > 0));
            kinds[d] = same;
        }
        return kinds;
    }

    // The requantization of a channel, scaled to the shift of its kind; null if it does not fit 64 bits.
    private RequantizeStep? StepOf(int d, Kind kind) => sums.Steps[d]!.Value.Scaled(kind.Shift - sums.Steps[d]!.Value.Shift) is { } step
        && step.Fits(Excess(d), store.TableBase(step) ?? 0) ? step : null;

    private long Excess(int d) => Accumulators.LaneBias + store.LaneOffset(d) - sums.FoldedBiases[d];

    private void WriteStream(CodeWriter code, string name, Kind kind)
    {
        string weights = string.Concat(Taps().Select(tap => $", long {Weight(tap.Row, tap.Phase)}"));
        string rest = StoresAccumulators ? "int bias" : $"{(kind.Jumps ? "long h, long jump, " : "")}long factor, long offset";
        store.Method(code, name,
            $"sbyte[] x, int p, {store.ElementType}[] y, int o{(kind.HasTable ? ", sbyte[] t" : "")}{weights}, {rest}", () =>
        {
            code.Line($"long {(kind.Jumps ? 'b' : 'h')} = {Accumulators.LaneBias};");
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

    // Adds the columns that complete an output: output 0 is the one at p; -1 and -2 are to its left and exist only before the first.
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
        string outputIndex = r == 0 ? "o" : $"o + {r * window.OutWidth * channels}";
        if (StoresAccumulators)
        {
            code.Line($"y[{outputIndex}] = ((int)s{r} & {Accumulators.LaneMask}) + bias;");
            return;
        }
        string result = $"(int)(((s{r} & {store.Mask}) * factor{(kind.Jumps ? $" + (s{r} & b) * jump" : "")} + offset) >> {kind.Shift})";
        if (kind.Clamps) store.Clamp(code, outputIndex, result);
        else code.Line($"y[{outputIndex}] = {(kind.HasTable ? $"t[{result}]" : $"(sbyte){result}")};");
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
        if (StoresAccumulators)
        {
            yield return $"{unchecked((int)-Excess(d))}";
            yield break;
        }
        RequantizeStep step = StepOf(d, kind)!.Value;
        if (kind.Jumps)
        {
            // The first argument is what a lane starts with. The second one is multiplied by the lane's sign bit, which is 2^20.
            yield return CodeWriter.Long(Accumulators.LaneBias + store.LaneOffset(d));
            yield return CodeWriter.Long(step.Jump >> 20);
        }
        yield return CodeWriter.Long(step.Factor);
        yield return CodeWriter.Long((long)step.Added(Excess(d), store.TableBase(step) ?? 0));
    }

    // The column, relative to p, that is added in a phase of the step that completes an output. A step has StrideX phases.
    private int Column(int output, int phase) => window.Columns - window.StrideX + phase + output * window.StrideX;

    // The filter rows and, in each, the phases of a step. The stream has one argument with weights for each of them.
    private IEnumerable<(int Row, int Phase)> Taps() =>
        from row in Enumerable.Range(0, window.Rows) from phase in Enumerable.Range(0, window.StrideX) select (row, phase);

    // Number of output rows of the band that read input row i.
    private int Uses(int i) => Enumerable.Range(0, Rows).Count(r => i >= r * window.StrideY && i < r * window.StrideY + window.Rows);

    private string Value(int i, int phase) => window.StrideX == 1 ? $"x{i}" : $"x{i}{(char)('a' + phase)}";

    private string Weight(int i, int phase) => window.StrideX == 1 ? $"w{i}" : $"w{i}{(char)('a' + phase)}";

    private static string Plus(int offset) => offset == 0 ? "" : $" + {offset}";
}
