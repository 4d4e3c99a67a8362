namespace EdgeConv.Compiler.Operators;

/// <summary>SOFTMAX over the last axis; the output has scale 1/256 and zero point -128.</summary>
public sealed class Softmax : Operator
{
    /// <summary>Maximum number of values of a row: the sum of their exponentials must fit 12 integer bits.</summary>
    public const int MaxDepth = 4095;

    // Integer bits of the number from which the exponential is computed (ReferenceFixedPoint.ExpOfNegative).
    private const int IntegerBits = 5;

    /// <summary>Makes a softmax.</summary>
    /// <param name="input">int8 [..., depth], where depth is 1 to <see cref="MaxDepth"/>.</param>
    /// <param name="output">int8 of the same shape, with scale 1/256 and zero point -128.</param>
    /// <param name="beta">Factor of the input, above 0; almost always 1.</param>
    /// <exception cref="ModelException">Shapes or quantization do not fit together, a row is too long, or a scale is out of
    /// range.</exception>
    public Softmax(Tensor input, Tensor output, float beta) : base([input], [output])
    {
        Beta = beta;
        if (output.Shape != input.Shape || input.Shape.Rank < 1)
            throw new ModelException($"the output has shape {output.Shape}, but the input {input.Shape}; both must have the same shape, "
                + "with one axis or more");
        Depth = input.Shape.Axes[^1];
        if (Depth > MaxDepth)
            throw new ModelException($"a row has {Amount.Of(Depth, "value")}; at most {Amount.Of(MaxDepth)} are supported");
        if (output.Quantized.Scale != 1f / 256 || output.Quantized.ZeroPoint != -128)
            throw new ModelException($"the output has scale {output.Quantized.Scale} and zero point {output.Quantized.ZeroPoint}, but must "
                + "have 1/256 and -128; quantize the model again");
        // Source: TensorFlow Lite, internal/quantization_util.cc, PreprocessSoftmaxScaling and CalculateInputRadius.
        double scale = Math.Min((double)beta * input.Quantized.Scale * (1 << (31 - IntegerBits)), (1L << 31) - 1.0);
        if (!(scale > 1))
            throw new ModelException($"input scale {input.Quantized.Scale} times beta {beta} is below 2^-26; quantize the model again");
        (Mantissa, Shift) = Multiplier.Quantize(scale);
        MinDifference = -(int)((((1L << IntegerBits) - 1) << (31 - IntegerBits)) >> Shift);
    }

    /// <inheritdoc/>
    public override string Kind => "SOFTMAX";

    /// <summary>Factor of the input, above 0.</summary>
    public float Beta { get; }

    /// <summary>Number of values of a row, 1 to <see cref="MaxDepth"/>.</summary>
    public int Depth { get; }

    /// <summary>
    /// Multiplier, 2^30 to 2^31 - 1, which together with <see cref="Shift"/> turns a value's difference to the row's maximum into a number
    /// with 5 integer bits.
    /// </summary>
    public int Mantissa { get; }

    /// <summary>Bits by which a difference is shifted left, 1 to 31.</summary>
    public int Shift { get; }

    /// <summary>The exponential of a difference below this counts as 0; 0 or below.</summary>
    public int MinDifference { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceSoftmax.Run(values.Int8(Input), Input.Shape.Length / Depth, Depth, Mantissa, Shift, MinDifference, values.NewInt8(Output));
}
