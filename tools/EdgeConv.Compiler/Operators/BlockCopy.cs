namespace EdgeConv.Compiler.Operators;

/// <summary>
/// A block of values that an operator copies from one tensor to another. In each tensor, element [i, j] of a block of two axes has the
/// index offset + i * steps[0] + j * steps[1].
/// </summary>
/// <param name="From">The tensor that is read.</param>
/// <param name="FromOffset">Index of the block's first element in the tensor that is read.</param>
/// <param name="FromSteps">Per axis: elements from one index of the block to the next in the tensor that is read.</param>
/// <param name="To">The tensor that is written.</param>
/// <param name="ToOffset">Index of the block's first element in the tensor that is written.</param>
/// <param name="ToSteps">Per axis: elements from one index of the block to the next in the tensor that is written.</param>
/// <param name="Extents">Shape of the block.</param>
internal sealed record BlockCopy(Tensor From, int FromOffset, int[] FromSteps, Tensor To, int ToOffset, int[] ToSteps, int[] Extents)
{
    internal static BlockCopy Of(Transpose op)
    {
        int[] steps = StepsOf(op.Input);
        return new(op.Input, 0, [.. op.Permutation.Select(axis => steps[axis])], op.Output, 0, StepsOf(op.Output),
            op.Output.Shape.ToArray());
    }

    internal static IEnumerable<BlockCopy> Of(Partition op)
    {
        int offset = 0, pitch = op.Whole.Shape.Length / op.Repeats;
        foreach (Tensor part in op.Parts)
        {
            int block = part.Shape.Length / op.Repeats;
            yield return op.Joins ? new(part, 0, [block, 1], op.Whole, offset, [pitch, 1], [op.Repeats, block])
                : new(op.Whole, offset, [pitch, 1], part, 0, [block, 1], [op.Repeats, block]);
            offset += block;
        }
    }

    internal static BlockCopy Of(StridedSlice op)
    {
        int[] steps = StepsOf(op.Input);
        return new(op.Input, Dot(steps, op.Starts), [.. steps.Zip(op.Strides, (step, stride) => step * stride)], op.Output, 0,
            Shape.Steps(op.Counts.AsSpan()), [.. op.Counts]);
    }

    /// <summary>The block of PAD and MIRROR_PAD: the whole input is copied into the middle of the output.</summary>
    internal static BlockCopy Of(PaddingOperator op)
    {
        int[] steps = StepsOf(op.Output);
        return new(op.Input, 0, StepsOf(op.Input), op.Output, Dot(steps, op.Before), steps, op.Input.Shape.ToArray());
    }

    private static int[] StepsOf(Tensor tensor) => Shape.Steps(tensor.Shape.Axes.AsSpan());

    private static int Dot(int[] steps, IEnumerable<int> indices) => steps.Zip(indices, (step, index) => step * index).Sum();
}
