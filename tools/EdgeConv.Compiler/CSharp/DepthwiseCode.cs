namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Writes depthwise convolutions in one of three ways: as streams of columns (<see cref="DepthwiseStream"/>) if the window allows it; as a
/// convolution in groups if there are several output channels for each input channel; or else tap by tap.
/// </summary>
internal static class DepthwiseCode
{
    // Maximum bytes of a method.
    private const int MaxBytes = 24000;

    // Maximum bytes of code of a layer that is written as a convolution in groups, each of which has methods of its own.
    private const int MaxGroupBytes = 40000;

    /// <summary>Writes a depthwise convolution.</summary>
    /// <param name="writer">The writer of the class.</param>
    /// <param name="op">The operator.</param>
    /// <param name="producer">The layer that computes the rows of the input when they are needed; null if the input is in the
    /// arena.</param>
    internal static void Write(ClassWriter writer, DepthwiseConv2D op, ConvolutionCode? producer = null)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (Window window, Accumulators sums, int multiplier) = (op.Window, CompiledOperators.AccumulatorsOf(op), op.ChannelMultiplier);
        if (c == 1 || (multiplier > 1 && c * (26 * sums.Taps + 200) * ((multiplier + 2) / 3) <= MaxGroupBytes))
        {
            ConvolutionCode.Write(writer, op, window, c);
            return;
        }
        RowSource source = new(window, h, w, c, isOnDemand: producer is not null);
        Epilogue store = new(sums, writer.StoresAccumulators, writer.Tables.Of(sums));
        // A stream needs rows that follow each other, without dilation.
        DepthwiseStream? stream = multiplier == 1 && window.DilationY == 1 ? DepthwiseStream.Of(window, sums, store, c, source.IsInside
            ? w * c : source.Pitch, held => source.IsInside || writer.HasRoom((long)held * source.Pitch)) : null;
        int rows = stream?.Rows ?? 1, held = stream?.HeldRows ?? window.Rows;
        int scratch = source.IsInside ? 0 : source.Reserve(writer, held, op.Input.Quantized.ZeroPoint);
        string table = store.Table is null ? "" : ", " + store.Table;
        List<string> methods = stream is not null ? stream.Write(writer.Methods, writer.Name)
            : WriteTaps(writer, window, sums, multiplier, c, source.IsInside ? window.DilationY * w * c : source.Pitch, store);
        for (int batch = 0; batch < n; batch++)
            using (writer.RunBlock($"for (int r = 0{(producer is null ? "" : $", next = {source.FirstRow}")}; r < {window.OutHeight}; r += "
                + $"{rows})"))
            {
                int from = producer is null ? writer.Offset(op.Input) + batch * h * w * c : 0,
                    to = writer.OutputOffset(op.Output) + batch * window.OutHeight * window.OutWidth * sums.Outputs;
                // Rows are computed in bands. If their number does not divide evenly, the last band overlaps the one before.
                if (window.OutHeight % rows != 0) writer.Run($"if (r > {window.OutHeight - rows}) r = {window.OutHeight - rows};");
                if (producer is not null) source.Produce(writer, held, producer);
                else if (!source.IsInside) source.Fill(writer, held, "r", window.StrideY, window.DilationY, from);
                string input = source.IsInside ? $"{from} + r * {window.StrideY * w * c}" : $"{scratch}",
                    target = $"{to} + r * {window.OutWidth * sums.Outputs}";
                foreach (string method in methods) writer.Run($"{method}(a, {input}, {writer.OutputArray}, {target}{table});");
            }
    }

    /// <summary>True if the taps of one channel fit a method.</summary>
    internal static bool CanDo(Accumulators sums) => 13 * sums.Taps + 100 <= MaxBytes;

    private static List<string> WriteTaps(ClassWriter writer, Window window, Accumulators sums, int multiplier, int channels, int pitch,
        Epilogue store)
    {
        int taps = sums.Taps, max = Math.Clamp(MaxBytes / (11 * taps + 50), 1, 1000);
        int parts = (sums.Outputs + max - 1) / max, each = (sums.Outputs + parts - 1) / parts;
        List<string> methods = [];
        foreach (int[] part in Enumerable.Range(0, sums.Outputs).Chunk(each))
        {
            string name = parts == 1 ? writer.Name : $"{writer.Name}Channels{part[0]}";
            methods.Add(name);
            CodeWriter code = writer.Methods;
            store.Method(code, name, $"sbyte[] x, int p, {store.ElementType}[] y, int o{(store.Table is null ? "" : ", sbyte[] t")}", () =>
            {
                code.Line("int s;");
                using (code.Block($"for (int end = p + {window.OutWidth * window.StrideX * channels}; p < end; p += "
                    + $"{window.StrideX * channels})"))
                {
                    foreach (int k in part)
                    {
                        List<string> terms = [];
                        for (int tap = 0; tap < taps; tap++)
                        {
                            int offset = tap / window.Columns * pitch + tap % window.Columns * window.DilationX * channels + k / multiplier,
                                weight = sums.Weight(k, tap);
                            if (weight != 0) terms.Add($"x[p{(offset == 0 ? "" : $" + {offset}")}] * {weight}");
                        }
                        code.Sum("s", terms.Count == 0 ? ["0"] : terms);
                        store.Int(code, k == 0 ? "o" : $"o + {k}", k, "s");
                    }
                    code.Line($"o += {sums.Outputs};");
                }
            });
        }
        return methods;
    }
}
