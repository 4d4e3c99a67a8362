using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Tflite;

/// <summary>Convolutions, fully connected layers and pooling of .tflite files.</summary>
internal static class TfliteConvolutions
{
    // Inputs: x, filters, bias.
    internal static Operator ReadConv2D(TfliteNode node) => new Conv2D(node.Input(0), node.Input(1),
        node.OptionalInput(2), node.Output, FilterWindow(node, Conv2DOptions.DilationW), node.OptionActivation(Conv2DOptions.Activation));

    internal static void Write(TfliteWriter file, Conv2D op)
    {
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.PaddingValue);
        file.Add("CONV_2D", op.Groups > 1 ? 6 : 3, TfliteWriter.WeightedInputs(op, input), op.Outputs,
            [.. WindowFields(padding, op.Window), (Conv2DOptions.Activation, (byte)op.Activation),
            (Conv2DOptions.DilationW, op.Window.DilationX), (Conv2DOptions.DilationH, op.Window.DilationY)]);
    }

    // Inputs: x, filters, bias.
    internal static Operator ReadDepthwiseConv2D(TfliteNode node) =>
        new DepthwiseConv2D(node.Input(0), node.Input(1), node.OptionalInput(2), node.Output,
            FilterWindow(node, DepthwiseConv2DOptions.DilationW), node.OptionActivation(DepthwiseConv2DOptions.Activation));

    internal static void Write(TfliteWriter file, DepthwiseConv2D op)
    {
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.PaddingValue);
        file.Add("DEPTHWISE_CONV_2D", 3, TfliteWriter.WeightedInputs(op, input), op.Outputs,
            [.. WindowFields(padding, op.Window), (DepthwiseConv2DOptions.DepthMultiplier, op.ChannelMultiplier),
            (DepthwiseConv2DOptions.Activation, (byte)op.Activation), (DepthwiseConv2DOptions.DilationW, op.Window.DilationX),
            (DepthwiseConv2DOptions.DilationH, op.Window.DilationY)]);
    }

    private static Window FilterWindow(TfliteNode node, int dilationField)
    {
        (_, int h, int w, _) = node.Input(0).Shape.Nhwc;
        (_, int r, int s, _) = node.Input(1).Shape.Nhwc;
        return node.OptionWindow(h, w, r, s, dilationField);
    }

    // Inputs: output shape, filters, input, bias.
    internal static Operator ReadTransposeConv2D(TfliteNode node)
    {
        Tensor filters = node.Input(1);
        (_, int r, int s, _) = filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = node.Output.Shape.Nhwc;
        // The options give the padding of the convolution that goes from the output back to the input.
        Window back = node.OptionWindow(outHeight, outWidth, r, s);
        return new TransposeConv2D(node.Input(2), filters, node.OptionalInput(3), node.Output, back.StrideY, back.StrideX, back.PadTop,
            back.PadLeft, node.OptionActivation(TransposeConvOptions.Activation));
    }

    internal static void Write(TfliteWriter file, TransposeConv2D op)
    {
        (int n, int h, int w, int c) = op.Input.Shape.Nhwc;
        (int k, int r, int s, _) = op.Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = op.Output.Shape.Nhwc;
        Tensor input = file.Reshaped(op.Input, new Shape(n, h, w, c));
        bool isSame = op.PadTop == WindowAxis.Same(outHeight, r, op.StrideY, 1).Before
            && op.PadLeft == WindowAxis.Same(outWidth, s, op.StrideX, 1).Before;
        // If the padding is not SAME, a larger output is computed with padding VALID, and a STRIDED_SLICE cuts the output out of it.
        Shape full = new(n, Math.Max(op.PadTop + outHeight, r), Math.Max(op.PadLeft + outWidth, s), k);
        Tensor y = isSame ? op.Output : TfliteWriter.BeforeReshape(op.Output, full);
        Tensor[] inputs = TfliteWriter.WeightedInputs(op, input);
        Tensor shape = TfliteWriter.Ints(op.Output.Name + "/shape", y.Shape.Axes.AsSpan());
        file.Add("TRANSPOSE_CONV", op.Activation != Activation.None ? 4 : op.Bias is null ? 2 : 3,
            [shape, op.Filters, input, .. inputs[2..]], [y], (WindowOptions.Padding, isSame ? WindowOptions.Same : WindowOptions.Valid),
            (WindowOptions.StrideW, op.StrideX), (WindowOptions.StrideH, op.StrideY),
            (TransposeConvOptions.Activation, (byte)op.Activation));
        if (y != op.Output) TfliteLayouts.Write(file,
            new StridedSlice("STRIDED_SLICE", y, op.Output, [0, op.PadTop, op.PadLeft, 0], [1, 1, 1, 1], [n, outHeight, outWidth, k]));
    }

    // Inputs: x, filters, bias.
    internal static Operator ReadFullyConnected(TfliteNode node)
    {
        if (node.OptionByte(FullyConnectedOptions.WeightsFormat) != FullyConnectedOptions.DefaultFormat)
            throw new ModelException("shuffled weights are not supported; convert the model again with TensorFlow 2");
        return new FullyConnected(node.Input(0), node.Input(1), node.OptionalInput(2), node.Output,
            node.OptionActivation(FullyConnectedOptions.Activation));
    }

    internal static void Write(TfliteWriter file, FullyConnected op)
    {
        int k = op.Filters.Shape[0], depth = op.Filters.Shape[1], rank = op.Output.Shape.Rank;
        // The output has two axes in TensorFlow Lite, or with keep_num_dims those of the input with K as the last.
        bool keepsAxes = rank != 2 && rank == op.Input.Shape.Rank && op.Input.Shape[rank - 1] == depth
            && op.Input.Shape.Axes.AsSpan(0, rank - 1).SequenceEqual(op.Output.Shape.Axes.AsSpan(0, rank - 1));
        Tensor y = keepsAxes ? op.Output : TfliteWriter.BeforeReshape(op.Output, new Shape(op.Batches, k));
        int version = !op.Filters.Quantized.IsPerTensor ? 12 : keepsAxes ? 5 : 4;
        file.Add("FULLY_CONNECTED", version, TfliteWriter.WeightedInputs(op, op.Input), [y],
            (FullyConnectedOptions.Activation, (byte)op.Activation), (FullyConnectedOptions.KeepNumDims, keepsAxes));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    internal static Operator ReadPool2D(TfliteNode node)
    {
        Tensor input = node.Input(0);
        (_, int h, int w, _) = input.Shape.Nhwc;
        int rows = node.OptionInt(Pool2DOptions.FilterHeight), columns = node.OptionInt(Pool2DOptions.FilterWidth);
        if (rows < 1 || columns < 1)
            throw new ModelException($"a window of {rows}x{columns} is not supported; rows and columns must be 1 or above");
        return new Pool2D(node.Kind == "AVERAGE_POOL_2D" ? PoolKind.Average : PoolKind.Maximum, input, node.Output,
            node.OptionWindow(h, w, rows, columns), node.OptionActivation(Pool2DOptions.Activation));
    }

    internal static void Write(TfliteWriter file, Pool2D op)
    {
        if (op.PoolKind == PoolKind.Minimum)
        {
            // TensorFlow Lite has no minimum pooling. It is written as -max(-x), which is exact: with zero point -1 - z instead of z, the
            // int8 value of -x is -1 - q.
            Tensor negative = Negative(op.Input), maximum = Negative(op.Output);
            file.Negate(op.Input, negative, Activation.None);
            Write(file, new Pool2D(PoolKind.Maximum, negative, maximum, op.Window, Activation.None));
            file.Negate(maximum, op.Output, op.Activation);
            return;
        }
        (Tensor input, byte padding) = file.Padded(op.Input, op.Window, op.PaddingValue);
        file.Add(op.Kind, 2, [input], op.Outputs, [.. WindowFields(padding, op.Window), (Pool2DOptions.FilterWidth, op.Window.Columns),
            (Pool2DOptions.FilterHeight, op.Window.Rows), (Pool2DOptions.Activation, (byte)op.Activation)]);
    }

    private static (int Field, object? Value)[] WindowFields(byte padding, Window window) =>
        [(WindowOptions.Padding, padding), (WindowOptions.StrideW, window.StrideX), (WindowOptions.StrideH, window.StrideY)];

    private static Tensor Negative(Tensor tensor) => new(tensor.Name + "/negative", tensor.Shape, tensor.Type,
        Quantization.PerTensor(tensor.Quantized.Scale, -1 - tensor.Quantized.ZeroPoint));
}
