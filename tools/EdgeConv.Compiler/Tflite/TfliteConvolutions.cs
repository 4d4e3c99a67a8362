using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;
using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Tflite;

/// <summary>How .tflite files read and write convolutions, fully connected layers and pooling.</summary>
internal static class TfliteConvolutions
{
    // Options: padding 0, stride_w 1, stride_h 2, fused activation 3, dilation_w 4, dilation_h 5.
    internal static Operator ReadConv2D(TfliteNode node)
    {
        Tensor input = node.Input(0), filters = node.Input(1);
        (_, int h, int w, _) = input.Shape.Nhwc;
        (_, int r, int s, _) = filters.Shape.Nhwc;
        return new Conv2D(input, filters, node.OptionalInput(2), node.Output, node.OptionWindow(h, w, r, s, 4), node.OptionActivation(3));
    }

    internal static void Write(TfliteWriter file, Conv2D op)
    {
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.Outside);
        Tensor[] inputs = TfliteWriter.Weighted(input, op.Filters, op.Bias, op.Multipliers, filters =>
            Weights.Multipliers(op.Input.Quantized, filters, op.Output.Quantized, op.Multipliers.Length));
        file.Add("CONV_2D", op.Groups > 1 ? 6 : 3, 1, inputs, [op.Output], (0, padding), (1, op.Window.StrideX), (2, op.Window.StrideY),
            (3, (byte)op.Activation), (4, op.Window.DilationX), (5, op.Window.DilationY));
    }

    // Options: padding 0, stride_w 1, stride_h 2, depth multiplier 3 (the shapes tell it), fused activation 4, dilation_w 5, dilation_h 6.
    internal static Operator ReadDepthwiseConv2D(TfliteNode node)
    {
        Tensor input = node.Input(0), filters = node.Input(1);
        (_, int h, int w, _) = input.Shape.Nhwc;
        (_, int r, int s, _) = filters.Shape.Nhwc;
        return new DepthwiseConv2D(input, filters, node.OptionalInput(2), node.Output, node.OptionWindow(h, w, r, s, 5),
            node.OptionActivation(4));
    }

    internal static void Write(TfliteWriter file, DepthwiseConv2D op)
    {
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.Outside);
        Tensor[] inputs = TfliteWriter.Weighted(input, op.Filters, op.Bias, op.Multipliers, filters =>
            Weights.Multipliers(op.Input.Quantized, filters, op.Output.Quantized, op.Multipliers.Length));
        file.Add("DEPTHWISE_CONV_2D", 3, 2, inputs, [op.Output], (0, padding), (1, op.Window.StrideX), (2, op.Window.StrideY),
            (3, op.ChannelMultiplier), (4, (byte)op.Activation), (5, op.Window.DilationX), (6, op.Window.DilationY));
    }

    // Inputs: output shape, which the output tensor tells too, filters, input, bias. Options: padding 0, stride_w 1, stride_h 2, fused
    // activation 3.
    internal static Operator ReadTransposeConv2D(TfliteNode node)
    {
        Tensor filters = node.Input(1);
        (_, int r, int s, _) = filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = node.Output.Shape.Nhwc;
        // The padding is that of the convolution from the output back to the input.
        Window back = node.OptionWindow(outHeight, outWidth, r, s);
        return new TransposeConv2D(node.Input(2), filters, node.OptionalInput(3), node.Output, back.StrideY, back.StrideX, back.PadTop,
            back.PadLeft, node.OptionActivation(3));
    }

    internal static void Write(TfliteWriter file, TransposeConv2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        Tensor input = file.Reshaped(op.Input, new Shape(n, h, w, c));
        bool same = IsSame(outHeight, r, op.StrideY, op.PadTop) && IsSame(outWidth, s, op.StrideX, op.PadLeft);
        // Where the padding is neither SAME nor none, more is computed and cut off.
        int fullHeight = Math.Max(op.PadTop + outHeight, r), fullWidth = Math.Max(op.PadLeft + outWidth, s);
        Tensor y = same ? op.Output : TfliteWriter.Before(op.Output, new Shape(n, fullHeight, fullWidth, k));
        Tensor[] inputs = TfliteWriter.Weighted(input, op.Filters, op.Bias, op.Multipliers, filters =>
            Weights.Multipliers(op.Input.Quantized, filters, op.Output.Quantized, k));
        Tensor shape = TfliteWriter.Ints(op.Output.Name + "/shape", y.Shape.Axes.AsSpan());
        file.Add("TRANSPOSE_CONV", op.Activation != Activation.None ? 4 : op.Bias is null ? 2 : 3, 49,
            [shape, op.Filters, input, .. inputs[2..]], [y], (0, (byte)(same ? 0 : 1)), (1, op.StrideX), (2, op.StrideY),
            (3, (byte)op.Activation));
        if (y != op.Output) TfliteLayouts.Write(file,
            new StridedSlice("STRIDED_SLICE", y, op.Output, [0, op.PadTop, op.PadLeft, 0], [1, 1, 1, 1], [n, outHeight, outWidth, k]));
    }

    private static bool IsSame(int extent, int taps, int stride, int before) =>
        before == Math.Max(0, ((extent + stride - 1) / stride - 1) * stride + taps - extent) / 2;

    // Options: fused activation 0, weights format 1, keep_num_dims 2 (the output's shape tells it).
    internal static Operator ReadFullyConnected(TfliteNode node)
    {
        if (node.OptionByte(1) != 0)
            throw new ModelException("shuffled weights are not supported; convert the model again with TensorFlow 2");
        return new FullyConnected(node.Input(0), node.Input(1), node.OptionalInput(2), node.Output, node.OptionActivation(0));
    }

    internal static void Write(TfliteWriter file, FullyConnected op)
    {
        int k = op.Filters.Shape[0], depth = op.Filters.Shape[1], rank = op.Output.Shape.Rank;
        // TensorFlow Lite makes two axes of it, or keeps those of the input.
        bool keeps = rank != 2 && rank == op.Input.Shape.Rank && op.Input.Shape[rank - 1] == depth
            && op.Input.Shape.Axes.AsSpan(0, rank - 1).SequenceEqual(op.Output.Shape.Axes.AsSpan(0, rank - 1));
        Tensor y = keeps ? op.Output : TfliteWriter.Before(op.Output, new Shape(op.Batches, k));
        Tensor[] inputs = TfliteWriter.Weighted(op.Input, op.Filters, op.Bias, op.Multipliers, filters =>
            FullyConnected.MultipliersOf(op.Input.Quantized, filters, op.Output.Quantized, k));
        file.Add("FULLY_CONNECTED", !op.Filters.Quantized.IsPerTensor ? 12 : keeps ? 5 : 4, 8, inputs, [y], (0, (byte)op.Activation),
            (2, keeps));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    // Options: padding 0, stride_w 1, stride_h 2, filter_width 3, filter_height 4, fused activation 5.
    internal static Operator ReadPool2D(TfliteNode node)
    {
        Tensor input = node.Input(0);
        (_, int h, int w, _) = input.Shape.Nhwc;
        int rows = node.OptionInt(4), columns = node.OptionInt(3);
        if (rows < 1 || columns < 1) throw new ModelException($"a window of {rows}x{columns}");
        return new Pool2D(node.Kind == "AVERAGE_POOL_2D" ? PoolKind.Average : PoolKind.Maximum, input, node.Output,
            node.OptionWindow(h, w, rows, columns), node.OptionActivation(5));
    }

    internal static void Write(TfliteWriter file, Pool2D op)
    {
        if (op.PoolKind == PoolKind.Minimum)
        {
            // TensorFlow Lite has no minimum: it is the maximum of -x, and -1 - q of int8 is exact.
            Tensor negative = Negative(op.Input), greatest = Negative(op.Output);
            file.Negate(op.Input, negative, Activation.None);
            Write(file, new Pool2D(PoolKind.Maximum, negative, greatest, op.Window, Activation.None));
            file.Negate(greatest, op.Output, op.Activation);
            return;
        }
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.Outside);
        file.Add(op.Kind, 2, 5, [input], [op.Output], (0, padding), (1, op.Window.StrideX), (2, op.Window.StrideY), (3, op.Window.Columns),
            (4, op.Window.Rows), (5, (byte)op.Activation));
    }

    private static Tensor Negative(Tensor tensor) =>
        new(tensor.Name + "/negative", tensor.Shape, tensor.Type,
        Quantization.PerTensor(tensor.Quantized.Scale, -1 - tensor.Quantized.ZeroPoint));
}
