using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        bool isSum = ReduceKind is ReduceKind.Mean or ReduceKind.Sum;
        file.Begin(isSum ? PackedOperatorCode.Mean : PackedOperatorCode.ReduceExtreme);
        file.Places(Input, Output);
        if (!isSum) file.Flag(ReduceKind == ReduceKind.Minimum);
        file.Shape(Input.Shape.Axes.AsSpan());
        file.Shape(KeptShape.Axes.AsSpan());
        if (isSum)
        {
            file.Ints(Input.Quantized.ZeroPoint);
            file.Requantization([Multiplier], Output, Activation.None);
        }
        file.End();
    }
}
