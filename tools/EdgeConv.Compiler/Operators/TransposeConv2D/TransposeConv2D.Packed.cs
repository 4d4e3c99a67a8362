using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class TransposeConv2D
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        file.Begin(PackedOperatorCode.TransposeConv2D);
        file.Places(Input, Output);
        file.Window(Input, new Window(r, s, StrideY, StrideX, 1, 1, PadTop, PadLeft, outHeight, outWidth));
        file.Ints(k, Input.Quantized.ZeroPoint);
        file.Requantization(Multipliers, Output, Activation);
        file.Bias(Bias, k);
        file.Bytes((sbyte[])Filters.Constant!);
        file.End();
    }
}
