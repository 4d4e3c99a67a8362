using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        sbyte[] x = values.Int8(Input), y = values.NewInt8(Output);
        int[] shape = Input.Shape.ToArray(), kept = KeptShape.ToArray();
        if (ReduceKind == ReduceKind.Maximum) ReferenceReduceMax.Run(x, shape, kept, y);
        else if (ReduceKind == ReduceKind.Minimum) ReferenceReduceMin.Run(x, shape, kept, y);
        else ReferenceSum.Run(x, shape, kept, Input.Quantized.ZeroPoint, Multiplier.Mantissa, Multiplier.Shift, Output.Quantized.ZeroPoint, y);
    }
}
