using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int[] steps = EcmWriter.Steps(Input.Shape.Axes.AsSpan());
        if (!IsView || writer.Offset(Input) != writer.Offset(Output))
            writer.Copy(writer.Place(Input), writer.Offset(Output), Output.Shape.Axes.AsSpan(), [.. Permutation.Select(axis => steps[axis])], EcmWriter.Steps(Output.Shape.Axes.AsSpan()));
    }
}
