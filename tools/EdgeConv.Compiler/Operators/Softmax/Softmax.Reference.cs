using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Softmax
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceSoftmax.Run(values.Int8(Input), Input.Shape.Length / Depth, Depth, Mantissa, Shift, MinimumDifference, values.NewInt8(Output));
}
