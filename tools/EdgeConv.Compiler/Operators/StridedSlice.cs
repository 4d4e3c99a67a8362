namespace EdgeConv.Compiler.Operators;

/// <summary>
/// STRIDED_SLICE and SLICE: on each axis of a tensor of any type every so many cells from a start on; the output may leave out or add axes
/// of 1.
/// </summary>
public sealed class StridedSlice : Operator
{
    /// <summary>Makes a slice.</summary>
    /// <param name="kind">The operator's name.</param>
    /// <param name="input">x.</param>
    /// <param name="output">Of as many elements as the product of counts.</param>
    /// <param name="starts">First cell, per axis of x.</param>
    /// <param name="strides">Cells from one to the next, per axis of x; not 0, may be negative.</param>
    /// <param name="counts">Number of cells, per axis of x.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit, or cells outside x.</exception>
    public StridedSlice(string kind, Tensor input, Tensor output, ImmutableArray<int> starts, ImmutableArray<int> strides,
        ImmutableArray<int> counts) : base([input], [output])
    {
        Operands.CheckType(input, output);
        int rank = input.Shape.Rank;
        if (starts.Length != rank || strides.Length != rank || counts.Length != rank)
            throw new ModelException($"a slice along {Amount.Of(starts.Length, "axis", "axes")} of {rank}");
        for (int axis = 0; axis < rank; axis++)
        {
            long last = starts[axis] + (counts[axis] - 1L) * strides[axis];
            if (strides[axis] == 0 || counts[axis] < 1 || starts[axis] < 0 || starts[axis] >= input.Shape[axis] || last < 0
                || last >= input.Shape[axis])
                throw new ModelException($"{counts[axis]} cells from {starts[axis]} on, {strides[axis]} apart, along axis {axis} of "
                    + $"{input.Shape}");
        }
        if (new Shape(counts.AsSpan()).Length != output.Shape.Length)
            throw new ModelException($"a slice of {string.Join("x", counts)} is no output of shape {output.Shape}");
        Kind = kind;
        Starts = starts;
        Strides = strides;
        Counts = counts;
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>First cell, per axis of x.</summary>
    public ImmutableArray<int> Starts { get; }

    /// <summary>Cells from one to the next, per axis of x.</summary>
    public ImmutableArray<int> Strides { get; }

    /// <summary>Number of cells, per axis of x.</summary>
    public ImmutableArray<int> Counts { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        int[] sources = ReferenceStridedSlice.Sources(Input.Shape.ToArray(), [.. Starts], [.. Strides], [.. Counts]);
        Array x = values.Of(Input), y = Output.NewValue();
        for (int i = 0; i < sources.Length; i++) Array.Copy(x, sources[i], y, i, 1);
        values.Set(Output, y);
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new StridedSlice(Kind, inputs[0], outputs[0], Starts, Strides, Counts);
}
