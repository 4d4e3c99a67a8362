namespace EdgeConv.Compiler.CSharp;

/// <summary>A convolution and the maximum pooling that alone reads it, as one operator: the map between them takes no memory.</summary>
internal sealed class PooledConvolution : Operator
{
    private readonly Operators.Conv2D _convolution;
    private readonly Operators.Pool2D _pool;

    private PooledConvolution(Operators.Conv2D convolution, Operators.Pool2D pool) : base(convolution.Inputs, pool.Outputs)
    {
        _convolution = convolution;
        _pool = pool;
    }

    /// <summary>The convolution.</summary>
    internal Operators.Conv2D Convolution => _convolution;

    /// <inheritdoc/>
    public override string Kind => $"{_convolution.Kind} + {_pool.Kind}";

    /// <inheritdoc/>
    public override long Macs => _convolution.Macs;

    /// <inheritdoc/>
    public override long Parameters => _convolution.Parameters;

    /// <summary>The graph with every such pair as one operator.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers left as they are.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        List<Operator> operators = [.. graph.Operators];
        for (int i = 0; i + 1 < operators.Count; i++)
            if (operators[i] is Operators.Conv2D convolution && !except.Contains(convolution) && operators[i + 1] is Operators.Pool2D pool
                && pool.Input == convolution.Output && !graph.Outputs.Contains(convolution.Output) && operators.Count(op =>
                op.Inputs.Contains(convolution.Output)) == 1 && PooledRows.CanDo(convolution, pool, CompiledOperators.SumsOf(convolution)))
            {
                operators[i] = new PooledConvolution(convolution, pool);
                operators.RemoveAt(i + 1);
            }
        return new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. operators]);
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        throw new NotSupportedException("made last, changed by no pass");

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        _convolution.Evaluate(values);
        _pool.Evaluate(values);
    }

    /// <summary>Writes the pair.</summary>
    internal void Write(ClassWriter writer) => PooledRows.Write(writer, _convolution, _pool, writer.SumsOf(this));
}
