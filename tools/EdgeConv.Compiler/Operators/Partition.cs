namespace EdgeConv.Compiler.Operators;

/// <summary>
/// The base of CONCATENATION and SPLIT: a whole tensor, and parts of it that follow one another along an axis. CONCATENATION makes the
/// whole from its parts, SPLIT makes the parts from the whole.
/// </summary>
public abstract class Partition : Operator
{
    private protected Partition(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs, int axis, bool dropsAxis)
        : base(inputs, outputs)
    {
        DropsAxis = dropsAxis;
        if (inputs.Length == 0 || outputs.Length == 0)
            throw new ModelException($"the operator has no {(inputs.Length == 0 ? "input" : "output")}; export the model again");
        Axis = Operands.Axis(axis, Whole);
        Repeats = Whole.Shape.Axes.Take(Axis).Aggregate(1, (product, extent) => product * extent);
        long extent = 0;
        foreach (Tensor part in Parts)
        {
            Operands.CheckType(part, Whole);
            int cells = dropsAxis || part.Shape.Rank != Whole.Shape.Rank ? 1 : part.Shape[Axis];
            ImmutableArray<int> expected = dropsAxis ? Whole.Shape.Axes.RemoveAt(Axis) : Whole.Shape.Axes.SetItem(Axis, cells);
            if (!part.Shape.Axes.SequenceEqual(expected))
                throw new ModelException($"'{part.Name}' of shape {part.Shape} is no part of {Whole.Shape} along axis {Axis}; export the "
                    + "model again");
            extent += cells;
        }
        if (extent != Whole.Shape[Axis])
            throw new ModelException($"the parts have {Amount.Of(extent, "cell")} in all along axis {Axis} of {Whole.Shape}, which has "
                + $"{Whole.Shape[Axis]}; export the model again");
    }

    /// <summary>True for PACK and UNPACK: each part is one index of the axis and lacks the axis.</summary>
    public bool DropsAxis { get; }

    /// <summary>Axis of the whole tensor along which the parts follow one another, from 0 up.</summary>
    public int Axis { get; }

    /// <summary>
    /// Number of blocks into which each part falls in memory: the product of the extents before the axis. The length of a block is the
    /// part's length divided by this number.
    /// </summary>
    public int Repeats { get; }

    /// <summary>The whole tensor: the output of a concatenation, the input of a split.</summary>
    public Tensor Whole => Joins ? Output : Input;

    /// <summary>The parts of <see cref="Whole"/>, in their order along the axis.</summary>
    public ImmutableArray<Tensor> Parts => Joins ? Inputs : Outputs;

    /// <summary>True if the parts are the inputs.</summary>
    internal bool Joins => this is Concatenation;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        foreach (Tensor output in Outputs) values.Set(output, output.NewValue());
        int offset = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
            foreach (Tensor part in Parts)
            {
                int block = part.Shape.Length / Repeats;
                if (Joins) Array.Copy(values.Of(part), repeat * block, values.Of(Whole), offset, block);
                else Array.Copy(values.Of(Whole), offset, values.Of(part), repeat * block, block);
                offset += block;
            }
    }
}
