using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class UnaryTable
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        if (IsView)
        {
            file.Copy(Input, Output);
            return;
        }
        file.Begin(PackedOperatorCode.LookupTable);
        file.Places(Input, Output);
        file.Ints(Output.Shape.Length);
        file.Bytes(Table.AsSpan());
        file.End();
    }
}
