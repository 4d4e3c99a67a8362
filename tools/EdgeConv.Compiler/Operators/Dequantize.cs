namespace EdgeConv.Compiler.Operators;

/// <summary>DEQUANTIZE: makes the network's float32 output from int8: (q - zero point) * scale.</summary>
public sealed class Dequantize : Operator
{
    /// <summary>Makes a dequantization.</summary>
    /// <param name="input">int8 of any shape, with one scale.</param>
    /// <param name="output">float32 of the same shape.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Dequantize(Tensor input, Tensor output) : base([input], [output])
    {
        Operands.PerTensor(input);
        if (output.Type != ElementType.Float32)
            throw new ModelException($"output '{output.Name}' is {output.Type}, but must be Float32; export the model again");
        Operands.CheckShape(output, input.Shape);
    }

    /// <inheritdoc/>
    public override string Kind => "DEQUANTIZE";

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        (double scale, int zeroPoint) = (Input.Quantized.Scale, Input.Quantized.ZeroPoint);
        values.Set(Output, Array.ConvertAll(values.Int8(Input), value => (float)(scale * (value - zeroPoint))));
    }
}
