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

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        (Tensor input, byte padding) = file.Padded(Input, Window, Outside);
        Tensor[] inputs = TfliteWriter.Weighted(input, Filters, Bias, Multipliers, filters => Weights.Multipliers(Input.Quantized, filters, Output.Quantized, Multipliers.Length));
        file.Add(4, 3, 2, inputs, [Output], (0, padding), (1, Window.StrideX), (2, Window.StrideY), (3, ChannelMultiplier), (4, (byte)Activation), (5, Window.DilationX), (6, Window.DilationY));
    }
}
