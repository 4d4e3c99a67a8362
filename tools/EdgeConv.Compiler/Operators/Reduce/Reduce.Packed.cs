using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        if (ReduceKind is not (ReduceKind.Mean or ReduceKind.Sum))
        {
            base.Pack(file);
            return;
        }
        file.Begin(PackedOperatorCode.Mean);
        file.Places(Input, Output);
        file.Shape(Input.Shape.Axes.AsSpan());
        file.Shape(KeptShape.Axes.AsSpan());
        file.Ints(Input.Quantized.ZeroPoint);
        file.Requantization([Multiplier], Output, Activation.None);
        file.End();
    }
}
