namespace EdgeConv.Compiler.Graphs;

/// <summary>A network: operators in an order in which each finds its inputs computed. Immutable; passes make new ones.</summary>
public sealed class Graph
{
    /// <summary>
    /// Most operators a graph may have: ten times those of the largest models that boards run, so that passes stay quick.
    /// </summary>
    public const int MaxOperators = 5000;

    /// <summary>Ties operators together and checks that the order can run.</summary>
    /// <param name="name">What the model is called: the file's name.</param>
    /// <param name="inputs">Given by the caller.</param>
    /// <param name="outputs">Asked for by the caller.</param>
    /// <param name="operators">In running order.</param>
    /// <exception cref="ModelException">Too many operators, or a tensor is used before it is computed, or computed twice.</exception>
    public Graph(string name, ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs, ImmutableArray<Operator> operators)
    {
        if (operators.Length > MaxOperators)
            throw new ModelException($"{Amount.Of(operators.Length, "operator")}, at most {Amount.Of(MaxOperators)} are supported");
        HashSet<Tensor> known = new(inputs, ReferenceEqualityComparer.Instance);
        foreach (Operator op in operators)
        {
            foreach (Tensor input in op.Inputs)
                if (!input.IsConstant && !known.Contains(input))
                    throw new ModelException($"{op}: input '{input.Name}' is not computed before it is used");
            foreach (Tensor output in op.Outputs)
                if (output.IsConstant || !known.Add(output)) throw new ModelException($"{op}: output '{output.Name}' is computed twice");
        }
        foreach (Tensor output in outputs)
            if (!output.IsConstant && !known.Contains(output)) throw new ModelException($"output '{output.Name}' is never computed");
        if (inputs.Length == 0) throw new ModelException("the model has no input");
        if (outputs.Length == 0) throw new ModelException("the model has no output");
        Name = Names.Clean(name);
        Inputs = inputs;
        Outputs = outputs;
        Operators = operators;
    }

    /// <summary>
    /// What the model is called, on one line: what is not printable is ?, and the middle of a name of more than 100 characters is left out.
    /// </summary>
    public string Name { get; }

    /// <summary>Given by the caller.</summary>
    public ImmutableArray<Tensor> Inputs { get; }

    /// <summary>Asked for by the caller.</summary>
    public ImmutableArray<Tensor> Outputs { get; }

    /// <summary>In running order.</summary>
    public ImmutableArray<Operator> Operators { get; }
}
