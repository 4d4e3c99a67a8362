using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class StridedSlice : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int[] steps = EcmWriter.Steps(Input.Shape.Axes.AsSpan());
        string[] place = writer.Place(Input).Split(", ");
        int from = int.Parse(place[1], System.Globalization.CultureInfo.InvariantCulture) + steps.Select((step, axis) => step * Starts[axis]).Sum();
        writer.Copy($"{place[0]}, {from}", writer.Offset(Output), Counts.AsSpan(), [.. steps.Select((step, axis) => step * Strides[axis])], EcmWriter.Steps(Counts.AsSpan()));
    }
}
