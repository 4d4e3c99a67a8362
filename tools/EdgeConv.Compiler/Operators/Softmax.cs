namespace EdgeConv.Compiler.Operators;

/// <summary>SOFTMAX over the last axis; the output has scale 1/256 and zero point -128.</summary>
public sealed class Softmax : Operator
{
    /// <summary>Maximum number of values of a row: the sum of the exponentials has 12 integer bits.</summary>
    public const int MaxDepth = 4095;

    // The exponential takes its input with 5 integer bits.
    private const int IntegerBits = 5;

    /// <summary>Makes a softmax.</summary>
    /// <param name="input">int8 [..., depth], depth 1 to <see cref="MaxDepth"/>.</param>
    /// <param name="output">int8 of the same shape, scale 1/256 and zero point -128.</param>
    /// <param name="beta">Factor of the input, above 0; almost always 1.</param>
    /// <exception cref="ModelException">Shapes or quantization that do not fit, a row too long, or a scale out of range.</exception>
    public Softmax(Tensor input, Tensor output, float beta) : base([input], [output])
    {
        Beta = beta;
        if (output.Shape != input.Shape || input.Shape.Rank < 1)
            throw new ModelException($"output shape {output.Shape} for input {input.Shape}");
        Depth = input.Shape.Axes[^1];
        if (Depth > MaxDepth)
            throw new ModelException($"a row of {Amount.Of(Depth, "value")}; at most {Amount.Of(MaxDepth)} are supported");
        if (output.Quantized.Scale != 1f / 256 || output.Quantized.ZeroPoint != -128)
            throw new ModelException($"output scale {output.Quantized.Scale} and zero point {output.Quantized.ZeroPoint}; expected 1/256 "
                + "and -128");
        // TensorFlow Lite, internal/quantization_util.cc, PreprocessSoftmaxScaling and CalculateInputRadius.
        double scale = Math.Min((double)beta * input.Quantized.Scale * (1 << (31 - IntegerBits)), (1L << 31) - 1.0);
        if (!(scale > 1)) throw new ModelException($"input scale {input.Quantized.Scale} times beta {beta} is below 2^-26");
        (Mantissa, Shift) = Multiplier.Quantize(scale);
        MinDifference = -(int)((((1L << IntegerBits) - 1) << (31 - IntegerBits)) >> Shift);
    }

    /// <inheritdoc/>
    public override string Kind => "SOFTMAX";

    /// <summary>Factor of the input.</summary>
    public float Beta { get; }

    /// <summary>Values of a row.</summary>
    public int Depth { get; }

    /// <summary>With <see cref="Shift"/> it turns a difference to the row's maximum into a number with 5 integer bits.</summary>
    public int Mantissa { get; }

    /// <summary>Bits by which a difference is shifted left, 1 to 31.</summary>
    public int Shift { get; }

    /// <summary>Differences below it count as exp = 0.</summary>
    public int MinDifference { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceSoftmax.Run(values.Int8(Input), Input.Shape.Length / Depth, Depth, Mantissa, Shift, MinDifference, values.NewInt8(Output));
}
