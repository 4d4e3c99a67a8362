using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class UnaryTable : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        if (IsView) writer.View(Input, Output);
        else writer.Kernel("LookupTable", $"{ClassWriter.Array(Table)}, {Input.Shape.Length}", Input, Output);
    }
}
