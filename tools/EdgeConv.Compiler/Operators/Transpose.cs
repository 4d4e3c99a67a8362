namespace EdgeConv.Compiler.Operators;

/// <summary>TRANSPOSE: the axes of an int8 tensor in another order.</summary>
public sealed class Transpose : Operator
{
    /// <summary>Makes a transposition.</summary>
    /// <param name="input">x.</param>
    /// <param name="output">Axis i is axis permutation[i] of x.</param>
    /// <param name="permutation">Each axis of x once.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public Transpose(Tensor input, Tensor output, ImmutableArray<int> permutation) : base([input], [output])
    {
        Operands.PerTensor(input);
        Operands.PerTensor(output);
        if (permutation.Length != input.Shape.Rank)
            throw new ModelException($"an order of {Amount.Of(permutation.Length, "axis", "axes")} for {input.Shape.Rank}");
        if (!permutation.Order().SequenceEqual(Enumerable.Range(0, input.Shape.Rank)))
            throw new ModelException($"[{string.Join(", ", permutation)}] is no order of {Amount.Of(input.Shape.Rank, "axis", "axes")}");
        Operands.CheckShape(output, new Shape([.. permutation.Select(axis => input.Shape[axis])]));
        Permutation = permutation;
    }

    /// <inheritdoc/>
    public override string Kind => "TRANSPOSE";

    /// <summary>Axis i of the output is axis Permutation[i] of x.</summary>
    public ImmutableArray<int> Permutation { get; }

    /// <summary>True where only axes of extent 1 move.</summary>
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

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        new Transpose(inputs[0], outputs[0], Permutation);
}
