using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Prelu
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferencePrelu.Run(values.Int8(Input), Operands.Aligned(Input.Shape, Slopes.Shape.Rank), Input.Quantized.ZeroPoint,
            values.Int8(Slopes), Operands.Aligned(Slopes.Shape, Input.Shape.Rank), Slopes.Quantized.ZeroPoint,
            IdentityMultiplier.Mantissa, IdentityMultiplier.Shift, SlopeMultiplier.Mantissa, SlopeMultiplier.Shift, Output.Quantized.ZeroPoint, values.NewInt8(Output));
}
