namespace EdgeConv.Compiler.Operators;

/// <summary>QUANTIZE of a float32 input to int8, at the border of the network; the device does it where frames become tensors.</summary>
public sealed class QuantizeFloat : Operator
{
    /// <summary>Makes a quantization.</summary>
    /// <param name="input">float32.</param>
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
        float[] x = (float[])values.Of(Input);
        sbyte[] y = values.NewInt8(Output);
        float scale = Output.Quantized.Scale;
        int zeroPoint = Output.Quantized.ZeroPoint;
        // Divided in float32 and rounded half away from zero (quantize.h); held to a range that an int takes first.
        for (int i = 0; i < x.Length; i++)
            y[i] = (sbyte)Math.Clamp((int)Math.Clamp(MathF.Round(x[i] / scale, MidpointRounding.AwayFromZero), -1000, 1000) + zeroPoint,
                -128, 127);
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new QuantizeFloat(inputs[0], outputs[0]);
}
