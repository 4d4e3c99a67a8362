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
}
