namespace EdgeConv.Compiler.Operators;

/// <summary>
/// QUANTIZE of the network's float32 input to int8. A board does not run it, because it quantizes each frame itself.
/// </summary>
public sealed class QuantizeFloat : Operator
{
    /// <summary>Makes a quantization.</summary>
    /// <param name="input">float32 of any shape.</param>
    /// <param name="output">int8 of the same shape, with one scale.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public QuantizeFloat(Tensor input, Tensor output) : base([input], [output])
    {
        if (input.Type != ElementType.Float32)
            throw new ModelException($"input '{input.Name}' is {input.Type}, but must be Float32; export the model again");
        Operands.PerTensor(output);
        Operands.CheckShape(output, input.Shape);
    }

    /// <inheritdoc/>
    public override string Kind => "QUANTIZE";

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (float scale, int zeroPoint) = (Output.Quantized.Scale, Output.Quantized.ZeroPoint);
        // TensorFlow Lite divides in float32 and rounds half away from zero (reference/quantize.h). The inner clamp avoids an overflow of
        // int.
        sbyte Quantize(float x) => (sbyte)Math.Clamp(
            (int)Math.Clamp(MathF.Round(x / scale, MidpointRounding.AwayFromZero), -1000, 1000) + zeroPoint, -128, 127);
        values.Set(Output, Array.ConvertAll((float[])values.Of(Input), Quantize));
    }
}
