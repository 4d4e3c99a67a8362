using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Backends.CSharp;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Concatenation : ICompiled
{
    void ICompiled.Write(ClassWriter writer)
    {
        int to = writer.Offset(Output), whole = Output.Shape.Length / Repeats;
        foreach (Tensor input in Inputs)
        {
            int block = input.Shape.Length / Repeats;
            writer.Copy(writer.Place(input), to, [Repeats, block], [block, 1], [whole, 1]);
            to += block;
        }
    }
}
