using EdgeConv.Kernels;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a convolution without stride together with the 2x2 maximum pooling behind it. Of the four accumulators of a pooled position, only
/// the maximum is requantized. This gives the same result as the maximum of four requantized accumulators, because a larger accumulator
/// never has a smaller result if the multiplier is positive. The map between both layers is never stored.
/// </summary>
internal static class PooledRows
{
    private const int MaxTaps = 40;        // products of an accumulator; the inputs of all taps are held in locals
    private const int MaxBytes = 24000;    // of a loop body, because a branch reaches 32 KB

    /// <summary>True if a pooling can be fused into the convolution before it.</summary>
    internal static bool CanDo(Operators.Conv2D convolution, Operators.Pool2D pool, Accumulators sums) =>
        pool is
        {
            PoolKind: PoolKind.Maximum, Activation: Activation.None,
            Window: { Rows: 2, Columns: 2, StrideY: 2, StrideX: 2, PadTop: 0, PadLeft: 0 } window
        }
        && window.OutHeight * 2 <= convolution.Window.OutHeight && window.OutWidth * 2 <= convolution.Window.OutWidth
        && convolution is { Groups: 1, Window: { StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1, Columns: > 1 } }
        && convolution.Output.Shape.Nhwc.N == 1
        && sums.ComputedChannels.Count > 0 && sums.Taps <= MaxTaps
        && 4 * (13 * sums.Taps + 130) * ((sums.ComputedChannels.Count + 2) / 3) <= MaxBytes
        && sums.Steps.All(step => step is not null);

    internal static void Write(ClassWriter writer, Operators.Conv2D convolution, Operators.Pool2D pool, Accumulators sums)
    {
        (_, int h, int w, int c) = convolution.Input.Shape.Nhwc;
        // A pooled row needs two rows of the convolution, which together read one input row more than one row of it.
        Window window = convolution.Window with { OutHeight = pool.Window.OutHeight * 2, OutWidth = pool.Window.OutWidth * 2 };
        RowSource source = new(window, h, w, c);
        int held = window.Rows + 1, pitch = source.IsInside ? w * c : source.Pitch;
        int scratch = source.IsInside ? 0 : source.Reserve(writer, held, convolution.Input.Quantized.ZeroPoint);
        Epilogue store = new(sums, false, writer.Tables.Of(sums));
        RowConvolution row = new(sums, window.Rows, window.Columns, c, pitch, c, 2 * c, pool.Window.OutWidth, sums.Outputs);
        WriteRow(writer.Methods, writer.Name, row, store);
        using (writer.RunBlock($"for (int r = 0; r < {pool.Window.OutHeight}; r++)"))
        {
            if (!source.IsInside) source.Fill(writer, held, "r", 2, 1, writer.Offset(convolution.Input));
            string input = source.IsInside ? $"{writer.Offset(convolution.Input)} + r * {2 * pitch}" : $"{scratch}";
            writer.Run(row.Call(writer.Name, store, "a", input, "a",
                $"{writer.Offset(pool.Output)} + r * {pool.Window.OutWidth * sums.Outputs}"));
        }
    }

    private static void WriteRow(CodeWriter code, string name, RowConvolution row, Epilogue store)
    {
        Accumulators sums = row.Accumulators;
        int columns = row.Columns + 1;
        // Two rows of positions read each cell of the filter, and the one below it.
        (int I, int D)[] cells = [.. row.UsedCells.Concat(row.UsedCells.Select(cell => (I: cell.I + 1, cell.D))).Distinct().Order()];
        string Value(int i, int j, int d) => $"x{i}{(char)('a' + j)}{(row.Channels > 1 ? d : "")}";
        void Load(int j, bool declare)
        {
            foreach ((int i, int d) in cells)
                code.Line($"{(declare ? "long " : "")}{Value(i, j, d)} = x[{row.InputAt(row.Offset(i, j, d))}];");
        }
        store.Method(code, name, row.Parameters(store), () =>
        {
            code.Line($"long s0, s1, s2, s3{(sums.ComputedChannels.Count > 1 ? ", m, n" : "")};");
            for (int j = 0; j < columns - 2; j++) Load(j, true);
            using (code.Block($"for (int end = p + {row.Positions * row.Step}; p < end; p += {row.Step})"))
            {
                Load(columns - 2, true);
                Load(columns - 1, true);
                foreach (int[] group in sums.ComputedChannels.Chunk(3))
                {
                    for (int position = 0; position < 4; position++)
                    {
                        List<string> terms = [];
                        for (int tap = 0; tap < sums.Taps; tap++)
                        {
                            int d = tap % row.Channels, j = tap / row.Channels % row.Columns + position % 2,
                                i = tap / row.Channels / row.Columns + position / 2;
                            if (PackedRows.Pack(sums, group, tap) is var packed
                                && packed != 0) terms.Add($"{Value(i, j, d)} * {CodeWriter.Long(packed)}");
                        }
                        PackedRows.AddBias(terms, group, store);
                        code.Sum("s" + position, terms);
                    }
                    for (int lane = 0; lane < group.Length; lane++) WriteLane(code, row, store, group[lane], PackedRows.Lane(group, lane));
                }
                for (int j = 0; j < columns - 2; j++)
                    foreach ((int i, int d) in cells) code.Line($"{Value(i, j, d)} = {Value(i, j + 2, d)};");
                store.ConstantOutputs(code, row.OutputAt);
                code.Line($"o += {sums.Outputs};");
            }
        });
    }

    // Stores the maximum of the same lane of four longs. For the topmost lane, the longs themselves are compared, because their upper bits
    // decide; it comes last, because it changes s0.
    private static void WriteLane(CodeWriter code, RowConvolution row, Epilogue store, int k, int lane)
    {
        if (lane == 2)
        {
            for (int position = 1; position < 4; position++) code.Line($"if (s{position} > s0) s0 = s{position};");
            store.Lane(code, row.OutputAt, k, "s0", 2, null, 0, store.LaneOffset(k));
            return;
        }
        string Extract(int position) => lane == 0 ? $"s{position} & {store.Mask}" : $"(s{position} >> 21) & {store.Mask}";
        code.Line($"m = {Extract(0)};");
        for (int position = 1; position < 4; position++)
        {
            code.Line($"n = {Extract(position)};");
            code.Line("if (n > m) m = n;");
        }
        store.Biased(code, row.OutputAt, k, "m", store.LaneOffset(k));
    }
}
