namespace EdgeConv.Compiler.Passes;

/// <summary>
/// Turns PAD in front of convolutions and maximum pooling into padding of their window, where all that read it allow it: the value padded
/// with has the effect of a cell outside the map (for a convolution the zero point, for a maximum -128), and no window comes to lie wholly
/// outside the map.
/// </summary>
public static class PaddingFusion
{
    /// <summary>The same network without padding that a window can do.</summary>
    public static Graph Run(Graph graph)
    {
        Operator?[] operators = [.. graph.Operators];
        Dictionary<Tensor, List<int>> readers = new(ReferenceEqualityComparer.Instance);
        HashSet<Tensor> outputs = new(graph.Outputs, ReferenceEqualityComparer.Instance);
        for (int i = 0; i < operators.Length; i++)
            foreach (Tensor input in operators[i]!.Inputs.Distinct()) (readers.TryGetValue(input, out List<int>? list) ? list
                : readers[input] = []).Add(i);
        // From the last on, so that padding of padding goes as well.
        for (int i = operators.Length - 1; i >= 0; i--)
        {
            if (operators[i] is not Pad pad || outputs.Contains(pad.Output)
                || !readers.TryGetValue(pad.Output, out List<int>? windows)) continue;
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
            ? windowed.WithWindow(pad.Input, window)
            : null;
    }

    // True where the first window ends inside the map and the last begins there.
    private static bool Touches(int before, int taps, int dilation, int stride, int outputs, int extent) =>
        before <= (taps - 1L) * dilation && (outputs - 1L) * stride - before < extent;
}
