namespace EdgeConv.Compiler.Operators;

/// <summary>What an elementwise operator of two operands computes.</summary>
public enum ElementwiseKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a * b.</summary>
    Mul,

    /// <summary>The larger of a and b.</summary>
    Maximum,

    /// <summary>The smaller of a and b.</summary>
    Minimum,
}

/// <summary>
/// ADD, SUB, MUL, MAXIMUM, MINIMUM: two operands, broadcast. Of int8, or of int32 without activation (sizes that a network computes).
/// MAXIMUM and MINIMUM compare the int8 values as they are.
/// </summary>
public sealed class Elementwise : Operator, IActivated
{
    /// <summary>Bits by which ADD and SUB shift their operands left before they are rescaled.</summary>
    public const int LeftShift = 20;

    /// <summary>Makes an elementwise operator.</summary>
    /// <param name="kind">What it computes.</param>
    /// <param name="left">a.</param>
    /// <param name="right">b.</param>
    /// <param name="output">Of the broadcast shape.</param>
    /// <param name="activation">Fused activation; none for MAXIMUM and MINIMUM.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Elementwise(ElementwiseKind kind, Tensor left, Tensor right, Tensor output, Activation activation)
        : base([left, right], [output])
    {
        Function = kind;
        Activation = activation;
        Operands.CheckType(left, output);
        Operands.CheckType(right, output);
        Operands.CheckBroadcast(left, right, output);
        if (activation != Activation.None && !Clamps) throw new ModelException($"{Kind} of {output.Type} takes no fused activation");
        if (output.Type == ElementType.Int32) return;
        Quantization a = Operands.PerTensor(left), b = Operands.PerTensor(right), y = Operands.PerTensor(output);
        if (kind == ElementwiseKind.Mul) OutputMultiplier = Multiplier.Of((double)a.Scale * (double)b.Scale / (double)y.Scale);
        if (kind is not (ElementwiseKind.Add or ElementwiseKind.Sub)) return;
        // SUB divides in float32, ADD in double (TensorFlow Lite Micro, sub_common.cc, add_common.cc).
        double Ratio(double x, double divisor) => kind == ElementwiseKind.Sub ? (float)x / (float)divisor : x / divisor;
        double twice = 2 * (double)Math.Max(a.Scale, b.Scale);
        LeftMultiplier = BelowOne(Ratio(a.Scale, twice));
        RightMultiplier = BelowOne(Ratio(b.Scale, twice));
        OutputMultiplier = BelowOne(Ratio(twice, (1 << LeftShift) * (double)y.Scale));
    }

    /// <inheritdoc/>
    public override string Kind => Function.ToString().ToUpperInvariant();

    /// <summary>What it computes.</summary>
    public ElementwiseKind Function { get; }

    /// <inheritdoc/>
    public Activation Activation { get; }

    /// <summary>True for ADD, SUB and MUL of int8.</summary>
    public bool Clamps => Output.Type == ElementType.Int8 && Function is ElementwiseKind.Add or ElementwiseKind.Sub or ElementwiseKind.Mul;

    /// <summary>a.</summary>
    public Tensor Left => Inputs[0];

    /// <summary>b.</summary>
    public Tensor Right => Inputs[1];

    /// <summary>Of ADD and SUB, applied to a after the left shift.</summary>
    public Multiplier LeftMultiplier { get; }

    /// <summary>Of ADD and SUB, applied to b after the left shift.</summary>
    public Multiplier RightMultiplier { get; }

    /// <summary>Of ADD, SUB and MUL, applied to the sum, difference or product.</summary>
    public Multiplier OutputMultiplier { get; }

    /// <inheritdoc/>
    public override bool MayOverwrite(int index) => Inputs[index].Shape.Length == Output.Shape.Length;

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation, Tensor output) => new Elementwise(Function, Left, Right, output, activation);

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
        Multiplier left = LeftMultiplier, right = RightMultiplier, output = OutputMultiplier;
        (int min, int max) = ActivationRange.Of(Activation, Output.Quantized);
        switch (Function)
        {
            case ElementwiseKind.Add or ElementwiseKind.Sub:
                ReferenceElementwise.Sum(Function == ElementwiseKind.Sub, a, aShape, aZero, left.Mantissa, left.Shift, b, bShape, bZero,
                    right.Mantissa, right.Shift, LeftShift, output.Mantissa, output.Shift, yZero, min, max, y);
                break;
            case ElementwiseKind.Mul:
                ReferenceElementwise.Product(a, aShape, aZero, b, bShape, bZero, output.Mantissa, output.Shift, yZero, min, max, y);
                break;
            case ElementwiseKind.Maximum:
                ReferenceElementwise.Maximum(a, aShape, b, bShape, y);
                break;
            default:
                ReferenceElementwise.Minimum(a, aShape, b, bShape, y);
                break;
        }
    }

    // The kernels take no multiplier of 1 or above, nor one that vanishes.
    private static Multiplier BelowOne(double value) => value is > 0 and < 1 && Multiplier.Of(value) is { Shift: <= 0 } multiplier
        ? multiplier : throw new ModelException("the scales of inputs and output are too far apart; quantize the model again");

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
