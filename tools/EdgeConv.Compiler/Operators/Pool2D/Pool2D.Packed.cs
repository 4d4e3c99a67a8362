using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pool2D
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        file.Begin(PackedOperatorCode.Pool2D);
        file.Places(Input, Output);
        file.Window(Input, Window);
        file.Ints((int)PoolKind, minimum, maximum);
        file.End();
    }
}
