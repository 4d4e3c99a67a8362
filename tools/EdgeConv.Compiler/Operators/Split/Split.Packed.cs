using EdgeConv.Compiler.Backends;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Split
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        int from = file.PlaceOf(Input), whole = Input.Shape.Length / Repeats;
        foreach (Tensor output in Outputs)
        {
            int block = output.Shape.Length / Repeats;
            file.Copy(from, file.PlaceOf(output), [Repeats, block], [whole, 1], [block, 1]);
            from += block;
        }
    }
}
