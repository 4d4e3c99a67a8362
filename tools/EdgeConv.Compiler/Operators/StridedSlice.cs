namespace EdgeConv.Compiler.Operators;

/// <summary>
/// STRIDED_SLICE and SLICE of a tensor of any type: on each axis, cells from a start on, a stride apart. The output may lack axes of 1 or
/// have more of them.
/// </summary>
public sealed class StridedSlice : Operator
{
    /// <summary>Makes a slice.</summary>
    /// <param name="kind">The operator's name, STRIDED_SLICE or SLICE.</param>
    /// <param name="input">Any shape and type.</param>
    /// <param name="output">Of as many elements as the product of counts.</param>
    /// <param name="starts">First cell, per axis of the input.</param>
    /// <param name="strides">Cells from one to the next, per axis of the input; not 0, may be negative.</param>
    /// <param name="counts">Number of cells, per axis of the input.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit, or cells outside the input.</exception>
    public StridedSlice(string kind, Tensor input, Tensor output, ImmutableArray<int> starts, ImmutableArray<int> strides,
        ImmutableArray<int> counts) : base([input], [output])
    {
        Operands.CheckType(input, output);
        int rank = input.Shape.Rank;
        if (starts.Length != rank || strides.Length != rank || counts.Length != rank)
            throw new ModelException($"a slice of {Amount.Of(starts.Length, "axis", "axes")} for an input of shape {input.Shape}");
        for (int axis = 0; axis < rank; axis++)
        {
            (int start, int stride, int count, int extent) = (starts[axis], strides[axis], counts[axis], input.Shape[axis]);
            long last = start + (count - 1L) * stride;
            if (stride == 0 || count < 1 || start < 0 || start >= extent || last < 0 || last >= extent)
                throw new ModelException($"{count} cells from {start} on, {stride} apart, do not lie in axis {axis} of {input.Shape}");
        }
        if (new Shape(counts.AsSpan()).Length != output.Shape.Length)
            throw new ModelException($"output shape {output.Shape} for a slice of {string.Join("x", counts)}");
        (Kind, Starts, Strides, Counts) = (kind, starts, strides, counts);
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>First cell, per axis of the input.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Cells from one to the next, per axis of the input.</summary>
    public ImmutableArray<int> Strides { get; }

    /// <summary>Number of cells, per axis of the input.</summary>
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
