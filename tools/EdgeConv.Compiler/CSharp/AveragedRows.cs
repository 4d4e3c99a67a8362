using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes a convolution together with the average, mean or sum over its whole map. The activations of each channel are added up in a local
/// instead of being stored, and the map between both layers does not exist.
/// </summary>
internal static class AveragedRows
{
    // IL instructions of a method's call, and of the end of a total: its division, and storing it.
    private const int CallCost = 15, FinishCost = 16;

    // IL instructions that adding an activation takes less than storing it.
    private const int StoreSaving = 2;

    // Maximum bytes of padded rows; more are not worth planning an arena for.
    private const int MaxScratch = 1 << 24;

    /// <summary>
    /// True if a reader can be fused into the convolution before it, without making the arena larger, and the code becomes faster.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="index">Index of the convolution in the network, directly before the reader.</param>
    /// <param name="convolution">The convolution.</param>
    /// <param name="reader">The only operator that reads the convolution's output.</param>
    /// <param name="fused">The network in which both are one operator, to plan its arena.</param>
    internal static bool CanDo(Graph graph, int index, Conv2D convolution, Operator reader, Graph fused)
    {
        (int n, int h, int w, _) = convolution.Output.Shape.Nhwc;
        if (n != 1 || h * w == 1 || Finisher(convolution, reader) is null) return false;
        Accumulators sums = CompiledOperators.AccumulatorsOf(convolution);
        if (!ConvolutionCode.HasLoop(sums) || sums.SharingChannels.Values.Any(channels => channels.Count > 1)) return false;
        RowConvolution[] totals = [.. Rows(convolution, reader, totals: true)], plain = [.. Rows(convolution, reader, totals: false)];
        int outputs = sums.Outputs, rows = IsPointwise(convolution) ? 1 : h;
        long apart = rows * (plain.Sum(ConvolutionCode.Cost) + CallCost)
            + outputs * (new WindowSum(h, w, w * outputs, outputs).Cost + FinishCost + 11),
            together = rows * totals.Sum(ConvolutionCode.Cost) - (long)StoreSaving * outputs * h * w + outputs * FinishCost;
        return together < apart && (SourceOf(convolution).IsInside
            || (HeldRows(convolution) * SourceOf(convolution).Pitch <= MaxScratch
            && Bytes(fused, index, HeldRows(convolution)) <= Bytes(graph, index, convolution.Window.Rows)));

        int Bytes(Graph planned, int at, long held)
        {
            ArenaScratch arena = new(planned, ArenaPlanner.Plan(planned));
            arena.Reserve(at, held * SourceOf(convolution).Pitch);
            return arena.Bytes;
        }
    }

    /// <summary>Writes both layers as one.</summary>
    internal static void Write(ClassWriter writer, Conv2D convolution, Operator reader)
    {
        (_, _, _, int c) = convolution.Input.Shape.Nhwc;
        RowSource source = SourceOf(convolution);
        string from = $"{writer.Offset(convolution.Input)}";
        if (!source.IsInside)
        {
            int held = (int)HeldRows(convolution);
            from = $"{source.Reserve(writer, held, convolution.Input.Quantized.ZeroPoint)}";
            source.Fill(writer, held, "0", 1, 1, writer.Offset(convolution.Input));
        }
        (int to, int group) = (writer.Offset(reader.Output), 0);
        foreach (RowConvolution row in Rows(convolution, reader, totals: true))
        {
            Epilogue store = new(row.Accumulators, false, writer.Tables.Of(row.Accumulators), addsUp: true);
            string name = convolution.Groups == 1 ? writer.Name : $"{writer.Name}Group{group}";
            foreach (string method in ConvolutionCode.WriteRow(writer.Methods, name, row, store))
                writer.Run(row.Call(method, store, "a", group == 0 ? from : $"{from} + {group * (c / convolution.Groups)}", "a",
                    $"{to + group * row.Accumulators.Outputs}"));
            group++;
        }
    }

    // Each group of channels as a row, and how many of them are added up.
    private static IEnumerable<RowConvolution> Rows(Conv2D convolution, Operator reader, bool totals)
    {
        (_, int h, int w, int c) = convolution.Input.Shape.Nhwc;
        (_, int outH, int outW, int outputs) = convolution.Output.Shape.Nhwc;
        Window window = convolution.Window;
        int groups = convolution.Groups, each = outputs / groups, pitch = SourceOf(convolution) is { IsInside: false } padded ? padded.Pitch
            : w * c;
        bool isPointwise = IsPointwise(convolution);
        RowTotals? added = totals ? new(isPointwise ? 1 : outH, window.StrideY * pitch, outH * outW, Finisher(convolution, reader)!) : null;
        for (int group = 0; group < groups; group++)
            yield return new RowConvolution(CompiledOperators.AccumulatorsOf(convolution).Slice(group * each, each), window.Rows,
                window.Columns, c / groups, window.DilationY * pitch, window.DilationX * c, window.StrideX * c,
                isPointwise ? outH * outW : outW, outputs, Totals: added);
    }

    // All positions of a 1x1 filter are one row.
    private static bool IsPointwise(Conv2D convolution) =>
        convolution.Window is { Rows: 1, Columns: 1, StrideY: 1, StrideX: 1, PadTop: 0, PadLeft: 0 }
        && convolution.Input.Shape.Nhwc is var (_, h, w, _) && (convolution.Window.OutHeight, convolution.Window.OutWidth) == (h, w);

    private static RowSource SourceOf(Conv2D convolution)
    {
        (_, int h, int w, int c) = convolution.Input.Shape.Nhwc;
        return new RowSource(convolution.Window, h, w, c);
    }

    // Padded rows that the whole convolution reads.
    private static long HeldRows(Conv2D convolution) =>
        (convolution.Window.OutHeight - 1L) * convolution.Window.StrideY + convolution.Window.Y.Reach;

    // Writes the output from a total; null if the reader does not reduce the whole map to a value for each channel, or in no such way.
    private static Action<CodeWriter, Epilogue, string, string>? Finisher(Conv2D convolution, Operator reader)
    {
        (_, int h, int w, int k) = convolution.Output.Shape.Nhwc;
        Accumulators sums = CompiledOperators.AccumulatorsOf(convolution);
        if (reader is Pool2D { PoolKind: PoolKind.Average, Window: { PadTop: 0, PadLeft: 0, OutHeight: 1, OutWidth: 1 } window } pool
            && (window.Rows, window.Columns) == (h, w) && PooledRows.KeepsRange(pool, sums) && AverageStep.Of(h * w) is { } step)
            return (code, _, output, total) => code.Line($"y[{output}] = (sbyte){step.Expression(total)};");
        if (reader is Reduce { ReduceKind: ReduceKind.Mean or ReduceKind.Sum } reduce
            && reduce.KeptShape == new Shape(1, 1, 1, k) && reduce.Cells == h * w && h * w <= CompiledArithmetic.MaxCells)
        {
            Accumulators total = CompiledArithmetic.MakeAccumulators(reduce);
            return (code, method, output, value) => new Epilogue(total, false, null, within: method).Int(code, output, 0, value);
        }
        return null;
    }
}
