using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a convolution together with the pooling behind it, if its windows do not overlap. The map between both layers is never stored.
/// Of the accumulators of a maximum's window, only the maximum is requantized. This gives the same result as the maximum of the requantized
/// accumulators, because a larger accumulator never has a smaller result if the multiplier is positive. An average adds up the requantized
/// accumulators of its window.
/// </summary>
internal static class PooledRows
{
    private const int MaxTaps = 40;        // products of an accumulator
    private const int MaxValues = 120;     // inputs that all taps of a window read; they are held in locals
    private const int MaxPositions = 9;    // positions of a window; each has a long
    private const int MaxColumns = 26;     // columns of inputs, which are named by letters
    private const int MaxBytes = 24000;    // of a loop body, because a branch reaches 32 KB

    /// <summary>True if a pooling can be fused into the convolution before it, and the code does not become slower.</summary>
    internal static bool CanDo(Conv2D convolution, Pool2D pool, Accumulators sums)
    {
        if (pool is not { PoolKind: PoolKind.Maximum or PoolKind.Average, Window: { PadTop: 0, PadLeft: 0 } window }
            || !KeepsRange(pool, sums) || !IsDisjoint(window.Y, convolution.Window.OutHeight)
            || !IsDisjoint(window.X, convolution.Window.OutWidth) || (long)window.Rows * window.Columns is < 2 or > MaxPositions
            || convolution is not { Groups: 1, Window: { DilationX: 1, DilationY: 1 } filter } || convolution.Output.Shape.Nhwc.N != 1
            || sums.ComputedChannels.Count == 0 || sums.Taps > MaxTaps
            || window.Rows * window.Columns * (13 * sums.Taps + 130) * ((sums.ComputedChannels.Count + 2) / 3) > MaxBytes
            || sums.Steps.Any(step => step is null)) return false;
        Geometry shape = new(filter, window);
        (int c, int outputs) = (convolution.Input.Shape.Nhwc.C, sums.Outputs);
        if (shape.HeldColumns > MaxColumns || shape.HeldColumns * (long)shape.HeldRows * c > MaxValues) return false;
        bool isMaximum = pool.PoolKind == PoolKind.Maximum;
        if (isMaximum && (window.Rows, window.Columns, window.StrideY, window.StrideX) == (2, 2, 2, 2)
            && filter is { StrideX: 1, StrideY: 1, Columns: > 1 }) return true;
        // Estimates of the IL instructions of both layers, apart and together.
        int positions = window.Rows * window.Columns, poolCost = isMaximum ? 12 * positions + 4
            : (int)new WindowSum(window.Rows, window.Columns, 0, c).Cost + 15;
        long apart = filter.OutHeight * ConvolutionCode.Cost(new RowConvolution(sums, filter.Rows, filter.Columns, c, 0, c,
            filter.StrideX * c, filter.OutWidth, outputs)) + (long)window.OutHeight * window.OutWidth * outputs * poolCost;
        long cells = (long)shape.HeldRows * c, loaded = Math.Min(shape.HeldColumns, shape.Advance),
            products = sums.ComputedChannels.Chunk(3).Sum(group => 4L * sums.ProductsOf(group) + 2);
        long together = (long)window.OutHeight * window.OutWidth * ((7 * loaded + 2 * shape.Kept) * cells + 11 + positions * products
            + outputs * (isMaximum ? 9 * positions + 17 : 12 * positions + 13));
        return together < apart;
    }

    /// <summary>True if the activation of a pooling does not change what comes from a convolution.</summary>
    internal static bool KeepsRange(Pool2D pool, Accumulators sums) =>
        ActivationRange.Of(pool.Activation, pool.Output.Quantized) is var (min, max)
        && min <= sums.Minimum && sums.Minimum <= sums.Maximum && sums.Maximum <= max;

