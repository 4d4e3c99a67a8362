using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reshape : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        if (Inputs[0].IsConstant || writer.Offset(Inputs[0]) != writer.Offset(Output)) writer.Run($"Array.Copy({writer.Place(Inputs[0])}, {writer.Place(Output)}, {Output.Shape.Length});");
    }
}
