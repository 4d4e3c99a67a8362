namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A network: operators in running order, so that each comes after the operators that compute its inputs. A graph is immutable; a pass
/// makes a new one.
/// </summary>
public sealed class Graph
{
    /// <summary>
    /// Maximum number of operators, ten times that of the largest models that boards run. It bounds the time that passes take.
    /// </summary>
    public const int MaxOperators = 5000;

    /// <summary>Makes a graph and checks that the operators can run in this order.</summary>
    /// <param name="name">Name of the model, for example its file's name without the extension.</param>
    /// <param name="inputs">Graph inputs, at least one. The caller of an engine gives their values.</param>
    /// <param name="outputs">Graph outputs, at least one.</param>
    /// <param name="operators">Operators in running order, at most <see cref="MaxOperators"/>.</param>
    /// <exception cref="ModelException">There are too many operators, or no input or no output; or a tensor is used before it is computed,
    /// is computed twice, or is never computed.</exception>
    public Graph(string name, ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs, ImmutableArray<Operator> operators)
    {
        if (operators.Length > MaxOperators)
            throw new ModelException($"the model has {Amount.Of(operators.Length, "operator")}; at most {Amount.Of(MaxOperators)} are "
                + "supported");
        HashSet<Tensor> known = new(inputs, ReferenceEqualityComparer.Instance);
        bool IsKnown(Tensor tensor) => tensor.IsConstant || known.Contains(tensor);
        foreach (Operator op in operators)
        {
            if (op.Inputs.FirstOrDefault(input => !IsKnown(input)) is { } missing)
                throw new ModelException($"{op}: input '{missing.Name}' is not computed before it is used; export the model again");
            foreach (Tensor output in op.Outputs)
                if (output.IsConstant || !known.Add(output))
                    throw new ModelException($"{op}: output '{output.Name}' is computed twice; export the model again");
        }
        if (outputs.FirstOrDefault(output => !IsKnown(output)) is { } open)
            throw new ModelException($"the model's output '{open.Name}' is never computed; export the model again");
        if (inputs.Length == 0) throw new ModelException("the model has no input; export it with one");
        if (outputs.Length == 0) throw new ModelException("the model has no output; export it with one");
        (Name, Inputs, Outputs, Operators) = (Names.Clean(name), inputs, outputs, operators);
    }

    /// <summary>
    /// Name of the model, on one line and at most 100 characters. A ? stands for each character that is not printable; the middle of a
    /// longer name is replaced by three dots.
    /// </summary>
    public string Name { get; }

    /// <summary>Graph inputs. The caller of an engine gives their values.</summary>
    public ImmutableArray<Tensor> Inputs { get; }

    /// <summary>Graph outputs.</summary>
    public ImmutableArray<Tensor> Outputs { get; }

    /// <summary>Operators in running order.</summary>
    public ImmutableArray<Operator> Operators { get; }
}
