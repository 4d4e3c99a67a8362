using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        writer.Kernel("ResizeNearest", $"{n}, {h}, {w}, {c}, {ClassWriter.Array(Rows)}, {ClassWriter.Array(Columns)}", Input, Output);
    }
}
