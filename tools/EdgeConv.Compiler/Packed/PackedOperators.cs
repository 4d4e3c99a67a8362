using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;
using EdgeConv.Models;
using PackedFilters = EdgeConv.Kernels.PackedFilters;
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
            case UnaryTable it: Write(file, it); break;
            case Reshape it: Write(file, it); break;
            case Transpose it: Write(file, it); break;
            case Concatenation it: Write(file, it); break;
            case Split it: Write(file, it); break;
            case StridedSlice it: Write(file, it); break;
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
        sbyte[] filters = (sbyte[])op.Filters.Constant!;
        int outputs = op.Filters.Shape[0], zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.Conv2D);
        file.Places(op.Input, op.Output);
        Window2D window = file.Window(op.Input, op.Window);
        file.Ints(outputs, op.Groups, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op.Multipliers, op.Output, op.Activation);
        file.Bias(op.Bias, outputs);
        PackedFilters order = new Kernels.Conv2D(window, outputs, op.Groups, zeroPoint, false, new Workspace()).Filters;
        file.Weights((pass, block, taps) => order.Gather(filters, filters.Length / outputs, 1, pass, block, taps));
        file.End();
    }

    private static void Write(EcmWriter file, DepthwiseConv2D op)
    {
        sbyte[] filters = (sbyte[])op.Filters.Constant!;
        int zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.DepthwiseConv2D);
        file.Places(op.Input, op.Output);
        Window2D window = file.Window(op.Input, op.Window);
        file.Ints(op.ChannelMultiplier, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op.Multipliers, op.Output, op.Activation);
        file.Bias(op.Bias, op.Multipliers.Length);
        Kernels.DepthwiseConv2D order = new(window, op.ChannelMultiplier, zeroPoint, false, new Workspace());
        file.Weights((pass, block, taps) => order.Gather(filters, pass, block, taps));
        file.End();
    }

    private static void Write(EcmWriter file, TransposeConv2D op)
    {
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        file.Begin(PackedOperatorCode.TransposeConv2D);
        file.Places(op.Input, op.Output);
        file.Window(op.Input, new Window(r, s, op.StrideY, op.StrideX, 1, 1, op.PadTop, op.PadLeft, outHeight, outWidth));
        file.Ints(k, op.Input.Quantized.ZeroPoint);
        file.Requantization(op.Multipliers, op.Output, op.Activation);
        file.Bias(op.Bias, k);
        file.Bytes((sbyte[])op.Filters.Constant!);
        file.End();
    }

    private static void Write(EcmWriter file, FullyConnected op)
    {
        sbyte[] filters = (sbyte[])op.Filters.Constant!;
        int outputs = op.Filters.Shape[0], inputs = op.Filters.Shape[1], filterZeroPoint = op.Filters.Quantized.ZeroPoint,
            zeroPoint = op.Input.Quantized.ZeroPoint;
        file.Begin(PackedOperatorCode.FullyConnected);
        file.Places(op.Input, op.Output);
        file.Ints(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint);
        file.Flag(file.IsCompact(op));
        file.Requantization(op.Multipliers, op.Output, op.Activation);
        file.Bias(op.Bias, outputs);
        Kernels.FullyConnected order = new(op.Batches, inputs, outputs, filterZeroPoint, zeroPoint, false, new Workspace());
        file.Weights((block, output, taps) => order.Gather(filters, block, output, taps));
        file.End();
    }

    private static void Write(EcmWriter file, Pool2D op)
    {
        (int minimum, int maximum) = ActivationRange.Of(op.Activation, op.Output.Quantized);
        file.Begin(PackedOperatorCode.Pool2D);
        file.Places(op.Input, op.Output);
        file.Window(op.Input, op.Window);
        file.Ints((int)op.PoolKind, minimum, maximum);
        file.End();
    }

    private static void Write(EcmWriter file, Elementwise op)
    {
        bool adds = op.Function is ElementwiseKind.Add or ElementwiseKind.Sub, multiplies = op.Function == ElementwiseKind.Mul;
        file.Begin(adds ? PackedOperatorCode.Add : multiplies ? PackedOperatorCode.Mul : PackedOperatorCode.Extreme);
        file.Places(op.Left, op.Right, op.Output);
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
        file.Begin(PackedOperatorCode.Prelu);
        file.Places(op.Input, op.Slopes, op.Output);
        file.Shape(op.Input.Shape.Axes.AsSpan());
        file.Shape(op.Slopes.Shape.Axes.AsSpan());
        file.Ints(op.Input.Quantized.ZeroPoint, op.Slopes.Quantized.ZeroPoint);
        file.Requantization([op.IdentityMultiplier, op.SlopeMultiplier], op.Output, Activation.None);
        file.End();
    }

    private static void Write(EcmWriter file, Reduce op)
    {
        bool isSum = op.ReduceKind is ReduceKind.Mean or ReduceKind.Sum;
        file.Begin(isSum ? PackedOperatorCode.Mean : PackedOperatorCode.ReduceExtreme);
        file.Places(op.Input, op.Output);
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
        file.Begin(PackedOperatorCode.Softmax);
        file.Places(op.Input, op.Output);
        file.Ints(op.Input.Shape.Length / op.Depth, op.Depth, op.Mantissa, op.Shift);
        file.End();
    }

    private static void Write(EcmWriter file, UnaryTable op)
    {
        if (op.IsView)
        {
            file.Copy(op.Input, op.Output);
            return;
        }
        file.Begin(PackedOperatorCode.LookupTable);
        file.Places(op.Input, op.Output);
        file.Ints(op.Output.Shape.Length);
        file.Bytes(op.Table.AsSpan());
        file.End();
    }

    private static void Write(EcmWriter file, Reshape op) => file.Copy(op.Input, op.Output);

    private static void Write(EcmWriter file, Transpose op)
    {
        if (op.IsView)
        {
            file.Copy(op.Input, op.Output);
            return;
        }
        int[] steps = Shape.Steps(op.Input.Shape.Axes.AsSpan());
        file.Copy(file.PlaceOf(op.Input), file.PlaceOf(op.Output), op.Output.Shape.Axes.AsSpan(),
            [.. op.Permutation.Select(axis => steps[axis])], Shape.Steps(op.Output.Shape.Axes.AsSpan()));
    }

    private static void Write(EcmWriter file, Concatenation op)
    {
        int to = file.PlaceOf(op.Output), whole = op.Output.Shape.Length / op.Repeats;
        foreach (Tensor input in op.Inputs)
        {
            int block = input.Shape.Length / op.Repeats;
            file.Copy(file.PlaceOf(input), to, [op.Repeats, block], [block, 1], [whole, 1]);
            to += block;
        }
    }

    private static void Write(EcmWriter file, Split op)
    {
        int from = file.PlaceOf(op.Input), whole = op.Input.Shape.Length / op.Repeats;
        foreach (Tensor output in op.Outputs)
        {
            int block = output.Shape.Length / op.Repeats;
            file.Copy(from, file.PlaceOf(output), [op.Repeats, block], [whole, 1], [block, 1]);
            from += block;
        }
    }

    private static void Write(EcmWriter file, StridedSlice op)
    {
        int[] steps = Shape.Steps(op.Input.Shape.Axes.AsSpan());
        int from = file.PlaceOf(op.Input) + steps.Select((step, axis) => step * op.Starts[axis]).Sum();
        file.Copy(from, file.PlaceOf(op.Output), op.Counts.AsSpan(), [.. steps.Select((step, axis) => step * op.Strides[axis])],
            Shape.Steps(op.Counts.AsSpan()));
    }

    private static void Write(EcmWriter file, Pad op)
    {
        int place = file.PlaceOf(op.Output);
        file.Begin(PackedOperatorCode.Fill);
        file.Ints(place, op.Output.Shape.Length, op.Value);
        file.End();
        int[] steps = Shape.Steps(op.Output.Shape.Axes.AsSpan());
        file.Copy(file.PlaceOf(op.Input), place + steps.Select((step, axis) => step * op.Before[axis]).Sum(), op.Input.Shape.Axes.AsSpan(),
            Shape.Steps(op.Input.Shape.Axes.AsSpan()), steps);
    }

    private static void Write(EcmWriter file, ResizeNearestNeighbor op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeNearest);
        file.Places(op.Input, op.Output);
        file.Ints(n, h, w, c, op.Rows.Length, op.Columns.Length);
        file.Ints(op.Rows.AsSpan());
        file.Ints(op.Columns.AsSpan());
        file.End();
    }

    private static void Write(EcmWriter file, ResizeBilinear op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeBilinear);
        file.Places(op.Input, op.Output);
        file.Ints(n, h, w, c, op.Output.Shape[1], op.Output.Shape[2]);
        file.Flag(op.AlignCorners);
        file.Flag(op.HalfPixelCenters);
        file.End();
    }
}
