using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Softmax : ICompiled
{
    void ICompiled.Write(ClassWriter writer) => writer.Kernel("Softmax", $"{Input.Shape.Length / Depth}, {Depth}, {Mantissa}, {Shift}", Input, Output);
}
