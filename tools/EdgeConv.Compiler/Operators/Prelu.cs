namespace EdgeConv.Compiler.Operators;

/// <summary>
/// PRELU: x where it is 0 or above, x * slope where it is below 0. The slopes are an int8 tensor that is broadcast to the input's shape.
/// </summary>
public sealed class Prelu : Operator
{
    /// <summary>Makes a PRELU.</summary>
    /// <param name="input">x: int8 of any shape, with one scale.</param>
    /// <param name="slopes">int8 of a shape that broadcasts to the input's, with one scale.</param>
    /// <param name="output">int8 of the input's shape, with one scale.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Prelu(Tensor input, Tensor slopes, Tensor output) : base([input, slopes], [output])
    {
        Quantization x = Operands.PerTensor(input), slope = Operands.PerTensor(slopes), y = Operands.PerTensor(output);
        Operands.CheckShape(output, input.Shape);
        Operands.CheckBroadcast(input, slopes, output);
        IdentityMultiplier = Multiplier.Of((double)x.Scale / (double)y.Scale);
        SlopeMultiplier = Multiplier.Of((double)x.Scale * (double)slope.Scale / (double)y.Scale);
    }

    /// <inheritdoc/>
    public override string Kind => "PRELU";

    /// <summary>The factors of values below 0, as a tensor that is broadcast to the input's shape.</summary>
    public Tensor Slopes => Inputs[1];

    /// <summary>The multiplier of x where it is 0 or above: input scale / output scale.</summary>
    public Multiplier IdentityMultiplier { get; }

    /// <summary>The multiplier of x * slope where x is below 0: input scale * slope scale / output scale.</summary>
    public Multiplier SlopeMultiplier { get; }

    /// <inheritdoc/>
    public override long Parameters => Slopes.IsConstant ? Slopes.Shape.Length : 0;

    /// <inheritdoc/>
    public override bool MayOverwrite(int index) => Inputs[index].Shape.Length == Output.Shape.Length;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceElementwise.Prelu(values.Int8(Input), Operands.Aligned(Input.Shape, Slopes.Shape.Rank), Input.Quantized.ZeroPoint,
            values.Int8(Slopes), Operands.Aligned(Slopes.Shape, Input.Shape.Rank), Slopes.Quantized.ZeroPoint,
            IdentityMultiplier.Mantissa, IdentityMultiplier.Shift, SlopeMultiplier.Mantissa, SlopeMultiplier.Shift,
            Output.Quantized.ZeroPoint, values.NewInt8(Output));
}
