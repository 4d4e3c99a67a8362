namespace EdgeConv.Compiler.Operators;

/// <summary>
/// STRIDED_SLICE and SLICE of a tensor of any type: on each axis, some cells from a start on, a stride apart. The output may have fewer or
/// more axes of extent 1 than the slice.
/// </summary>
public sealed class StridedSlice : Operator
{
    /// <summary>Makes a slice.</summary>
    /// <param name="kind">The operator's name, STRIDED_SLICE or SLICE.</param>
    /// <param name="input">A tensor of any shape and type.</param>
    /// <param name="output">A tensor of the same type with as many elements as the product of <paramref name="counts"/>.</param>
    /// <param name="starts">First cell, per axis of the input: 0 to the extent - 1.</param>
    /// <param name="strides">Cells from one to the next, per axis of the input; negative to go backwards, but not 0.</param>
    /// <param name="counts">Number of cells, per axis of the input, 1 or above.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together, or cells lie outside the input.</exception>
    public StridedSlice(string kind, Tensor input, Tensor output, ImmutableArray<int> starts, ImmutableArray<int> strides,
        ImmutableArray<int> counts) : base([input], [output])
    {
        Operands.CheckType(input, output);
        int rank = input.Shape.Rank;
        if (starts.Length != rank || strides.Length != rank || counts.Length != rank)
            throw new ModelException($"a slice of {Amount.Of(starts.Length, "axis", "axes")} does not fit an input of shape {input.Shape}; "
                + "export the model again");
        for (int axis = 0; axis < rank; axis++)
        {
            (int start, int stride, int count, int extent) = (starts[axis], strides[axis], counts[axis], input.Shape[axis]);
            long last = start + (count - 1L) * stride;
            if (stride == 0 || count < 1 || start < 0 || start >= extent || last < 0 || last >= extent)
                throw new ModelException($"{count} cells from {start} on, {stride} apart, do not lie in axis {axis} of {input.Shape}; "
                    + "export the model again");
        }
        if (new Shape(counts.AsSpan()).Length != output.Shape.Length)
            throw new ModelException($"the output has shape {output.Shape}, which does not fit a slice of {string.Join("x", counts)}; "
                + "export the model again");
        (Kind, Starts, Strides, Counts) = (kind, starts, strides, counts);
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>First cell, per axis of the input: 0 to the extent - 1.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Cells from one to the next, per axis of the input; may be negative, but not 0.</summary>
    public ImmutableArray<int> Strides { get; }

    /// <summary>Number of cells, per axis of the input, 1 or above.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int[] sources = ReferenceStridedSlice.Sources(Input.Shape.ToArray(), [.. Starts], [.. Strides], [.. Counts]);
        Array x = values.Of(Input), y = Output.NewValue();
        for (int i = 0; i < sources.Length; i++) Array.Copy(x, sources[i], y, i, 1);
        values.Set(Output, y);
    }
}
