using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Prelu
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        file.Begin(PackedOperatorCode.Prelu);
        file.Places(Input, Slopes, Output);
        file.Shape(Input.Shape.Axes.AsSpan());
        file.Shape(Slopes.Shape.Axes.AsSpan());
        file.Ints(Input.Quantized.ZeroPoint, Slopes.Quantized.ZeroPoint);
        file.Requantization([IdentityMultiplier, SlopeMultiplier], Output, Activation.None);
        file.End();
    }
}
