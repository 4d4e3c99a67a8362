using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class MirrorPad
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceMirrorPad.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Before], [.. After], RepeatsEdge ? 0 : 1, values.NewInt8(Output));
}
