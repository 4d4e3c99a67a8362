using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeBilinear
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeBilinear);
        file.Places(Input, Output);
        file.Ints(n, h, w, c, Output.Shape[1], Output.Shape[2]);
        file.Flag(AlignCorners);
        file.Flag(HalfPixelCenters);
        file.End();
    }
}
