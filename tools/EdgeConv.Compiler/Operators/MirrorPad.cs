namespace EdgeConv.Compiler.Operators;

/// <summary>MIRROR_PAD: an int8 tensor of any rank framed by its mirror images.</summary>
public sealed class MirrorPad : PaddingOperator
{
    /// <summary>Makes a padding.</summary>
    /// <param name="input">int8, any shape.</param>
    /// <param name="output">int8, of extent before + extent + after on every axis.</param>
    /// <param name="before">Cells in front, per axis: at most the extent, one less if the edge is not repeated.</param>
    /// <param name="after">Cells behind, per axis, likewise.</param>
    /// <param name="repeatsEdge">True if the mirror image begins with the cell at the edge (SYMMETRIC), false if with the next
    /// (REFLECT).</param>
    /// <exception cref="ModelException">Shapes, types or quantization that do not fit.</exception>
    public MirrorPad(Tensor input, Tensor output, ImmutableArray<int> before, ImmutableArray<int> after, bool repeatsEdge)
        : base(input, output, before, after)
    {
        RepeatsEdge = repeatsEdge;
        for (int axis = 0; axis < before.Length; axis++)
            if (Math.Max(before[axis], after[axis]) is var cells && cells > input.Shape[axis] - (repeatsEdge ? 0 : 1))
                throw new ModelException($"a mirror image of {cells} cells along axis {axis} of {input.Shape}");
    }

    /// <inheritdoc/>
    public override string Kind => "MIRROR_PAD";

    /// <summary>True for SYMMETRIC, false for REFLECT.</summary>
    public bool RepeatsEdge { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => ReferenceMirrorPad.Run(values.Int8(Input),
        Input.Shape.ToArray(), [.. Before], [.. After], RepeatsEdge ? 0 : 1, values.NewInt8(Output));
}
