namespace EdgeConv.Compiler.Operators;

/// <summary>QUANTIZE of a float32 input to int8, before the network; a device quantizes the frame itself.</summary>
public sealed class QuantizeFloat : Operator
{
    /// <summary>Makes a quantization.</summary>
    /// <param name="input">float32, any shape.</param>
    /// <param name="output">int8, of the same shape.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public QuantizeFloat(Tensor input, Tensor output) : base([input], [output])
    {
        if (input.Type != ElementType.Float32) throw new ModelException($"input '{input.Name}' is {input.Type}, not Float32");
        Operands.PerTensor(output);
        Operands.CheckShape(output, input.Shape);
    }

    /// <inheritdoc/>
    public override string Kind => "QUANTIZE";

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (float scale, int zeroPoint) = (Output.Quantized.Scale, Output.Quantized.ZeroPoint);
        // Divided in float32 and rounded half away from zero (reference/quantize.h); the first clamp keeps it within int.
        sbyte Quantize(float x) => (sbyte)Math.Clamp(
            (int)Math.Clamp(MathF.Round(x / scale, MidpointRounding.AwayFromZero), -1000, 1000) + zeroPoint, -128, 127);
        values.Set(Output, Array.ConvertAll((float[])values.Of(Input), Quantize));
    }
}
