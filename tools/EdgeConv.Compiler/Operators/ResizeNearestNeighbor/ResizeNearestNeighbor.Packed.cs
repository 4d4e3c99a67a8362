using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        file.Begin(PackedOperatorCode.ResizeNearest);
        file.Places(Input, Output);
        file.Ints(n, h, w, c, Rows.Length, Columns.Length);
        file.Ints(Rows.AsSpan());
        file.Ints(Columns.AsSpan());
        file.End();
    }
}
