namespace EdgeConv.Compiler.Operators;

/// <summary>MIRROR_PAD: an int8 tensor of any rank framed by its mirror images.</summary>
public sealed class MirrorPad : Operator
{
    /// <summary>Makes a padding.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">Of shape before + x + after on every axis.</param>
    /// <param name="before">Cells in front, per axis: at most the extent, one less where the edge is left out.</param>
    /// <param name="after">Cells behind, per axis, likewise.</param>
    /// <param name="repeatsEdge">True where the mirror image begins with the cell at the edge (SYMMETRIC), false where with the next
    /// (REFLECT).</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public MirrorPad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, bool repeatsEdge)
        : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        Pad.CheckPaddings(input, output, before, after);
        for (int axis = 0; axis < before.Length; axis++)
            if (Math.Max(before[axis], after[axis]) > input.Shape[axis] - (repeatsEdge ? 0 : 1))
                throw new ModelException($"a mirror image of {Math.Max(before[axis], after[axis])} cells along axis {axis} of "
                    + $"{input.Shape}");
        Before = before;
        After = after;
        RepeatsEdge = repeatsEdge;
    }

    /// <inheritdoc/>
    public override string Kind => "MIRROR_PAD";

    /// <summary>Cells in front, per axis.</summary>
    public ImmutableArray<int> Before { get; }

    /// <summary>Cells behind, per axis.</summary>
    public ImmutableArray<int> After { get; }

    /// <summary>True for SYMMETRIC, false for REFLECT.</summary>
    public bool RepeatsEdge { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceMirrorPad.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Before], [.. After], RepeatsEdge ? 0 : 1,
            values.NewInt8(Output));

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new MirrorPad(inputs[0], outputs[0], Before, After, RepeatsEdge);
}
