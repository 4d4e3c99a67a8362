namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A convolution and the maximum pooling behind it as one operator, if nothing else reads the map between them. The map takes no memory.
/// </summary>
internal sealed class PooledConvolution(Conv2D convolution, Pool2D pool) : FusedPair<Conv2D, Pool2D>(convolution, pool)
{
    /// <summary>Makes the same network with every such pair as one operator.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers that are not fused.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        List<Operator> operators = [.. graph.Operators];
        for (int i = 0; i + 1 < operators.Count; i++)
            if (operators[i] is Conv2D convolution && !except.Contains(convolution) && operators[i + 1] is Pool2D pool
                && IsReadByOne(graph, convolution, pool)
                && PooledRows.CanDo(convolution, pool, CompiledOperators.AccumulatorsOf(convolution)))
            {
                operators[i] = new PooledConvolution(convolution, pool);
                operators.RemoveAt(i + 1);
            }
        return new Graph(graph.Name, graph.Inputs, graph.Outputs, [.. operators]);
    }

    internal void Write(ClassWriter writer) => PooledRows.Write(writer, Convolution, Reader, CompiledOperators.AccumulatorsOf(this));
}
