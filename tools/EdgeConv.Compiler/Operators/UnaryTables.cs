namespace EdgeConv.Compiler.Operators;

/// <summary>
/// Computes tables of functions of one int8 value: 256 results, the first for -128, equal to those of TensorFlow Lite Micro's reference
/// kernels. They are computed in float32 only if TensorFlow Lite Micro does so too. In all functions, <c>from</c> is the quantization of
/// the input and <c>to</c> that of the output, each with one scale. File names in parentheses are those of TensorFlow Lite's sources.
/// </summary>
public static class UnaryTables
{
    /// <summary>Changes scale and zero point (reference/requantize.h). The ratio of the scales is computed in double.</summary>
    /// <exception cref="ModelException">The ratio of the scales is 2^30 or above.</exception>
    public static ImmutableArray<sbyte> Requantize(Quantization from, Quantization to) =>
        Scaled(from, to, Multiplier.Of((double)from.Scale / (double)to.Scale), -128, 127);

    /// <summary>max(x, 0) (activations.h, ReluQuantized).</summary>
    /// <exception cref="ModelException">As for <see cref="Requantize"/>.</exception>
    public static ImmutableArray<sbyte> Relu(Quantization from, Quantization to) => Ranged(from, to, Activation.Relu);

    /// <summary>
    /// x clamped to -1..1, as TensorFlow Lite computes it (activations.cc, QuantizedReluX). TensorFlow Lite Micro lacks this function.
    /// </summary>
    /// <exception cref="ModelException">As for <see cref="Requantize"/>.</exception>
    public static ImmutableArray<sbyte> ReluN1To1(Quantization from, Quantization to) => Ranged(from, to, Activation.ReluN1To1);

    /// <summary>
    /// x clamped to 0..6 in the input's quantization (activations.h, Relu6Quantized). TensorFlow Lite Micro does not rescale x, even if the
    /// output has another quantization.
    /// </summary>
    public static ImmutableArray<sbyte> Relu6(Quantization from)
    {
        (int zero, int six) = ActivationRange.Of(Activation.Relu6, from);
        return Table((x, y) => ReferenceRelu.Relu6(x, 256, zero, six, y));
    }

    /// <summary>x where it is 0 or above, alpha * x below (reference/leaky_relu.h).</summary>
    /// <param name="from">Quantization of the input.</param>
    /// <param name="to">Quantization of the output.</param>
    /// <param name="alpha">Slope below 0; finite, may be negative.</param>
    /// <exception cref="ModelException">As for <see cref="Requantize"/>, or alpha is not finite.</exception>
    public static ImmutableArray<sbyte> LeakyRelu(Quantization from, Quantization to, float alpha)
    {
        Multiplier identity = Multiplier.Of(from.Scale / to.Scale);
        float ratio = from.Scale * alpha / to.Scale;
        Multiplier below = Multiplier.Of(Math.Abs(ratio));
        int mantissa = ratio < 0 ? -below.Mantissa : below.Mantissa;
        return Table((x, y) =>
            ReferenceLeakyRelu.Run(x, 256, from.ZeroPoint, identity.Mantissa, identity.Shift, mantissa, below.Shift, to.ZeroPoint, y));
    }

    /// <summary>1 / (1 + exp(-x)) (integer_ops/logistic.h). The output has scale 1/256 and zero point -128.</summary>
    /// <exception cref="ModelException">The output has another zero point.</exception>
    public static ImmutableArray<sbyte> Logistic(Quantization from, Quantization to)
    {
        if (to.ZeroPoint != -128)
            throw new ModelException($"the output has zero point {to.ZeroPoint}, but must have -128; quantize the model again");
        (Multiplier m, int radius) = Curve(from);
        return Table((x, y) => ReferenceSigmoid.Run(false, x, 256, from.ZeroPoint, radius, m.Mantissa, m.Shift, y));
    }

    /// <summary>tanh(x) (integer_ops/tanh.h). The output has scale 1/128 and zero point 0.</summary>
    public static ImmutableArray<sbyte> Tanh(Quantization from)
    {
        (Multiplier m, int radius) = Curve(from);
        return Table((x, y) => ReferenceSigmoid.Run(true, x, 256, from.ZeroPoint, radius, m.Mantissa, m.Shift, y));
    }

