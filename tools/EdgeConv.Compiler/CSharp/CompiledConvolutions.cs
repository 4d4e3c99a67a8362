using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.CSharp;

/// <summary>The C# of convolutions, fully connected layers and pooling.</summary>
internal static class CompiledConvolutions
{
    internal static Sums MakeSums(Conv2D op)
    {
        int k = op.Filters.Shape[0], taps = op.Filters.Shape.Length / k;
        sbyte[] weights = (sbyte[])op.Filters.Constant!;
        (int minimum, int maximum) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)op.Bias?.Constant, op.Input.Quantized.ZeroPoint),
            op.Multipliers, op.Output.Quantized.ZeroPoint, minimum, maximum);
    }

    internal static void Write(ClassWriter writer, Conv2D op) =>
        ConvolutionCode.Write(writer, op.Input, op.Output, op.Window, writer.SumsOf(op), op.Groups);

    internal static void WriteTables(ClassWriter writer, Conv2D op) =>
        writer.Kernel("Conv2D",
            $"{ClassWriter.WindowOf(op.Input, op.Window)}, {op.Filters.Shape[0]}, {op.Groups}, "
            + $"{ClassWriter.Array((sbyte[])op.Filters.Constant!)}, {ClassWriter.Bias(op.Bias)}, {op.Input.Quantized.ZeroPoint}, "
            + $"{ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation)}",
            op.Input, op.Output);

    internal static Sums MakeSums(DepthwiseConv2D op)
    {
        int k = op.Output.Shape.Nhwc.C, taps = op.Window.Rows * op.Window.Columns;
        sbyte[] filters = (sbyte[])op.Filters.Constant!, weights = new sbyte[filters.Length];
        // From [R, S, K] to [K, R, S].
        for (int i = 0; i < filters.Length; i++) weights[i % k * taps + i / k] = filters[i];
        (int minimum, int maximum) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)op.Bias?.Constant, op.Input.Quantized.ZeroPoint),
            op.Multipliers, op.Output.Quantized.ZeroPoint, minimum, maximum);
    }

    internal static void Write(ClassWriter writer, DepthwiseConv2D op) =>
        DepthwiseCode.Write(writer, op.Input, op.Output, op.Window, writer.SumsOf(op), op.ChannelMultiplier);

    internal static void WriteTables(ClassWriter writer, DepthwiseConv2D op) =>
        writer.Kernel("DepthwiseConv2D",
            $"{ClassWriter.WindowOf(op.Input, op.Window)}, {op.ChannelMultiplier}, {ClassWriter.Array((sbyte[])op.Filters.Constant!)}, "
            + $"{ClassWriter.Bias(op.Bias)}, {op.Input.Quantized.ZeroPoint}, "
            + $"{ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation)}",
            op.Input, op.Output);

    internal static void Write(ClassWriter writer, TransposeConv2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        writer.Kernel("TransposeConv2D",
            $"{n}, {h}, {w}, {c}, {op.Input.Quantized.ZeroPoint}, {ClassWriter.Array((sbyte[])op.Filters.Constant!)}, {k}, {r}, {s}, "
            + $"{ClassWriter.Bias(op.Bias)}, "
            + $"{op.StrideY}, {op.StrideX}, {op.PadTop}, {op.PadLeft}, {outHeight}, {outWidth}, "
            + $"{ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation)}", op.Input, op.Output);
    }

    internal static Sums MakeSums(FullyConnected op)
    {
        int k = op.Filters.Shape[0], taps = op.Filters.Shape[1];
        sbyte[] weights = (sbyte[])op.Filters.Constant!;
        (int minimum, int maximum) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        return new Sums(k, taps, weights, Sums.Fold(k, taps, weights, (int[]?)op.Bias?.Constant, op.Input.Quantized.ZeroPoint),
            op.Multipliers.Length == 1 ? [.. Enumerable.Repeat(op.Multipliers[0], k)] : op.Multipliers, op.Output.Quantized.ZeroPoint,
            minimum, maximum);
    }

    internal static void Write(ClassWriter writer, FullyConnected op)
    {
        if (op.Filters.Quantized.ZeroPoint != 0) WriteTables(writer, op);
        else FullyConnectedCode.Write(writer, op.Input, op.Output, op.Batches, writer.SumsOf(op));
    }

    internal static void WriteTables(ClassWriter writer, FullyConnected op) =>
        writer.Kernel("FullyConnected",
            $"{op.Batches}, {op.Filters.Shape[1]}, {op.Filters.Shape[0]}, {ClassWriter.Array((sbyte[])op.Filters.Constant!)}, "
            + $"{op.Filters.Quantized.ZeroPoint}, {ClassWriter.Bias(op.Bias)}, {op.Input.Quantized.ZeroPoint}, "
            + $"{ClassWriter.Requantization(op.Multipliers, op.Output, op.Activation)}",
            op.Input, op.Output);

    internal static void Write(ClassWriter writer, Pool2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        string window = $"new Window2D({n}, {h}, {w}, {c}, {op.Window.Rows}, {op.Window.Columns}, {op.Window.StrideY}, "
            + $"{op.Window.StrideX}, 1, 1, {op.Window.PadTop}, {op.Window.PadLeft}, {op.Window.OutHeight}, {op.Window.OutWidth})";
        writer.Kernel("Pool2D", $"{window}, PoolKind.{op.PoolKind}, {minimum}, {maximum}", op.Input, op.Output);
    }
}