    internal static void Write(ClassWriter writer, Conv2D convolution, Pool2D pool, Accumulators sums)
    {
        (_, int h, int w, int c) = convolution.Input.Shape.Nhwc;
        Geometry shape = new(convolution.Window, pool.Window);
        // Only the rows and columns of the convolution that windows read are computed.
        Window window = convolution.Window with
        {
            OutHeight = (pool.Window.OutHeight - 1) * pool.Window.StrideY + pool.Window.Rows,
            OutWidth = (pool.Window.OutWidth - 1) * pool.Window.StrideX + pool.Window.Columns
        };
        RowSource source = new(window, h, w, c);
        int held = shape.HeldRows, pitch = source.IsInside ? w * c : source.Pitch, stride = pool.Window.StrideY * window.StrideY;
        int scratch = source.IsInside ? 0 : source.Reserve(writer, held, convolution.Input.Quantized.ZeroPoint);
        Epilogue store = new(sums, false, writer.Tables.Of(sums));
        RowConvolution row = new(sums, window.Rows, window.Columns, c, pitch, c, shape.Advance * c, pool.Window.OutWidth, sums.Outputs);
        AverageStep? average = pool.PoolKind == PoolKind.Average ? AverageStep.Of(pool.Window.Rows * pool.Window.Columns) : null;
        WriteRow(writer.Methods, writer.Name, row, store, shape, average);
        using (writer.RunBlock($"for (int r = 0; r < {pool.Window.OutHeight}; r++)"))
        {
            if (!source.IsInside) source.Fill(writer, held, "r", stride, 1, writer.Offset(convolution.Input));
            string input = source.IsInside ? $"{writer.Offset(convolution.Input)} + r * {stride * pitch}" : $"{scratch}";
            writer.Run(row.Call(writer.Name, store, "a", input, "a",
                $"{writer.Offset(pool.Output)} + r * {pool.Window.OutWidth * sums.Outputs}"));
        }
    }

    private static bool IsDisjoint(WindowAxis axis, int extent) =>
        (axis.Stride >= axis.Taps || axis.Outputs == 1) && (axis.Outputs - 1L) * axis.Stride + axis.Taps <= extent;

    /// <summary>The inputs of a pooled position: those of all positions of the convolution that it pools.</summary>
    private readonly struct Geometry(Window filter, Window pool)
    {
        /// <summary>Positions of the convolution in a window.</summary>
        internal (int Y, int X)[] Positions { get; } = [.. from y in Enumerable.Range(0, pool.Rows)
            from x in Enumerable.Range(0, pool.Columns) select (y, x)];

        /// <summary>Input rows and columns from one position of the convolution to the next.</summary>
        internal (int Y, int X) Stride { get; } = (filter.StrideY, filter.StrideX);

        /// <summary>Number of input rows.</summary>
        internal int HeldRows { get; } = (pool.Rows - 1) * filter.StrideY + filter.Rows;

        /// <summary>Number of input columns.</summary>
        internal int HeldColumns { get; } = (pool.Columns - 1) * filter.StrideX + filter.Columns;

        /// <summary>Input columns from one pooled position to the next.</summary>
        internal int Advance { get; } = pool.OutWidth == 1
            ? (pool.Columns - 1) * filter.StrideX + filter.Columns : pool.StrideX * filter.StrideX;

        /// <summary>Number of input columns that two pooled positions share.</summary>
        internal int Kept => Math.Max(0, HeldColumns - Advance);
    }

