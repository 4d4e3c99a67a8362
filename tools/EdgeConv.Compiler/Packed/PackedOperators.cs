using EdgeConv.Models;
using Window2D = EdgeConv.Kernels.Window2D;
using Workspace = EdgeConv.Kernels.Workspace;

namespace EdgeConv.Compiler.Packed;

/// <summary>How each operator becomes records of an .ecm file. docs/ecm.md describes the records.</summary>
internal static class PackedOperators
{
    /// <summary>Writes an operator.</summary>
    /// <exception cref="ModelException">The packed engine does not carry it.</exception>
    internal static void Write(EcmWriter file, Operator op)
    {
        switch (op)
        {
            case Conv2D it: Write(file, it); break;
            case DepthwiseConv2D it: Write(file, it); break;
            case TransposeConv2D it: Write(file, it); break;
            case FullyConnected it: Write(file, it); break;
            case Pool2D it: Write(file, it); break;
            case Elementwise it: Write(file, it); break;
            case Prelu it: Write(file, it); break;
            case Reduce it: Write(file, it); break;
            case Softmax it: Write(file, it); break;
            case Reshape or Transpose { IsView: true } or UnaryTable { IsView: true }: file.View(op.Input, op.Output); break;
            case UnaryTable it: Write(file, it); break;
            case Transpose it: file.Copy(BlockCopy.Of(it)); break;
            case Concatenation it: file.Copy(BlockCopy.Of(it)); break;
            case Split it: file.Copy(BlockCopy.Of(it)); break;
            case StridedSlice it: file.Copy(BlockCopy.Of(it)); break;
            case Pad it: Write(file, it); break;
            case ResizeNearestNeighbor it: Write(file, it); break;
            case ResizeBilinear it: Write(file, it); break;
            case MirrorPad:
                throw new ModelException($"{op}: the packed engine lacks {op.Kind}; use the compiled engine (edgeconv compile)");
            case ArgMax or QuantizeFloat or Dequantize or ShapeOf:
                throw new ModelException($"{op}: the packed engine lacks {op.Kind}; only the reference engine has it (edgeconv run)");
            default: throw new NotSupportedException(op.GetType().Name);
        }
    }

