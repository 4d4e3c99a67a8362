namespace EdgeConv.Compiler.Operators;

/// <summary>Activation fused into an operator; the numbers are TensorFlow Lite's.</summary>
public enum Activation
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>max(x, 0).</summary>
    Relu = 1,

    /// <summary>x clamped to -1..1.</summary>
    ReluN1To1 = 2,

    /// <summary>x clamped to 0..6.</summary>
    Relu6 = 3,
}

/// <summary>int8 bounds of fused activations.</summary>
public static class ActivationRange
{
    /// <summary>
    /// The int8 range that an activation leaves (TensorFlow Lite, kernel_util.cc, CalculateActivationRangeQuantized).
    /// </summary>
    /// <param name="activation">Fused activation.</param>
    /// <param name="output">Quantization of the output.</param>
    /// <returns>Both within -128 to 127; Min is above Max if no int8 is within the range.</returns>
    public static (int Min, int Max) Of(Activation activation, Quantization output)
    {
        int Quantize(float value) =>
            (int)Math.Clamp(output.ZeroPoint + Math.Round(value / output.Scale, MidpointRounding.AwayFromZero), -1e9, 1e9);
        return activation switch
        {
            Activation.Relu => (Math.Max(-128, Quantize(0)), 127),
            Activation.Relu6 => (Math.Max(-128, Quantize(0)), Math.Min(127, Quantize(6))),
            Activation.ReluN1To1 => (Math.Max(-128, Quantize(-1)), Math.Min(127, Quantize(1))),
            _ => (-128, 127),
        };
    }
}

/// <summary>An operator that ends in a clamp of its int8 output, into which a following activation can be fused.</summary>
public interface IActivated
{
    /// <summary>False if this operator takes <see cref="Activation.None"/> only, as MAXIMUM does: it ends in no clamp.</summary>
    bool Clamps => true;

    /// <summary>Fused activation.</summary>
    Activation Activation { get; }

    /// <summary>The same operator with another activation and output.</summary>
    /// <param name="activation">Fused activation.</param>
    /// <param name="output">Of the same shape, type and quantization as the operator's.</param>
    Operator WithActivation(Activation activation, Tensor output);
}
