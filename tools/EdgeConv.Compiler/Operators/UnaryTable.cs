namespace EdgeConv.Compiler.Operators;

/// <summary>
/// Any function of one int8 value, as a table of its 256 results: LOGISTIC, TANH, HARD_SWISH, the ReLUs, ELU, ABS, NEG, and QUANTIZE from
/// int8 to int8. <see cref="UnaryTables"/> computes the tables.
/// </summary>
public sealed class UnaryTable : Operator
{
    /// <summary>Makes the function.</summary>
    /// <param name="kind">The operator it was, e.g. LOGISTIC.</param>
    /// <param name="input">int8, any shape.</param>
    /// <param name="output">int8, the same shape.</param>
    /// <param name="table">256 results, for -128 first.</param>
    /// <param name="alpha">Of LEAKY_RELU, the slope below 0 that the table has.</param>
    /// <exception cref="ModelException">Shapes, types or a table that do not fit.</exception>
    public UnaryTable(string kind, Tensor input, Tensor output, ImmutableArray<sbyte> table, float alpha = 0) : base([input], [output])
    {
        (Kind, Alpha, Table) = (kind, alpha, table);
        if (table.Length != 256) throw new ModelException($"a table of {Amount.Of(table.Length, "value")}, expected 256");
        if (input.Type != ElementType.Int8 || output.Type != ElementType.Int8)
            throw new ModelException($"{input.Type} to {output.Type} is not supported; convert the model with full int8 quantization");
        Operands.CheckShape(output, input.Shape);
        IsView = table.Select((value, i) => value - i).All(difference => difference == -128);
    }

    /// <inheritdoc/>
    public override string Kind { get; }

    /// <summary>256 results, for -128 first.</summary>
    public ImmutableArray<sbyte> Table { get; }

    /// <summary>Of LEAKY_RELU, the slope below 0.</summary>
    public float Alpha { get; }

    /// <inheritdoc/>
    public override bool MayOverwrite(int index) => true;

    /// <summary>True if the table changes no value, as that of a QUANTIZE from uint8 to int8 of the same scale.</summary>
    public override bool IsView { get; }

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values) => values.Set(Output, Array.ConvertAll(values.Int8(Input), x => Table[x + 128]));
}