    private static void Write(EcmWriter file, Conv2D op)
    {
        int outputs = op.OutputChannels, zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.Conv2D, op.Input, op.Output);
        Window2D window = file.Window(op.Input, op.Window);
        file.Ints(outputs, op.Groups, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op);
        file.Weights(new Kernels.Conv2D(window, outputs, op.Groups, zeroPoint, false, new Workspace(), false).Filters, op.FilterValues);
        file.End();
    }

    private static void Write(EcmWriter file, DepthwiseConv2D op)
    {
        int zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.DepthwiseConv2D, op.Input, op.Output);
        Window2D window = file.Window(op.Input, op.Window);
        file.Ints(op.ChannelMultiplier, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op);
        file.Weights(new Kernels.DepthwiseConv2D(window, op.ChannelMultiplier, zeroPoint, false, new Workspace()).Filters, op.FilterValues);
        file.End();
    }

    private static void Write(EcmWriter file, TransposeConv2D op)
    {
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        file.Begin(PackedOperatorCode.TransposeConv2D, op.Input, op.Output);
        file.Window(op.Input, new Window(r, s, op.StrideY, op.StrideX, 1, 1, op.PadTop, op.PadLeft, outHeight, outWidth));
        file.Ints(k, op.Input.Quantized.ZeroPoint);
        file.Requantization(op);
        file.Bytes(op.FilterValues);
        file.End();
    }

    private static void Write(EcmWriter file, FullyConnected op)
    {
        int outputs = op.OutputChannels, inputs = op.Filters.Shape[1], filterZeroPoint = op.Filters.Quantized.ZeroPoint,
            zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.FullyConnected, op.Input, op.Output);
        file.Ints(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op);
        file.Weights(new Kernels.FullyConnected(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint, false, new Workspace()),
            op.FilterValues);
        file.End();
    }

    private static void Write(EcmWriter file, Pool2D op)
    {
        (int min, int max) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        file.Begin(PackedOperatorCode.Pool2D, op.Input, op.Output);
        file.Window(op.Input, op.Window);
        file.Ints((int)op.PoolKind, min, max);
        file.End();
    }

    private static void Write(EcmWriter file, Elementwise op)
    {
        bool adds = op.Function is ElementwiseKind.Add or ElementwiseKind.Sub, multiplies = op.Function == ElementwiseKind.Mul;
        file.Begin(adds ? PackedOperatorCode.Add : multiplies ? PackedOperatorCode.Mul : PackedOperatorCode.Extreme, op.Left, op.Right,
            op.Output);
        if (adds) file.Flag(op.Function == ElementwiseKind.Sub);
        if (!adds && !multiplies) file.Flag(op.Function == ElementwiseKind.Minimum);
        file.Shape(op.Left.Shape.Axes.AsSpan());
        file.Shape(op.Right.Shape.Axes.AsSpan());
        if (adds)
            file.Ints(op.Left.Quantized.ZeroPoint, op.LeftMultiplier.Mantissa, op.LeftMultiplier.Shift, op.Right.Quantized.ZeroPoint,
                op.RightMultiplier.Mantissa, op.RightMultiplier.Shift, Elementwise.LeftShift);
        if (multiplies) file.Ints(op.Left.Quantized.ZeroPoint, op.Right.Quantized.ZeroPoint);
        if (adds || multiplies) file.Requantization([op.OutputMultiplier], op.Output, op.Activation);
        file.End();
    }

    private static void Write(EcmWriter file, Prelu op)
    {
        file.Begin(PackedOperatorCode.Prelu, op.Input, op.Slopes, op.Output);
        file.Shape(op.Input.Shape.Axes.AsSpan());
        file.Shape(op.Slopes.Shape.Axes.AsSpan());
        file.Ints(op.Input.Quantized.ZeroPoint, op.Slopes.Quantized.ZeroPoint);
        file.Requantization([op.IdentityMultiplier, op.SlopeMultiplier], op.Output, Activation.None);
        file.End();
    }

    private static void Write(EcmWriter file, Reduce op)
    {
        bool isSum = op.ReduceKind is ReduceKind.Mean or ReduceKind.Sum;
        file.Begin(isSum ? PackedOperatorCode.Mean : PackedOperatorCode.ReduceExtreme, op.Input, op.Output);
        if (!isSum) file.Flag(op.ReduceKind == ReduceKind.Minimum);
        file.Shape(op.Input.Shape.Axes.AsSpan());
        file.Shape(op.KeptShape.Axes.AsSpan());
        if (isSum)
        {
            file.Ints(op.Input.Quantized.ZeroPoint);
            file.Requantization([op.Multiplier], op.Output, Activation.None);
        }
        file.End();
    }

    private static void Write(EcmWriter file, Softmax op)
    {
        file.Begin(PackedOperatorCode.Softmax, op.Input, op.Output);
        file.Ints(op.Input.Shape.Length / op.Depth, op.Depth, op.Mantissa, op.Shift);
        file.End();
    }

    private static void Write(EcmWriter file, UnaryTable op)
    {
        file.Begin(PackedOperatorCode.LookupTable, op.Input, op.Output);
        file.Ints(op.Output.Shape.Length);
        file.Bytes(op.Table.AsSpan());
        file.End();
    }

    private static void Write(EcmWriter file, Pad op)
    {
        file.Begin(PackedOperatorCode.Fill, op.Output);
        file.Ints(op.Output.Shape.Length, op.Value);
        file.End();
        file.Copy(BlockCopy.Of(op));
    }

    private static void Write(EcmWriter file, ResizeNearestNeighbor op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeNearest, op.Input, op.Output);
        file.Ints(n, h, w, c, op.Rows.Length, op.Columns.Length);
        file.Ints(op.Rows.AsSpan());
        file.Ints(op.Columns.AsSpan());
        file.End();
    }

    private static void Write(EcmWriter file, ResizeBilinear op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeBilinear, op.Input, op.Output);
        file.Ints(n, h, w, c, op.Output.Shape[1], op.Output.Shape[2]);
        file.Flag(op.AlignCorners);
        file.Flag(op.HalfPixelCenters);
        file.End();
    }
}
