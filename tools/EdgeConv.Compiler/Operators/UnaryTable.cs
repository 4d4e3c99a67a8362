namespace EdgeConv.Compiler.Operators;

/// <summary>
/// A function of one int8 value, as a table of its 256 results. LOGISTIC, TANH, HARD_SWISH, RELU and its variants, ELU, ABS, NEG, and
/// QUANTIZE from int8 to int8 become such tables. <see cref="UnaryTables"/> computes them.
/// </summary>
public sealed class UnaryTable : Operator
{
    /// <summary>Makes the function.</summary>
    /// <param name="kind">The operator's name, e.g. LOGISTIC.</param>
    /// <param name="input">int8 of any shape.</param>
    /// <param name="output">int8 of the same shape.</param>
    /// <param name="table">256 results; the first is that of -128.</param>
    /// <param name="alpha">Slope below 0 of LEAKY_RELU, from which the table was made; 0 for other functions.</param>
    /// <exception cref="ModelException">Shapes or types do not fit together, or the table does not have 256 values.</exception>
    public UnaryTable(string kind, Tensor input, Tensor output, ImmutableArray<sbyte> table, float alpha = 0) : base([input], [output])
    {
        (Kind, Alpha, Table) = (kind, alpha, table);
        if (table.Length != 256) throw new ModelException($"the table has {Amount.Of(table.Length, "value")}, but must have 256");
        if (input.Type != ElementType.Int8 || output.Type != ElementType.Int8)
            throw new ModelException($"an output of {output.Type} from {input.Type} is not supported; convert the model with full int8 "
                + "quantization");
        Operands.CheckShape(output, input.Shape);
        IsView = table.Select((value, i) => value - i).All(difference => difference == -128);
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>256 results; the first is that of -128.</summary>
    public ImmutableArray<sbyte> Table { get; }

    /// <summary>Slope below 0 of LEAKY_RELU; 0 for other functions.</summary>
    public float Alpha { get; }

    /// <inheritdoc/>
    public override bool MayOverwrite(int index) => true;

    /// <summary>True if the table changes no value, as for a QUANTIZE from uint8 to int8 with the same scale.</summary>
    public override bool IsView { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => values.Set(Output, Array.ConvertAll(values.Int8(Input), x => Table[x + 128]));
}
