using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeNearest.Run(values.Int8(Input), n, h, w, c, [.. Rows], [.. Columns], values.NewInt8(Output));
    }
}
