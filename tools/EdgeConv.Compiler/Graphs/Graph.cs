namespace EdgeConv.Compiler.Graphs;

/// <summary>A network: operators in an order in which each finds its inputs computed. Immutable; passes make new ones.</summary>
public sealed class Graph
{
    /// <summary>
    /// Maximum number of operators: ten times those of the largest models that boards run, so that passes stay quick.
    /// </summary>
    public const int MaxOperators = 5000;

    /// <summary>Makes a graph and checks that the operators can run in this order.</summary>
    /// <param name="name">Name of the model, as a rule its file's.</param>
    /// <param name="inputs">Graph inputs, at least one: the caller gives their values.</param>
    /// <param name="outputs">Graph outputs, at least one.</param>
    /// <param name="operators">In running order, at most <see cref="MaxOperators"/>.</param>
    /// <exception cref="ModelException">Too many operators, no input or output, or a tensor that is used before it is computed, computed
    /// twice, or never.</exception>
    public Graph(string name, ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs, ImmutableArray<Operator> operators)
    {
        if (operators.Length > MaxOperators)
            throw new ModelException($"{Amount.Of(operators.Length, "operator")}, at most {Amount.Of(MaxOperators)} are supported");
        HashSet<Tensor> known = new(inputs, ReferenceEqualityComparer.Instance);
        bool IsKnown(Tensor tensor) => tensor.IsConstant || known.Contains(tensor);
        foreach (Operator op in operators)
        {
            if (op.Inputs.FirstOrDefault(input => !IsKnown(input)) is { } missing)
                throw new ModelException($"{op}: input '{missing.Name}' is not computed before it is used");
            foreach (Tensor output in op.Outputs)
                if (output.IsConstant || !known.Add(output)) throw new ModelException($"{op}: output '{output.Name}' is computed twice");
        }
        if (outputs.FirstOrDefault(output => !IsKnown(output)) is { } open)
            throw new ModelException($"output '{open.Name}' is never computed");
        if (inputs.Length == 0) throw new ModelException("the model has no input");
        if (outputs.Length == 0) throw new ModelException("the model has no output");
        (Name, Inputs, Outputs, Operators) = (Names.Clean(name), inputs, outputs, operators);
    }

    /// <summary>
    /// Name of the model, on one line: ? stands for what is not printable, and a name of more than 100 characters loses its middle.
    /// </summary>
    public string Name { get; }

    /// <summary>Graph inputs: the caller gives their values.</summary>
    public ImmutableArray<Tensor> Inputs { get; }

    /// <summary>Graph outputs.</summary>
    public ImmutableArray<Tensor> Outputs { get; }

    /// <summary>In running order.</summary>
    public ImmutableArray<Operator> Operators { get; }
}
