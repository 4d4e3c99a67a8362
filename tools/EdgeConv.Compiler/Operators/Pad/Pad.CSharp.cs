using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pad : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int place = writer.Offset(Output);
        int[] steps = EcmWriter.Steps(Output.Shape.Axes.AsSpan());
        writer.Run($"for (int i = {place}; i < {place + Output.Shape.Length}; i++) a[i] = {Value};");
        writer.Copy(writer.Place(Input), place + steps.Select((step, axis) => step * Before[axis]).Sum(), Input.Shape.Axes.AsSpan(), EcmWriter.Steps(Input.Shape.Axes.AsSpan()), steps);
    }
}
