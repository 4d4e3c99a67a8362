using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Softmax
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        file.Begin(PackedOperatorCode.Softmax);
        file.Places(Input, Output);
        file.Ints(Input.Shape.Length / Depth, Depth, Mantissa, Shift);
        file.End();
    }
}
