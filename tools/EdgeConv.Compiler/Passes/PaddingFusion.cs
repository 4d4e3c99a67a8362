namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Makes a PAD part of the windows that read it: PAD by one cell, CONV_2D 3x3 becomes CONV_2D with padding 1. All readers must allow it:
/// the padded value is what a cell outside the map contributes (the zero point for a convolution, -128 for a maximum), and no window comes
/// to lie wholly outside the map.
/// </summary>
public static class PaddingFusion
{
    /// <summary>The same network without PAD operators that windows can do.</summary>
    public static Graph Run(Graph graph)
    {
        Operator?[] operators = [.. graph.Operators];
        Dictionary<Tensor, int[]> readers = operators.SelectMany((op, i) => op!.Inputs.Distinct().Select(input => (input, i)))
            .GroupBy(use => use.input, use => use.i).ToDictionary(uses => uses.Key, uses => uses.ToArray());
        // From the last on: after the second of two PAD operators in a row, the first can go too.
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

    // True where the first window ends inside the map and the last begins there.
    private static bool Touches(int before, int taps, int dilation, int stride, int outputs, int extent) =>
        before <= (taps - 1L) * dilation && (outputs - 1L) * stride - before < extent;
}
