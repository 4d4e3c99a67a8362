namespace EdgeConv.Compiler.Operators;

/// <summary>
/// CONCATENATION of tensors along an axis, and PACK, which gives each a new axis of 1 first: plain copies, of any type. As in TensorFlow
/// Lite Micro, int8 inputs of CONCATENATION have the output's quantization.
/// </summary>
public sealed class Concatenation : Operator
{
    /// <summary>Makes a concatenation.</summary>
    /// <param name="inputs">At least one, of the same type.</param>
    /// <param name="output">The inputs one after another along <paramref name="axis"/>.</param>
    /// <param name="axis">Axis of the output; from the end where negative.</param>
    /// <param name="packs">True for PACK.</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public Concatenation(ImmutableArray<Tensor> inputs, Tensor output, int axis, bool packs) : base(inputs, [output])
    {
        Packs = packs;
        Axis = Operands.Axis(axis, output.Shape.Rank);
        if (inputs.Length == 0) throw new ModelException("no input");
        int[] expected = output.Shape.ToArray();
        long extent = 0;
        foreach (Tensor input in inputs)
        {
            Operands.CheckType(input, output);
            if (!packs && output.Type == ElementType.Int8
                && (Operands.PerTensor(input).Scale != Operands.PerTensor(output).Scale
                || input.Quantized.ZeroPoint != output.Quantized.ZeroPoint))
                throw new ModelException($"input '{input.Name}' has another scale or zero point than the output; convert the model again "
                    + "with TensorFlow 2, which gives all the same");
            expected[Axis] = packs || input.Shape.Rank != output.Shape.Rank ? 1 : input.Shape[Axis];
            int[] axes = packs ? [.. expected[..Axis], .. expected[(Axis + 1)..]] : expected;
            if (!input.Shape.Axes.AsSpan().SequenceEqual(axes))
                throw new ModelException($"input '{input.Name}' of shape {input.Shape} does not fit the output's {output.Shape} along "
                + $"axis {Axis}");
            extent += expected[Axis];
        }
        if (extent != output.Shape[Axis])
            throw new ModelException($"inputs of {extent} in all along axis {Axis}, the output {output.Shape} has {output.Shape[Axis]}");
    }

    /// <inheritdoc/>
    public override string Kind => Packs ? "PACK" : "CONCATENATION";

    /// <summary>True for PACK.</summary>
    public bool Packs { get; }

    /// <summary>Axis of the output along which the inputs follow one another.</summary>
    public int Axis { get; }

    /// <summary>
    /// How often a block of each input is copied: the product of the extents before the axis. A block of an input is its length divided by
    /// this.
    /// </summary>
    public int Repeats => Output.Shape.Axes.Take(Axis).Aggregate(1, (product, extent) => product * extent);

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        Array y = Output.NewValue();
        int place = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
            foreach (Tensor input in Inputs)
            {
                int block = input.Shape.Length / Repeats;
                Array.Copy(values.Of(input), repeat * block, y, place, block);
                place += block;
            }
        values.Set(Output, y);
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new Concatenation(inputs, outputs[0], Axis, Packs);
}
