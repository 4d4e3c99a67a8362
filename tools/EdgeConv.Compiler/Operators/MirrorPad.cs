namespace EdgeConv.Compiler.Operators;

/// <summary>
/// MIRROR_PAD: an int8 tensor of any rank with its mirror images around it. For example 1 2 3 becomes 2 1 1 2 3 3 2 (SYMMETRIC) or
/// 3 2 1 2 3 2 1 (REFLECT).
/// </summary>
public sealed class MirrorPad : PaddingOperator
{
    /// <summary>Makes a padding.</summary>
    /// <param name="input">int8 of any shape, with one scale.</param>
    /// <param name="output">int8; its extent on every axis is before + the input's extent + after.</param>
    /// <param name="before">Cells in front, per axis: 0 to the extent, or to the extent - 1 if the edge is not repeated.</param>
    /// <param name="after">Cells behind, per axis: 0 to the extent, or to the extent - 1 if the edge is not repeated.</param>
    /// <param name="repeatsEdge">True if the mirror image begins with the cell at the edge (SYMMETRIC), false if it begins with the next
    /// cell (REFLECT).</param>
    /// <exception cref="ModelException">Shapes, types or quantization do not fit together.</exception>
    public MirrorPad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, bool repeatsEdge)
        : base(input, output, before, after)
    {
        RepeatsEdge = repeatsEdge;
        for (int axis = 0; axis < before.Length; axis++)
            if (Math.Max(before[axis], after[axis]) is var cells && cells > input.Shape[axis] - (repeatsEdge ? 0 : 1))
                throw new ModelException($"a mirror image of {Amount.Of(cells, "cell")} is too long for axis {axis} of {input.Shape}; use "
                    + "less padding");
    }

    /// <inheritdoc/>
    public override string Kind => "MIRROR_PAD";

    /// <summary>True for SYMMETRIC, false for REFLECT.</summary>
    public bool RepeatsEdge { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => ReferenceMirrorPad.Run(values.Int8(Input),
        Input.Shape.ToArray(), [.. Before], [.. After], RepeatsEdge ? 0 : 1, values.NewInt8(Output));
}
