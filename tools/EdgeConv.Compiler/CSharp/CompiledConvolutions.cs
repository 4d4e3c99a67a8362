namespace EdgeConv.Compiler.CSharp;

/// <summary>Writes the C# of convolutions, fully connected layers and pooling.</summary>
internal static class CompiledConvolutions
{
    /// <summary>The accumulators of an operator whose products are written out; the weights get the order [K, taps].</summary>
    internal static Accumulators MakeAccumulators(WeightedOperator op)
    {
        int k = op.OutputChannels, taps = op.Filters.Shape.Length / k;
        sbyte[] filters = op.FilterValues, weights = filters;
        if (op is DepthwiseConv2D)
        {
            // Reorders the weights from [R, S, K] to [K, R, S].
            weights = new sbyte[filters.Length];
            for (int i = 0; i < filters.Length; i++) weights[i % k * taps + i / k] = filters[i];
        }
        (int min, int max) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        return new Accumulators(k, taps, weights, Accumulators.Fold(k, taps, weights, op.BiasValues, op.Input.Quantized.ZeroPoint),
            op.Multipliers.Length == k ? op.Multipliers : [.. Enumerable.Repeat(op.Multipliers[0], k)], op.Output.Quantized.ZeroPoint,
            min, max);
    }

    /// <summary>
    /// Writes an operator of <see cref="CompiledOperators.IsSummed"/> as a kernel of the device library, with its weights in an array. This
    /// takes RAM, but little code.
    /// </summary>
    internal static void WriteTables(ClassWriter writer, WeightedOperator op)
    {
        (string type, string geometry) = op switch
        {
            Conv2D it => ("Conv2D", $"{ClassWriter.WindowOf(op.Input, it.Window)}, {op.OutputChannels}, {it.Groups}"),
            DepthwiseConv2D it => ("DepthwiseConv2D", $"{ClassWriter.WindowOf(op.Input, it.Window)}, {it.ChannelMultiplier}"),
            FullyConnected it => ("FullyConnected", $"{it.Batches}, {op.Filters.Shape[1]}, {op.OutputChannels}"),
            _ => throw new ArgumentException($"{op} cannot be written with tables", nameof(op)),
        };
        string filterZeroPoint = op is FullyConnected ? $"{op.Filters.Quantized.ZeroPoint}, " : "";
        writer.Kernel(type, $"{geometry}, {ClassWriter.Array(op.FilterValues)}, {filterZeroPoint}{ClassWriter.Bias(op.Bias)}, "
            + $"{op.Input.Quantized.ZeroPoint}, {ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation)}",
            op.Input, op.Output);
    }

    internal static void Write(ClassWriter writer, TransposeConv2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        writer.Kernel("TransposeConv2D", $"{n}, {h}, {w}, {c}, {op.Input.Quantized.ZeroPoint}, {ClassWriter.Array(op.FilterValues)}, "
            + $"{k}, {r}, {s}, {ClassWriter.Bias(op.Bias)}, {op.StrideY}, {op.StrideX}, {op.PadTop}, {op.PadLeft}, "
            + $"{outHeight}, {outWidth}, " + ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation), op.Input, op.Output);
    }

    internal static void Write(ClassWriter writer, FullyConnected op)
    {
        if (op.Filters.Quantized.ZeroPoint != 0) WriteTables(writer, op);
        else FullyConnectedCode.Write(writer, op);
    }

    internal static void Write(ClassWriter writer, Pool2D op)
    {
        if (AverageCode.TryWrite(writer, op)) return;
        (int min, int max) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        writer.Kernel("Pool2D", $"{ClassWriter.WindowOf(op.Input, op.Window)}, PoolKind.{op.PoolKind}, {min}, {max}", op.Input, op.Output);
    }
}
