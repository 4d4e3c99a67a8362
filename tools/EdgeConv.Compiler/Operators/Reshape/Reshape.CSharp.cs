using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reshape : ICompiled
{
    void ICompiled.Write(ClassWriter writer) => writer.View(Input, Output);
}
