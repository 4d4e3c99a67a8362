using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class DepthwiseConv2D
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceDepthwise.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, values.Int8(Filters), ChannelMultiplier, Window.Rows, Window.Columns,
            Bias is null ? null : values.Int32(Bias), Window.StrideY, Window.StrideX, Window.DilationY, Window.DilationX, Window.PadTop, Window.PadLeft,
            Window.OutHeight, Window.OutWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers), Output.Quantized.ZeroPoint, minimum, maximum,
            values.NewInt8(Output));
    }
}
