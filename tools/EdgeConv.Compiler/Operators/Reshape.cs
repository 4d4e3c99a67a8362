namespace EdgeConv.Compiler.Operators;

/// <summary>RESHAPE, SQUEEZE, EXPAND_DIMS: the same values under another shape, which the output has; of any type.</summary>
public sealed class Reshape : Operator
{
    /// <summary>Makes a view.</summary>
    /// <param name="kind">The operator's name, e.g. SQUEEZE.</param>
    /// <param name="input">Any shape and type.</param>
    /// <param name="output">Of as many elements, of the same type.</param>
    /// <exception cref="ModelException">Shapes or types that do not fit.</exception>
    public Reshape(string kind, Tensor input, Tensor output) : base([input], [output])
    {
        Operands.CheckType(input, output);
        if (input.Shape.Length != output.Shape.Length)
            throw new ModelException($"shape {input.Shape} cannot become {output.Shape}: {input.Shape.Length} and "
                + Amount.Of(output.Shape.Length, "element"));
        Kind = kind;
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <inheritdoc/>
    public override bool IsView => true;

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => values.Set(Output, (Array)values.Of(Input).Clone());
}