    /// <summary>x * ReLU6(x + 3) / 6 (hard_swish_common.cc, reference/hard_swish.h).</summary>
    /// <exception cref="ModelException">The scales are so far apart that their ratio does not fit 16 bits.</exception>
    public static ImmutableArray<sbyte> HardSwish(Quantization from, Quantization to)
    {
        float fine = 1f / 128 * from.Scale;
        Multiplier output = Multiplier.Of(fine / to.Scale), reluish = Multiplier.Of(fine / (3f / 32768));
        if (output.Shift is < -15 or > 0 || reluish.Shift is < -15 or > 15)
            throw new ModelException($"input scale {from.Scale} and output scale {to.Scale} are too far apart; quantize the model again");
        return Table((x, y) => ReferenceHardSwish.Run(x, 256, from.ZeroPoint, UpperHalf(output), output.Shift, UpperHalf(reluish),
            reluish.Shift, to.ZeroPoint, y));
    }

    /// <summary>|x| (elementwise.cc, AbsEvalQuantized).</summary>
    /// <exception cref="ModelException">As for <see cref="Requantize"/>.</exception>
    public static ImmutableArray<sbyte> Absolute(Quantization from, Quantization to)
    {
        Multiplier m = Multiplier.Of(from.Scale / to.Scale);
        return Integer(x => ReferenceMath.MultiplyByQuantizedMultiplier(Math.Abs(x - from.ZeroPoint), m.Mantissa, m.Shift) + to.ZeroPoint);
    }

    /// <summary>-x, rescaled like <see cref="Absolute"/>. TensorFlow Lite has no NEG of int8.</summary>
    /// <exception cref="ModelException">As for <see cref="Requantize"/>.</exception>
    public static ImmutableArray<sbyte> Negate(Quantization from, Quantization to)
    {
        Multiplier m = Multiplier.Of(from.Scale / to.Scale);
        return Integer(x => ReferenceMath.MultiplyByQuantizedMultiplier(from.ZeroPoint - x, m.Mantissa, m.Shift) + to.ZeroPoint);
    }

    /// <summary>x where it is 0 or above, exp(x) - 1 below, in float32 (elu.cc).</summary>
    public static ImmutableArray<sbyte> Elu(Quantization from, Quantization to) =>
        FromFloat(from, to, x => x < 0 ? (float)Math.Exp(x) - 1 : x);

    /// <summary>
    /// Any function, in float32: values are dequantized, the function is computed, and its result is rounded half away from zero (elu.cc,
    /// PopulateLookupTable).
    /// </summary>
    /// <param name="from">Quantization of the input.</param>
    /// <param name="to">Quantization of the output.</param>
    /// <param name="function">The function, of real values.</param>
    public static ImmutableArray<sbyte> FromFloat(Quantization from, Quantization to, Func<float, float> function)
    {
        float inverse = 1 / to.Scale;
        return Integer(x => (int)(MathF.Round(function(from.Scale * (x - from.ZeroPoint)) * inverse, MidpointRounding.AwayFromZero)
            + to.ZeroPoint));
    }

    private static ImmutableArray<sbyte> Ranged(Quantization from, Quantization to, Activation activation)
    {
        (int min, int max) = ActivationRange.Of(activation, to);
        // TensorFlow Lite divides the scales in float32 here, but in double for QUANTIZE.
        return Scaled(from, to, Multiplier.Of(from.Scale / to.Scale), min, max);
    }

    private static ImmutableArray<sbyte> Scaled(Quantization from, Quantization to, Multiplier m, int min, int max) =>
        Table((x, y) => ReferenceRelu.Relu(x, 256, from.ZeroPoint, m.Mantissa, m.Shift, to.ZeroPoint, min, max, y));

    // The multiplier that turns an input into a number with 4 integer bits, and the largest input that fits them (logistic_common.cc). If
    // the scale is below 2^-27, the shift is below 0 and all inputs fit.
    private static (Multiplier, int Radius) Curve(Quantization from)
    {
        Multiplier m = Multiplier.Quantize((double)from.Scale * (1 << 27));
        return (m, m.Shift < 0 ? 256 : (int)Math.Min((15L << 27) >> Math.Min(m.Shift, 62), int.MaxValue));
    }

    // Rounds a 32-bit mantissa to its upper 16 bits; a result above 32767 becomes 32767.
    private static int UpperHalf(Multiplier m) => (int)Math.Min((m.Mantissa + (1L << 15)) >> 16, short.MaxValue);

    private static ImmutableArray<sbyte> Integer(Func<int, int> function) =>
        [.. Enumerable.Range(-128, 256).Select(x => (sbyte)Math.Clamp(function(x), -128, 127))];

    private static ImmutableArray<sbyte> Table(Action<sbyte[], sbyte[]> run)
    {
        sbyte[] x = new sbyte[256], y = new sbyte[256];
        for (int i = 0; i < 256; i++) x[i] = (sbyte)(i - 128);
        run(x, y);
        return [.. y];
    }
}
