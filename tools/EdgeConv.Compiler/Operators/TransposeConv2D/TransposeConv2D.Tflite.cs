using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class TransposeConv2D
{
    // Inputs: output shape, which the output tensor tells too, filters, input, bias. Options: padding 0, stride_w 1, stride_h 2, fused activation 3.
    [TfliteOperator(67, "TRANSPOSE_CONV")]
    private static Operator Read(TfliteNode node)
    {
        Tensor filters = node.Input(1);
        (_, int r, int s, _) = filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = node.Output.Shape.Nhwc;
        // The padding is that of the convolution from the output back to the input.
        Window back = node.OptionWindow(outHeight, outWidth, r, s);
        return new TransposeConv2D(node.Input(2), filters, node.OptionalInput(3), node.Output, back.StrideY, back.StrideX, back.PadTop, back.PadLeft, node.OptionActivation(3));
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        Tensor input = file.Reshaped(Input, new Shape(n, h, w, c));
        bool same = IsSame(outHeight, r, StrideY, PadTop) && IsSame(outWidth, s, StrideX, PadLeft);
        // Where the padding is neither SAME nor none, more is computed and cut off.
        int fullHeight = Math.Max(PadTop + outHeight, r), fullWidth = Math.Max(PadLeft + outWidth, s);
        Tensor y = same ? Output : TfliteWriter.Before(Output, new Shape(n, fullHeight, fullWidth, k));
        Tensor[] inputs = TfliteWriter.Weighted(input, Filters, Bias, Multipliers, filters => Weights.Multipliers(Input.Quantized, filters, Output.Quantized, k));
        Tensor shape = TfliteWriter.Ints(Output.Name + "/shape", y.Shape.Axes.AsSpan());
        file.Add(67, Activation != Activation.None ? 4 : Bias is null ? 2 : 3, 49, [shape, Filters, input, .. inputs[2..]], [y], (0, (byte)(same ? 0 : 1)), (1, StrideX), (2, StrideY), (3, (byte)Activation));
        if (y != Output) new StridedSlice("STRIDED_SLICE", y, Output, [0, PadTop, PadLeft, 0], [1, 1, 1, 1], [n, outHeight, outWidth, k]).WriteTflite(file);
    }

    private static bool IsSame(int extent, int taps, int stride, int before) => before == Math.Max(0, ((extent + stride - 1) / stride - 1) * stride + taps - extent) / 2;
}
