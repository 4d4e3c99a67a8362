namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Makes a PAD part of the convolutions and poolings that read it: PAD by one cell followed by CONV_2D 3x3 becomes CONV_2D with padding 1.
/// All readers must allow it. The value of the padding must be what the reader assumes for a cell outside the map (the zero point for a
/// convolution, -128 for a maximum), and no window may lie entirely outside the map afterwards.
/// </summary>
public static class PaddingFusion
{
    /// <summary>Makes the same network with PAD operators fused into the operators that read them.</summary>
    /// <param name="graph">The network.</param>
    public static Graph Run(Graph graph)
    {
        Operator?[] operators = [.. graph.Operators];
        Dictionary<Tensor, int[]> readers = operators.SelectMany((op, i) => op!.Inputs.Distinct().Select(input => (input, i)))
            .GroupBy(use => use.input, use => use.i).ToDictionary(uses => uses.Key, uses => uses.ToArray());
        // The last PAD comes first. If two PAD operators follow each other, the first can be fused once the second has been.
        for (int i = operators.Length - 1; i >= 0; i--)
        {
            if (operators[i] is not Pad pad || graph.Outputs.Contains(pad.Output)
                || !readers.TryGetValue(pad.Output, out int[]? windows)) continue;
            if (pad.Input.Shape.Rank != 4 || pad.Before[0] + pad.After[0] + pad.Before[3] + pad.After[3] != 0
                || !pad.Input.Quantized.Equals(pad.Output.Quantized)) continue;
            Operator?[] fused = [.. windows.Select(j => Fuse(pad, operators[j]!))];
            if (fused.Contains(null)) continue;
            for (int j = 0; j < fused.Length; j++) operators[windows[j]] = fused[j];
            operators[i] = null;
            readers[pad.Input] = [.. readers[pad.Input].Where(j => j != i), .. windows];
        }
        return new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. operators.OfType<Operator>()]);
    }

    private static Operator? Fuse(Pad pad, Operator reader)
    {
        if (reader is not IWindowed windowed || windowed.PaddingValue != pad.Value || reader.Inputs[0] != pad.Output
            || reader.Inputs.Count(input => input == pad.Output) != 1) return null;
        Window old = windowed.Window, window = old with { PadTop = old.PadTop + pad.Before[1], PadLeft = old.PadLeft + pad.Before[2] };
        return Touches(window.PadTop, window.Rows, window.DilationY, window.StrideY, window.OutHeight, pad.Input.Shape[1])
            && Touches(window.PadLeft, window.Columns, window.DilationX, window.StrideX, window.OutWidth, pad.Input.Shape[2])
            ? windowed.WithWindow(pad.Input, window) : null;
    }

    // True if the first window has at least one cell inside the map, and the last window begins before the map's end.
    private static bool Touches(int before, int taps, int dilation, int stride, int outputs, int extent) =>
        before <= (taps - 1L) * dilation && (outputs - 1L) * stride - before < extent;
}
