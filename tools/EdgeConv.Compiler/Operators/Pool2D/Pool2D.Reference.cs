using EdgeConv.Compiler.Graphs;
using EdgeConv.Kernels;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Pool2D
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (int n, int h, int w, int c) = Input.Shape.Nhwc;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        sbyte[] x = values.Int8(Input), y = values.NewInt8(Output);
        Window p = Window;
        if (PoolKind == PoolKind.Average)
            ReferencePool.Average(x, n, h, w, c, p.Rows, p.Columns, p.StrideY, p.StrideX, p.PadTop, p.PadLeft, p.OutHeight, p.OutWidth, minimum, maximum, y);
        else if (PoolKind == PoolKind.Minimum)
            ReferencePool.Min(x, n, h, w, c, p.Rows, p.Columns, p.StrideY, p.StrideX, p.PadTop, p.PadLeft, p.OutHeight, p.OutWidth, minimum, maximum, y);
        else
            ReferencePool.Max(x, n, h, w, c, p.Rows, p.Columns, p.StrideY, p.StrideX, p.PadTop, p.PadLeft, p.OutHeight, p.OutWidth, minimum, maximum, y);
    }
}
