using EdgeConv.Compiler.Graphs;
using EdgeConv.Reference;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Elementwise
{
    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int[] aShape = Operands.Aligned(Left.Shape, Right.Shape.Rank), bShape = Operands.Aligned(Right.Shape, Left.Shape.Rank);
        if (Output.Type == ElementType.Int32)
        {
            values.Set(Output, Integers(values.Int32(Left), aShape, values.Int32(Right), bShape));
            return;
        }
        sbyte[] a = values.Int8(Left), b = values.Int8(Right), y = values.NewInt8(Output);
        int aZero = Left.Quantized.ZeroPoint, bZero = Right.Quantized.ZeroPoint, yZero = Output.Quantized.ZeroPoint;
        (int minimum, int maximum) = ActivationRange.Of(Activation, Output.Quantized);
        switch (Function)
        {
            case ElementwiseKind.Add:
                ReferenceAdd.Run(a, aShape, aZero, LeftMultiplier.Mantissa, LeftMultiplier.Shift, b, bShape, bZero, RightMultiplier.Mantissa, RightMultiplier.Shift,
                    LeftShift, OutputMultiplier.Mantissa, OutputMultiplier.Shift, yZero, minimum, maximum, y);
                break;
            case ElementwiseKind.Sub:
                ReferenceSub.Run(a, aShape, aZero, LeftMultiplier.Mantissa, LeftMultiplier.Shift, b, bShape, bZero, RightMultiplier.Mantissa, RightMultiplier.Shift,
                    LeftShift, OutputMultiplier.Mantissa, OutputMultiplier.Shift, yZero, minimum, maximum, y);
                break;
            case ElementwiseKind.Mul:
                ReferenceMul.Run(a, aShape, aZero, b, bShape, bZero, OutputMultiplier.Mantissa, OutputMultiplier.Shift, yZero, minimum, maximum, y);
                break;
            case ElementwiseKind.Maximum:
                ReferenceMaximum.Run(a, aShape, b, bShape, y);
                break;
            default:
                ReferenceMinimum.Run(a, aShape, b, bShape, y);
                break;
        }
    }

    private int[] Integers(int[] a, int[] aShape, int[] b, int[] bShape)
    {
        int[] shape = ReferenceBroadcast.Shape(aShape, bShape), y = new int[Output.Shape.Length];
        for (int i = 0; i < y.Length; i++)
        {
            int left = a[ReferenceBroadcast.Index(i, shape, aShape)], right = b[ReferenceBroadcast.Index(i, shape, bShape)];
            y[i] = Function switch
            {
                ElementwiseKind.Add => left + right,
                ElementwiseKind.Sub => left - right,
                ElementwiseKind.Mul => left * right,
                ElementwiseKind.Maximum => Math.Max(left, right),
                _ => Math.Min(left, right),
            };
        }
        return y;
    }
}
