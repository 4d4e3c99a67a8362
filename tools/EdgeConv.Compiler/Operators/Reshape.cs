namespace EdgeConv.Compiler.Operators;

/// <summary>RESHAPE, SQUEEZE and EXPAND_DIMS: the same values, of any type, in the shape of the output.</summary>
public sealed class Reshape : Operator
{
    /// <summary>Makes a reshape.</summary>
    /// <param name="kind">The operator's name, e.g. SQUEEZE.</param>
    /// <param name="input">A tensor of any shape and type.</param>
    /// <param name="output">A tensor with as many elements and of the same type.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together.</exception>
    public Reshape(string kind, Tensor input, Tensor output) : base([input], [output])
    {
        Operands.CheckType(input, output);
        if (input.Shape.Length != output.Shape.Length)
            throw new ModelException($"shape {input.Shape} cannot become {output.Shape}, because it has {input.Shape.Length} and not "
                + $"{Amount.Of(output.Shape.Length, "element")}; export the model again");
        Kind = kind;
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => values.Set(Output, (Array)values.Of(Input).Clone());
}
