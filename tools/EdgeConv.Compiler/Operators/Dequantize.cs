namespace EdgeConv.Compiler.Operators;

/// <summary>DEQUANTIZE of int8 to a float32 output, at the border of the network.</summary>
public sealed class Dequantize : Operator
{
    /// <summary>Makes a dequantization.</summary>
    /// <param name="input">int8.</param>
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
        sbyte[] x = values.Int8(Input);
        double scale = Input.Quantized.Scale;
        int zeroPoint = Input.Quantized.ZeroPoint;
        values.Set(Output, x.Select(value => (float)(scale * (value - zeroPoint))).ToArray());
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) => new Dequantize(inputs[0], outputs[0]);
}
