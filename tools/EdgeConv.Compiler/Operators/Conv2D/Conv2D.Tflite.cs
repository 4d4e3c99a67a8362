using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators.Conv2D;

public sealed partial class Conv2D
{
    // Options: padding 0, stride_w 1, stride_h 2, fused activation 3, dilation_w 4, dilation_h 5.
    [TfliteOperator(3, "CONV_2D")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0), filters = node.Input(1);
        (_, int h, int w, _) = input.Shape.Nhwc;
        (_, int r, int s, _) = filters.Shape.Nhwc;
        int strideY = node.OptionInt(2), strideX = node.OptionInt(1), dilationY = node.OptionInt(5, 1), dilationX = node.OptionInt(4, 1);
        (int top, int outHeight) = node.OptionPadding(0, h, r, strideY, dilationY);
        (int left, int outWidth) = node.OptionPadding(0, w, s, strideX, dilationX);
        Window window = new(r, s, strideY, strideX, dilationY, dilationX, top, left, outHeight, outWidth);
        return new Conv2D(input, filters, node.OptionalInput(2), node.Output, window, node.OptionActivation(3));
    }
}
