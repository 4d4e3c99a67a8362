namespace EdgeConv.Compiler.Operators;

/// <summary>TRANSPOSE: the axes of an int8 tensor in another order.</summary>
public sealed class Transpose : Operator
{
    /// <summary>Makes a transposition.</summary>
    /// <param name="input">int8 of any shape, with one scale.</param>
    /// <param name="output">int8 with one scale; its axis i is axis permutation[i] of the input.</param>
    /// <param name="permutation">Each axis of the input once, e.g. 0, 3, 1, 2 to make NCHW of NHWC.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public Transpose(Tensor input, Tensor output, ImmutableArray<int> permutation) : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, input.Shape.Rank)))
            throw new ModelException($"the order [{string.Join(", ", permutation)}] does not name each axis of {input.Shape} once; "
                + "export the model again");
        Operands.CheckShape(output, new Shape([.. permutation.Select(axis => input.Shape[axis])]));
        Permutation = permutation;
    }

    /// <inheritdoc/>
    public override string Kind => "TRANSPOSE";

    /// <summary>Axis i of the output is axis Permutation[i] of the input.</summary>
    public ImmutableArray<int> Permutation { get; }

    /// <summary>True if only axes of extent 1 change their position, so that all values keep their order.</summary>
    public override bool IsView
    {
        get
        {
            int[] moved = [.. Permutation.Where(axis => Input.Shape[axis] > 1)];
            return moved.SequenceEqual(moved.Order());
        }
    }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) =>
        ReferenceTranspose.Run(values.Int8(Input), Input.Shape.ToArray(), [.. Permutation], values.NewInt8(Output));
}
