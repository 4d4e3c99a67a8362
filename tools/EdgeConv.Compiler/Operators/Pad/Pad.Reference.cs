using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pad
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => ReferencePad.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Before], [.. After], Value, values.NewInt8(Output));
}
