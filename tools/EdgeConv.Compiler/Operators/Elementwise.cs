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
/// ADD, SUB, MUL, MAXIMUM and MINIMUM of two operands, which are broadcast. Operands and output are int8; or they are int32 without an
/// activation, for sizes that a network computes. MAXIMUM and MINIMUM compare the int8 values as they are, without rescaling.
/// </summary>
public sealed class Elementwise : Operator, IActivated
{
    /// <summary>
    /// Bits by which ADD and SUB shift their operands left before they rescale them (TensorFlow Lite Micro, add_common.cc, sub_common.cc).
    /// </summary>
    public const int LeftShift = 20;

    /// <summary>Makes an elementwise operator.</summary>
    /// <param name="kind">What it computes.</param>
    /// <param name="left">The operand a, of any shape; int8 with one scale, or int32.</param>
    /// <param name="right">The operand b, of a shape that broadcasts with that of a; of the same type.</param>
    /// <param name="output">The result, of the broadcast shape and the same type.</param>
    /// <param name="activation">The activation to fuse; none for MAXIMUM, MINIMUM and int32.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Elementwise(ElementwiseKind kind, Tensor left, Tensor right, Tensor output, Activation activation)
        : base([left, right], [output])
    {
        Function = kind;
        Activation = activation;
        Operands.CheckType(left, output);
        Operands.CheckType(right, output);
        Operands.CheckBroadcast(left, right, output);
        if (activation != Activation.None && !Clamps)
            throw new ModelException($"{Kind} of {output.Type} takes no fused activation; make the activation a layer of its own");
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

    /// <summary>The operand a.</summary>
    public Tensor Left => Inputs[0];

    /// <summary>The operand b.</summary>
    public Tensor Right => Inputs[1];

    /// <summary>The multiplier that ADD and SUB apply to a after the left shift; below 1.</summary>
    public Multiplier LeftMultiplier { get; }

    /// <summary>The multiplier that ADD and SUB apply to b after the left shift; below 1.</summary>
    public Multiplier RightMultiplier { get; }

    /// <summary>The multiplier that ADD, SUB and MUL apply to the sum, difference or product.</summary>
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

    // The kernels take only multipliers below 1 that are not rounded to 0.
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
