namespace EdgeConv.Compiler.Operators;

/// <summary>DEQUANTIZE of int8 to a float32 output, behind the network.</summary>
public sealed class Dequantize : Operator
{
    /// <summary>Makes a dequantization.</summary>
    /// <param name="input">int8, any shape.</param>
    /// <param name="output">float32, of the same shape.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Dequantize(Tensor input, Tensor output) : base([input], [output])
    {
        Operands.PerTensor(input);
        if (output.Type != ElementType.Float32) throw new ModelException($"output '{output.Name}' is {output.Type}, not Float32");
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
