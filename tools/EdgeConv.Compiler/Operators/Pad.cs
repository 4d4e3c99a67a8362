namespace EdgeConv.Compiler.Operators;

/// <summary>PAD and PADV2: an int8 tensor of any rank with cells of one value around it.</summary>
public sealed class Pad : PaddingOperator
{
    /// <summary>Makes a padding.</summary>
    /// <param name="input">int8 of any shape, with one scale.</param>
    /// <param name="output">int8; its extent on every axis is before + the input's extent + after.</param>
    /// <param name="before">Cells in front, per axis, 0 or above.</param>
    /// <param name="after">Cells behind, per axis, 0 or above.</param>
    /// <param name="value">The padding value, quantized: -128 to 127.</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public Pad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, sbyte value)
        : base(input, output, before, after) => Value = value;

    /// <inheritdoc/>
    public override string Kind => "PAD";

    /// <summary>The padding value, quantized: -128 to 127.</summary>
    public sbyte Value { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferencePad.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Before], [.. After], Value, values.NewInt8(Output));
}

/// <summary>An operator that puts cells around a tensor.</summary>
public abstract class PaddingOperator : Operator
{
    private protected PaddingOperator(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after)
        : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (before.Length != input.Shape.Rank || after.Length != input.Shape.Rank)
            throw new ModelException($"there are paddings for {Amount.Of(before.Length, "axis", "axes")}, but the input has "
                + $"{input.Shape.Rank}; export the model again");
        int[] expected = input.Shape.ToArray();
        for (int axis = 0; axis < expected.Length; axis++)
        {
            if (before[axis] < 0 || after[axis] < 0)
                throw new ModelException($"a padding of {before[axis]} and {after[axis]} cells is not supported; use 0 or above");
            expected[axis] = (int)Math.Min(int.MaxValue, (long)before[axis] + expected[axis] + after[axis]);
        }
        Operands.CheckShape(output, new Shape(expected));
        (Before, After) = (before, after);
    }

    /// <summary>Cells in front, per axis, 0 or above.</summary>
    public ImmutableArray<int> Before { get; }

    /// <summary>Cells behind, per axis, 0 or above.</summary>
    public ImmutableArray<int> After { get; }
}
