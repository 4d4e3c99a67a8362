using EdgeConv.Compiler.Backends.CSharp;
using EdgeConv.Kernels;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pool2D : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        string window = $"new Window2D({n}, {h}, {w}, {c}, {Window.Rows}, {Window.Columns}, {Window.StrideY}, {Window.StrideX}, 1, 1, {Window.PadTop}, {Window.PadLeft}, {Window.OutHeight}, {Window.OutWidth})";
        writer.Kernel("Pool2D", $"{window}, PoolKind.{PoolKind}, {minimum}, {maximum}", Input, Output);
    }
}
