using EdgeConv.Compiler.Backends;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Elementwise
{
    /// <inheritdoc/>
    internal override void Pack(EcmWriter file)
    {
        bool adds = Function is ElementwiseKind.Add or ElementwiseKind.Sub, multiplies = Function == ElementwiseKind.Mul;
        file.Begin(adds ? PackedOperatorCode.Add : multiplies ? PackedOperatorCode.Mul : PackedOperatorCode.Extreme);
        file.Places(Left, Right, Output);
        if (adds) file.Flag(Function == ElementwiseKind.Sub);
        if (!adds && !multiplies) file.Flag(Function == ElementwiseKind.Minimum);
        file.Shape(Left.Shape.Axes.AsSpan());
        file.Shape(Right.Shape.Axes.AsSpan());
        if (adds)
            file.Ints(Left.Quantized.ZeroPoint, LeftMultiplier.Mantissa, LeftMultiplier.Shift, Right.Quantized.ZeroPoint, RightMultiplier.Mantissa, RightMultiplier.Shift, LeftShift);
        if (multiplies) file.Ints(Left.Quantized.ZeroPoint, Right.Quantized.ZeroPoint);
        if (adds || multiplies) file.Requantization([OutputMultiplier], Output, Activation);
        file.End();
    }
}