    private static void WriteRow(CodeWriter code, string name, RowConvolution row, Epilogue store, Geometry shape, AverageStep? average)
    {
        Accumulators sums = row.Accumulators;
        // The rows of positions read each cell of the filter, in rows of inputs of their own.
        (int I, int D)[] cells = [.. shape.Positions.Select(position => position.Y * shape.Stride.Y).Distinct()
            .SelectMany(y => row.UsedCells.Select(cell => (I: cell.I + y, cell.D))).Distinct().Order()];
        bool[] isRead = new bool[shape.HeldColumns];
        foreach ((_, int x) in shape.Positions)
            for (int j = 0; j < row.Columns; j++) isRead[x * shape.Stride.X + j] = true;
        string Value(int i, int j, int d) => $"x{i}{(char)('a' + j)}{(row.Channels > 1 ? d : "")}";
        void Load(int j)
        {
            foreach ((int i, int d) in isRead[j] ? cells : [])
                code.Line($"long {Value(i, j, d)} = x[{row.InputAt(row.Offset(i, j, d))}];");
        }
        store.Method(code, name, row.Parameters(store), () =>
        {
            code.Line($"long {string.Join(", ", shape.Positions.Select((_, at) => $"s{at}"))}"
                + $"{(average is null && sums.ComputedChannels.Count > 1 ? ", m, n" : "")};");
            for (int j = 0; j < shape.Kept; j++) Load(j);
            using (row.Positions == 1 ? code.Block()
                : code.Block($"for (int end = p + {row.Positions * row.Step}; p < end; p += {row.Step})"))
            {
                for (int j = shape.Kept; j < shape.HeldColumns; j++) Load(j);
                foreach (int[] group in sums.ComputedChannels.Chunk(3))
                {
                    for (int at = 0; at < shape.Positions.Length; at++)
                    {
                        List<string> terms = [];
                        for (int tap = 0; tap < sums.Taps; tap++)
                        {
                            int d = tap % row.Channels, j = tap / row.Channels % row.Columns + shape.Positions[at].X * shape.Stride.X,
                                i = tap / row.Channels / row.Columns + shape.Positions[at].Y * shape.Stride.Y;
                            if (PackedRows.Pack(sums, group, tap) is var packed
                                && packed != 0) terms.Add($"{Value(i, j, d)} * {CodeWriter.Long(packed)}");
                        }
                        PackedRows.AddBias(terms, group, store);
                        code.Sum("s" + at, terms);
                    }
                    for (int lane = 0; lane < group.Length; lane++)
                        if (average is { } step)
                            WriteAverage(code, row, store, group[lane], PackedRows.Lane(group, lane), shape.Positions.Length, step);
                        else WriteMaximum(code, row, store, group[lane], PackedRows.Lane(group, lane), shape.Positions.Length);
                }
                for (int j = 0; j < shape.Kept; j++)
                    foreach ((int i, int d) in cells) code.Line($"{Value(i, j, d)} = {Value(i, j + shape.Advance, d)};");
                store.ConstantOutputs(code, row.OutputAt);
                if (row.Positions > 1) code.Line($"o += {sums.Outputs};");
            }
        });
    }

    // Stores the maximum of the same lane of some longs. For the topmost lane, the longs themselves are compared, because their upper bits
    // decide; it comes last, because it changes s0.
    private static void WriteMaximum(CodeWriter code, RowConvolution row, Epilogue store, int k, int lane, int positions)
    {
        if (lane == 2)
        {
            for (int position = 1; position < positions; position++) code.Line($"if (s{position} > s0) s0 = s{position};");
            store.Lane(code, row.OutputAt, k, "s0", 2, null, 0, store.LaneOffset(k));
            return;
        }
        string Extract(int position) => lane == 0 ? $"s{position} & {store.Mask}" : $"(s{position} >> 21) & {store.Mask}";
        code.Line($"m = {Extract(0)};");
        for (int position = 1; position < positions; position++)
        {
            code.Line($"n = {Extract(position)};");
            code.Line("if (n > m) m = n;");
        }
        store.Biased(code, row.OutputAt, k, "m", store.LaneOffset(k));
    }

    // Requantizes the same lane of some longs and stores the average of the results.
    private static void WriteAverage(CodeWriter code, RowConvolution row, Epilogue store, int channel, int lane, int positions,
        AverageStep step)
    {
        foreach (int k in row.Accumulators.SharingChannels[channel])
        {
            Requantized[] results = [.. Enumerable.Range(0, positions).Select(position =>
                store.LaneResult(k, "s" + position, lane, null, lane == 2 ? 0 : 1, store.LaneOffset(channel)))];
            string total = $"({string.Join(" + ", results.Select(result => result.Expression))})";
            if (results.Any(result => result.Clamps))
            {
                total = "total";
                store.Declare("int total;");
                for (int position = 0; position < positions; position++)
                    store.AddTo(code, position == 0 ? "total =" : "total +=", results[position]);
            }
            code.Line($"y[{row.OutputAt(k)}] = (sbyte){step.Expression(total)};");
        }
    }
}
