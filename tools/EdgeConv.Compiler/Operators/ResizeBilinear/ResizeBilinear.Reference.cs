using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeBilinear
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        ReferenceResizeBilinear.Run(values.Int8(Input), n, h, w, c, Output.Shape[1], Output.Shape[2], AlignCorners, HalfPixelCenters, values.NewInt8(Output));
    }
}
