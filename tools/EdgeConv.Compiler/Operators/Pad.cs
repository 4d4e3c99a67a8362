namespace EdgeConv.Compiler.Operators;

/// <summary>PAD and PADV2: int8 cells of one value around a tensor of any rank.</summary>
public sealed class Pad : Operator
{
    /// <summary>Makes a padding.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">Of shape before + x + after on every axis.</param>
    /// <param name="before">Cells in front, per axis.</param>
    /// <param name="after">Cells behind, per axis.</param>
    /// <param name="value">Value of the cells.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Pad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, sbyte value) : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        CheckPaddings(input, output, before, after);
        Before = before;
        After = after;
        Value = value;
    }

    /// <inheritdoc/>
    public override string Kind => "PAD";

    /// <summary>Cells in front, per axis.</summary>
    public ImmutableArray<int> Before { get; }

    /// <summary>Cells behind, per axis.</summary>
    public ImmutableArray<int> After { get; }

    /// <summary>Value of the cells.</summary>
    public sbyte Value { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferencePad.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Before], [.. After], Value, values.NewInt8(Output));

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new Pad(inputs[0], outputs[0], Before, After, Value);

    /// <summary>Checks that paddings are one per axis, not negative, and lead to the output's shape.</summary>
    /// <exception cref="ModelException">They do not.</exception>
    internal static void CheckPaddings(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after)
    {
        if (before.Length != input.Shape.Rank || after.Length != input.Shape.Rank)
            throw new ModelException($"paddings for {Amount.Of(before.Length, "axis", "axes")}, the input has {input.Shape.Rank}");
        int[] expected = input.Shape.ToArray();
        for (int axis = 0; axis < expected.Length; axis++)
        {
            if (before[axis] < 0 || after[axis] < 0) throw new ModelException($"a padding of {before[axis]} and {after[axis]} cells");
            expected[axis] = (int)Math.Min(int.MaxValue, (long)before[axis] + expected[axis] + after[axis]);
        }
        Operands.CheckShape(output, new Shape(expected));
    }

    /// <summary>Splits a list of pairs, cells in front and behind per axis, as the .tflite operators have it.</summary>
    /// <exception cref="ModelException">No list of pairs.</exception>
    internal static (ImmutableArray<int> Before, ImmutableArray<int> After) Pairs(int[] paddings) => paddings.Length % 2 == 0
        ? ([.. paddings.Where((_, i) => i % 2 == 0)], [.. paddings.Where((_, i) => i % 2 == 1)])
        : throw new ModelException($"{Amount.Of(paddings.Length, "number")} for paddings, pairs are needed");
}
