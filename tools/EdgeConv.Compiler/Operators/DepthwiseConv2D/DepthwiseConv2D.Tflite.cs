using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class DepthwiseConv2D
{
    // Options: padding 0, stride_w 1, stride_h 2, depth multiplier 3 (the shapes tell it), fused activation 4, dilation_w 5, dilation_h 6.
    [TfliteOperator(4, "DEPTHWISE_CONV_2D")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0), filters = node.Input(1);
        (_, int h, int w, _) = input.Shape.Nhwc;
        (_, int r, int s, _) = filters.Shape.Nhwc;
        return new DepthwiseConv2D(input, filters, node.OptionalInput(2), node.Output, node.OptionWindow(h, w, r, s, 5), node.OptionActivation(4));
    }
}
