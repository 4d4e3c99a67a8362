using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class TransposeConv2D : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int k, int r, int s, _) = Filters.Shape.Nhwc;
        (_, int outHeight, int outWidth, _) = Output.Shape.Nhwc;
        writer.Kernel("TransposeConv2D", $"{n}, {h}, {w}, {c}, {Input.Quantized.ZeroPoint}, {ClassWriter.Array((sbyte[])Filters.Constant!)}, {k}, {r}, {s}, {ClassWriter.Bias(Bias)}, "
            + $"{StrideY}, {StrideX}, {PadTop}, {PadLeft}, {outHeight}, {outWidth}, {ClassWriter.Requantization(Multipliers, Output, Activation)}", Input, Output);
    }
}
