namespace EdgeConv.Compiler.Operators;

/// <summary>
/// SPLIT and SPLIT_V: a tensor cut along an axis into the outputs, one after another; UNPACK drops the axis. Plain copies, of any type.
/// </summary>
public sealed class Split : Operator
{
    /// <summary>Makes a split.</summary>
    /// <param name="input">What is cut.</param>
    /// <param name="outputs">The pieces.</param>
    /// <param name="axis">Along which it is cut; from the end where negative.</param>
    /// <param name="unpacks">True for UNPACK: each output is one place of the axis and lacks it.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public Split(Tensor input, ImmutableArray<Tensor> outputs, int axis, bool unpacks = false) : base([input], outputs)
    {
        Unpacks = unpacks;
        Axis = Operands.Axis(axis, input.Shape.Rank);
        if (outputs.Length == 0) throw new ModelException("no output");
        int[] expected = input.Shape.ToArray();
        long extent = 0;
        foreach (Tensor output in outputs)
        {
            Operands.CheckType(input, output);
            if (unpacks) expected[Axis] = 1;
            else if (output.Shape.Rank == input.Shape.Rank) expected[Axis] = output.Shape[Axis];
            Operands.CheckShape(output, new Shape(unpacks ? [.. expected[..Axis], .. expected[(Axis + 1)..]] : expected));
            extent += expected[Axis];
        }
        if (extent != input.Shape[Axis])
            throw new ModelException($"outputs of {extent} in all along axis {Axis}, the input {input.Shape} has {input.Shape[Axis]}");
    }

    /// <inheritdoc/>
    public override string Kind => Unpacks ? "UNPACK" : "SPLIT";

    /// <summary>True for UNPACK.</summary>
    public bool Unpacks { get; }

    /// <summary>Along which it is cut.</summary>
    public int Axis { get; }

    /// <summary>
    /// How often a block of each output is copied: the product of the extents before the axis. A block of an output is its length divided
    /// by this.
    /// </summary>
    public int Repeats => Input.Shape.Axes.Take(Axis).Aggregate(1, (product, extent) => product * extent);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        foreach (Tensor output in Outputs) values.Set(output, output.NewValue());
        int place = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
            foreach (Tensor output in Outputs)
            {
                int block = output.Shape.Length / Repeats;
                Array.Copy(values.Of(Input), place, values.Of(output), repeat * block, block);
                place += block;
            }
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new Split(inputs[0], outputs, Axis, Unpacks);
}
