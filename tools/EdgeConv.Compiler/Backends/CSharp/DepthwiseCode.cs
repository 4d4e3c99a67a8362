using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>
/// Depthwise convolutions: 3x3 without stride as streams of columns, several rows at once, by one method that takes a channel's weights as arguments;
/// any other geometry tap by tap.
/// </summary>
internal static class DepthwiseCode
{
    private const int MostBytes = 24000;
    private const int MostCalls = 300;      // channels of a method that calls the stream
    private const int MostRows = 10;

    /// <summary>Writes a depthwise convolution; the sums' weights are [K, R, S].</summary>
    internal static void Write(ClassWriter writer, Tensor input, Tensor output, Window window, Sums sums, int multiplier)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        RowSource source = new(window, h, w, c);
        bool streams = multiplier == 1 && window is { Rows: 3, Columns: 3, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1 } && CommonShift(sums, writer.Tables.Of(sums)) is not null;
        int rows = streams ? BestRows(window.OutHeight) : 1, held = streams ? rows + 2 : window.Rows;
        int pitch = source.IsInside ? (streams ? 1 : window.DilationY) * w * c : source.Pitch;
        string scratch = source.IsInside ? "a" : source.Field(writer, held, input.Quantized.ZeroPoint);
        Store store = new(sums, writer.Accumulators, writer.Tables.Of(sums));
        string table = store.Table is null ? "" : ", " + store.Table;
        List<string> methods = streams ? [] : WriteTaps(writer, window, sums, multiplier, c, pitch, store);
        if (streams) methods = WriteStream(writer, rows, c, pitch, window.OutWidth, sums, store);
        for (int batch = 0; batch < n; batch++)
            using (writer.RunBlock($"for (int r = 0; r < {window.OutHeight}; r += {rows})"))
            {
                int from = writer.Offset(input) + batch * h * w * c, to = writer.OutputOffset(output) + batch * window.OutHeight * window.OutWidth * sums.Outputs;
                // Rows go in bands; the last band begins earlier where they do not divide.
                if (window.OutHeight % rows != 0) writer.Run($"if (r > {window.OutHeight - rows}) r = {window.OutHeight - rows};");
                if (!source.IsInside) source.Fill(writer, scratch, held, "r", window.StrideY, streams ? 1 : window.DilationY, from);
                string place = source.IsInside ? $"{from} + r * {window.StrideY * w * c}" : "0", target = $"{to} + r * {window.OutWidth * sums.Outputs}";
                foreach (string method in methods) writer.Run($"{method}({scratch}, {place}, {writer.OutputArray}, {target}{table});");
            }
    }

    /// <summary>Whether the taps of one channel fit a method.</summary>
    internal static bool CanDo(Sums sums) => 13 * sums.Taps + 100 <= MostBytes;

    // Rows of a band: each column's inputs are shared by all of them, but a last band that overlaps computes rows twice.
    private static int BestRows(int outHeight) =>
        Enumerable.Range(1, Math.Min(MostRows, outHeight)).MinBy(rows => (outHeight + rows - 1) / rows * (7 * (rows + 2) + 29 * rows + 14));

    // The same shift for all channels, factors and offsets scaled to it; null where that leaves 63 bits.
    private static (int Shift, IReadOnlyList<OneShift> Steps)? CommonShift(Sums sums, (string Name, int Base)? table)
    {
        if (sums.Steps.Any(step => step is null)) return null;
        int shift = sums.Steps.Max(step => step!.Value.Shift);
        List<OneShift> scaled = [];
        for (int k = 0; k < sums.Outputs; k++)
        {
            OneShift step = sums.Steps[k]!.Value;
            int more = shift - step.Shift;
            if (more > 8 || (Int128)step.Offset << more is var offset && (offset > long.MaxValue / 4 || offset < long.MinValue / 4)) return null;
            OneShift same = new(step.Factor << more, (long)offset, shift, step.Least, step.Greatest);
            if (!same.Fits((1L << 20) - sums.Constants[k], table?.Base ?? 0)) return null;
            scaled.Add(same);
        }
        if (table is null && sums.Steps.Any(step => step!.Value.Least < sums.Minimum || step.Value.Greatest > sums.Maximum)) return null;
        return (shift, scaled);
    }

    // One method streams a channel of a band of rows; others call it for each channel with its constants.
    private static List<string> WriteStream(ClassWriter writer, int rows, int channels, int pitch, int positions, Sums sums, Store store)
    {
        bool accumulators = store.ElementType == "int";
        CodeWriter code = writer.Methods;
        (int Shift, IReadOnlyList<OneShift> Steps) common = CommonShift(sums, writer.Tables.Of(sums))!.Value;
        string name = writer.Name + "Channel", table = store.Table is null ? "" : ", t";
        List<string> methods = [];
        code.Line();
        using (code.Block($"private static void {name}(sbyte[] x, int p, {store.ElementType}[] y, int o{(store.Table is null ? "" : ", sbyte[] t")}, long w0, long w1, long w2, {(accumulators ? "int bias" : "long factor, long offset")})"))
        {
            code.Line(accumulators ? "long h = 1048576;" : "long h = 1048576, q = 2097151;");
            code.Line($"long {string.Join(", ", Enumerable.Range(0, rows).Select(r => $"s{r} = 0"))};");
            code.Line($"int first = p + {2 * channels}, end = p + {(positions + 2) * channels};");
            using (code.Block($"for (; p < end; p += {channels})"))
            {
                for (int i = 0; i < rows + 2; i++) code.Line($"long x{i} = x[p{(i == 0 ? "" : $" + {i * pitch}")}];");
                for (int r = 0; r < rows; r++) code.Line($"s{r} = (s{r} >> 21) + x{r} * w0 + x{r + 1} * w1 + x{r + 2} * w2 + h;");
                code.Line("if (p < first) continue;");
                for (int r = 0; r < rows; r++)
                {
                    string place = r == 0 ? "o" : $"o + {r * positions * channels}", value = $"(int)(((s{r} & q) * factor + offset) >> {common.Shift})";
                    if (accumulators) value = $"((int)s{r} & 2097151) + bias";
                    code.Line($"y[{place}] = {(accumulators ? value : store.Table is not null ? $"t[{value}]" : $"(sbyte){value}")};");
                }
                code.Line($"o += {channels};");
            }
        }
        foreach (int[] part in Enumerable.Range(0, channels).Chunk(MostCalls))
        {
            string caller = channels <= MostCalls ? writer.Name : $"{writer.Name}Channels{part[0]}";
            methods.Add(caller);
            code.Line();
            using (code.Block($"private static void {caller}(sbyte[] x, int p, {store.ElementType}[] y, int o{(store.Table is null ? "" : ", sbyte[] t")})"))
                foreach (int d in part)
                {
                    long[] packed = [.. Enumerable.Range(0, 3).Select(i => sums.Weight(d, 3 * i + 2) + ((long)sums.Weight(d, 3 * i + 1) << 21) + ((long)sums.Weight(d, 3 * i) << 42))];
                    long excess = (1L << 20) - sums.Constants[d];
                    int indexBase = writer.Tables.Of(sums)?.Base ?? 0;
                    OneShift step = common.Steps[d];
                    long offset = (long)(step.Offset - (Int128)excess * step.Factor - ((Int128)indexBase << step.Shift));
                    string place = d == 0 ? "" : " + " + d;
                    code.Line($"{name}(x, p{place}, y, o{place}{table}, {string.Join(", ", packed.Select(CodeWriter.Long))}, {(accumulators ? $"{-excess}" : $"{CodeWriter.Long(step.Factor)}, {CodeWriter.Long(offset)}")});");
                }
        }
        return methods;
    }

    private static List<string> WriteTaps(ClassWriter writer, Window window, Sums sums, int multiplier, int channels, int pitch, Store store)
    {
        int taps = sums.Taps, most = Math.Clamp(MostBytes / (11 * taps + 50), 1, 1000);
        int parts = (sums.Outputs + most - 1) / most, each = (sums.Outputs + parts - 1) / parts;
        List<string> methods = [];
        foreach (int[] part in Enumerable.Range(0, sums.Outputs).Chunk(each))
        {
            string name = parts == 1 ? writer.Name : $"{writer.Name}Channels{part[0]}";
            methods.Add(name);
            CodeWriter code = writer.Methods;
            code.Line();
            using (code.Block($"private static void {name}(sbyte[] x, int p, {store.ElementType}[] y, int o{(store.Table is null ? "" : ", sbyte[] t")})"))
            {
                if (store.NeedsClampLocal) code.Line("int v;");
                code.Line("int s;");
                using (code.Block($"for (int end = p + {window.OutWidth * window.StrideX * channels}; p < end; p += {window.StrideX * channels})"))
                {
                    foreach (int k in part)
                    {
                        List<string> terms = [];
                        for (int tap = 0; tap < taps; tap++)
                        {
                            int offset = tap / window.Columns * pitch + tap % window.Columns * window.DilationX * channels + k / multiplier, weight = sums.Weight(k, tap);
                            if (weight != 0) terms.Add($"x[p{(offset == 0 ? "" : $" + {offset}")}] * {weight}");
                        }
                        code.Sum("s", terms.Count == 0 ? ["0"] : terms);
                        store.Value(code, k == 0 ? "o" : $"o + {k}", k, "s", 0, isInt: true);
                    }
                    code.Line($"o += {sums.Outputs};");
                }
            }
        }
        return methods;
    }
}
