using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Concatenation
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        int to = file.PlaceOf(Output), whole = Output.Shape.Length / Repeats;
        foreach (Tensor input in Inputs)
        {
            int block = input.Shape.Length / Repeats;
            file.Copy(file.PlaceOf(input), to, [Repeats, block], [block, 1], [whole, 1]);
            to += block;
        }
    }
}
