using Window2D = EdgeConv.Kernels.Window2D;
using Workspace = EdgeConv.Kernels.Workspace;

namespace EdgeConv.Compiler.Packed;

/// <summary>The switch over all operators that says how each becomes records of an .ecm file. docs/ecm.md describes the records.</summary>
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
        Window2D window = WindowOf(op.Input, op.Window);
        Kernels.Conv2D kernel = new(window, outputs, op.Groups, zeroPoint, false, new Workspace(), false);
        file.Record(PackedOperatorCode.Conv2D, [op.Input, op.Output], record => record.Window(window).Ints(outputs, op.Groups, zeroPoint)
            .Flag(file.IsCompact(op)).Requantization(op).Weights(kernel.Filters, op.FilterValues));
    }

    private static void Write(EcmWriter file, DepthwiseConv2D op)
    {
        int zeroPoint = op.Input.Quantized.ZeroPoint;
        Window2D window = WindowOf(op.Input, op.Window);
        Kernels.DepthwiseConv2D kernel = new(window, op.ChannelMultiplier, zeroPoint, false, new Workspace());
        file.Record(PackedOperatorCode.DepthwiseConv2D, [op.Input, op.Output], record => record.Window(window)
            .Ints(op.ChannelMultiplier, zeroPoint).Flag(file.IsCompact(op)).Requantization(op).Weights(kernel.Filters, op.FilterValues));
    }

    private static void Write(EcmWriter file, TransposeConv2D op)
    {
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        Window window = new(r, s, op.StrideY, op.StrideX, 1, 1, op.PadTop, op.PadLeft, outHeight, outWidth);
        file.Record(PackedOperatorCode.TransposeConv2D, [op.Input, op.Output], record => record
            .Window(WindowOf(op.Input, window)).Ints(k, op.Input.Quantized.ZeroPoint).Requantization(op).Bytes(op.FilterValues));
    }

    private static void Write(EcmWriter file, FullyConnected op)
    {
        int outputs = op.OutputChannels, inputs = op.Filters.Shape[1], filterZeroPoint = op.Filters.Quantized.ZeroPoint,
            zeroPoint = op.Input.Quantized.ZeroPoint;
        Kernels.FullyConnected kernel = new(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint, false, new Workspace());
        file.Record(PackedOperatorCode.FullyConnected, [op.Input, op.Output], record => record
            .Ints(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint).Flag(file.IsCompact(op)).Requantization(op)
            .Weights(kernel, op.FilterValues));
    }

    private static void Write(EcmWriter file, Pool2D op)
    {
        (int min, int max) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        file.Record(PackedOperatorCode.Pool2D, [op.Input, op.Output], record =>
            record.Window(WindowOf(op.Input, op.Window)).Ints((int)op.PoolKind, min, max));
    }

    private static void Write(EcmWriter file, Elementwise op)
    {
        Tensor[] tensors = [op.Left, op.Right, op.Output];
        switch (op.Function)
        {
            case ElementwiseKind.Add or ElementwiseKind.Sub:
                file.Record(PackedOperatorCode.Add, tensors, record => record
                    .Flag(op.Function == ElementwiseKind.Sub).Shape(op.Left.Shape).Shape(op.Right.Shape)
                    .Ints(op.Left.Quantized.ZeroPoint, op.LeftMultiplier.Mantissa, op.LeftMultiplier.Shift)
                    .Ints(op.Right.Quantized.ZeroPoint, op.RightMultiplier.Mantissa, op.RightMultiplier.Shift, Elementwise.LeftShift)
                    .Requantization([op.OutputMultiplier], op.Output, op.Activation));
                break;
            case ElementwiseKind.Mul:
                file.Record(PackedOperatorCode.Mul, tensors, record => record
                    .Shape(op.Left.Shape).Shape(op.Right.Shape).Ints(op.Left.Quantized.ZeroPoint, op.Right.Quantized.ZeroPoint)
                    .Requantization([op.OutputMultiplier], op.Output, op.Activation));
                break;
            default:
                file.Record(PackedOperatorCode.Extreme, tensors, record => record
                    .Flag(op.Function == ElementwiseKind.Minimum).Shape(op.Left.Shape).Shape(op.Right.Shape));
                break;
        }
    }

    private static void Write(EcmWriter file, Prelu op) => file.Record(PackedOperatorCode.Prelu, [op.Input, op.Slopes, op.Output],
        record => record.Shape(op.Input.Shape).Shape(op.Slopes.Shape).Ints(op.Input.Quantized.ZeroPoint, op.Slopes.Quantized.ZeroPoint)
        .Requantization([op.IdentityMultiplier, op.SlopeMultiplier], op.Output, Activation.None));

    private static void Write(EcmWriter file, Reduce op)
    {
        if (op.ReduceKind is ReduceKind.Mean or ReduceKind.Sum)
            file.Record(PackedOperatorCode.Mean, [op.Input, op.Output], record => record
                .Shape(op.Input.Shape).Shape(op.KeptShape).Ints(op.Input.Quantized.ZeroPoint)
                .Requantization([op.Multiplier], op.Output, Activation.None));
        else
            file.Record(PackedOperatorCode.ReduceExtreme, [op.Input, op.Output], record => record
                .Flag(op.ReduceKind == ReduceKind.Minimum).Shape(op.Input.Shape).Shape(op.KeptShape));
    }

    private static void Write(EcmWriter file, Softmax op) => file.Record(PackedOperatorCode.Softmax, [op.Input, op.Output], record =>
        record.Ints(op.Input.Shape.Length / op.Depth, op.Depth, op.Mantissa, op.Shift));

    private static void Write(EcmWriter file, UnaryTable op) => file.Record(PackedOperatorCode.LookupTable, [op.Input, op.Output],
        record => record.Ints(op.Output.Shape.Length).Bytes(op.Table.AsSpan()));

    private static void Write(EcmWriter file, Pad op)
    {
        file.Record(PackedOperatorCode.Fill, [op.Output], record => record.Ints(op.Output.Shape.Length, op.Value));
        file.Copy(BlockCopy.Of(op));
    }

    private static void Write(EcmWriter file, ResizeNearestNeighbor op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Record(PackedOperatorCode.ResizeNearest, [op.Input, op.Output], record => record
            .Ints(n, h, w, c, op.Rows.Length, op.Columns.Length).Ints(op.Rows.AsSpan()).Ints(op.Columns.AsSpan()));
    }

    private static void Write(EcmWriter file, ResizeBilinear op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Record(PackedOperatorCode.ResizeBilinear, [op.Input, op.Output], record => record
            .Ints(n, h, w, c, op.Output.Shape[1], op.Output.Shape[2]).Flag(op.AlignCorners).Flag(op.HalfPixelCenters));
    }

    private static Window2D WindowOf(Tensor input, Window window)
    {
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        return new Window2D(n, h, w, c, window.Rows, window.Columns, window.StrideY, window.StrideX, window.DilationY, window.DilationX,
            window.PadTop, window.PadLeft, window.OutHeight, window.OutWidth);
    }
}
