using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Conv2D
{
    // Options: padding 0, stride_w 1, stride_h 2, fused activation 3, dilation_w 4, dilation_h 5.
    [TfliteOperator(3, "CONV_2D")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0), filters = node.Input(1);
        (_, int h, int w, _) = input.Shape.Nhwc;
        (_, int r, int s, _) = filters.Shape.Nhwc;
        return new Conv2D(input, filters, node.OptionalInput(2), node.Output, node.OptionWindow(h, w, r, s, 4), node.OptionActivation(3));
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        (Tensor input, byte padding) = file.Padded(Input, Window, Outside);
        Tensor[] inputs = TfliteWriter.Weighted(input, Filters, Bias, Multipliers, filters => Weights.Multipliers(Input.Quantized, filters, Output.Quantized, Multipliers.Length));
        file.Add(3, Groups > 1 ? 6 : 3, 1, inputs, [Output], (0, padding), (1, Window.StrideX), (2, Window.StrideY), (3, (byte)Activation), (4, Window.DilationX), (5, Window.DilationY));
    }
}
