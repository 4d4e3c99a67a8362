using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class TransposeConv2D
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        ReferenceTransposeConv.Conv2D(values.Int8(Input), n, h, w, c, Input.Quantized.ZeroPoint, values.Int8(Filters), k, r, s, Bias is null ? null : values.Int32(Bias),
            StrideY, StrideX, PadTop, PadLeft, outHeight, outWidth, Multiplier.Mantissas(Multipliers), Multiplier.Shifts(Multipliers), Output.Quantized.ZeroPoint, minimum, maximum,
            values.NewInt8(Output));
    }
}
