namespace EdgeConv.Compiler.Operators;

/// <summary>
/// An activation that is fused into an operator. The numbers are those of ActivationFunctionType in TensorFlow Lite's schema.fbs.
/// </summary>
public enum Activation
{
    /// <summary>The output is only clamped to the range of int8.</summary>
    None = 0,

    /// <summary>max(x, 0).</summary>
    Relu = 1,

    /// <summary>x clamped to -1..1.</summary>
    ReluN1To1 = 2,

    /// <summary>x clamped to 0..6.</summary>
    Relu6 = 3,
}

/// <summary>Computes the int8 range of fused activations.</summary>
public static class ActivationRange
{
    /// <summary>
    /// The int8 range to which an activation clamps an output (TensorFlow Lite, kernel_util.cc, CalculateActivationRangeQuantized).
    /// </summary>
    /// <param name="activation">The fused activation.</param>
    /// <param name="output">Quantization of the output, with one scale.</param>
    /// <returns>The minimum and maximum, each -128 to 127. Min is above Max if no int8 value is within the activation's range.</returns>
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

/// <summary>An operator that clamps its int8 output at the end, so that a following activation can be fused into it.</summary>
public interface IActivated
{
    /// <summary>
    /// False if this operator does not clamp its output, as MAXIMUM does not: its activation can only be <see cref="Activation.None"/>.
    /// </summary>
    bool Clamps => true;

    /// <summary>The fused activation.</summary>
    Activation Activation { get; }

    /// <summary>Makes the same operator with another activation and output.</summary>
    /// <param name="activation">The activation to fuse.</param>
    /// <param name="output">A tensor of the same shape, type and quantization as the operator's output.</param>
    /// <exception cref="ModelException">The operator takes no activation.</exception>
    Operator WithActivation(Activation activation, Tensor output);
}
