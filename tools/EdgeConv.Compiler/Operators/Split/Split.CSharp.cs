using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Split : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int from = 0, whole = Input.Shape.Length / Repeats;
        string[] place = writer.Place(Input).Split(", ");
        foreach (Tensor output in Outputs)
        {
            int block = output.Shape.Length / Repeats;
            writer.Copy($"{place[0]}, {int.Parse(place[1], System.Globalization.CultureInfo.InvariantCulture) + from}", writer.Offset(output), [Repeats, block], [whole, 1], [block, 1]);
            from += block;
        }
    }
}
