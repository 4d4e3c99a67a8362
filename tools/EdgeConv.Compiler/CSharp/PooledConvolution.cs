namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A convolution and the pooling or mean behind it as one operator, if nothing else reads the map between them. The map takes no memory.
/// </summary>
internal sealed class PooledConvolution(Conv2D convolution, Operator reader) : FusedPair<Conv2D, Operator>(convolution, reader)
{
    private bool _isAveraged; // over the whole map

    /// <summary>Makes the same network with every such pair as one operator.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers that are not fused.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        for (int i = 0; i + 1 < graph.Operators.Length; i++)
        {
            Operator reader = graph.Operators[i + 1];
            if (graph.Operators[i] is not Conv2D convolution || except.Contains(convolution) || !IsReadByOne(graph, convolution, reader))
                continue;
            PooledConvolution pair = new(convolution, reader);
            Graph fused = new(graph.Name, graph.Inputs, graph.Outputs, graph.Operators.RemoveAt(i + 1).SetItem(i, pair));
            Accumulators sums = CompiledOperators.AccumulatorsOf(convolution);
            pair._isAveraged = AveragedRows.CanDo(graph, i, convolution, reader, fused);
            if (pair._isAveraged || (reader is Pool2D pool && PooledRows.CanDo(convolution, pool, sums))) graph = fused;
        }
        return graph;
    }

    internal void Write(ClassWriter writer)
    {
        if (_isAveraged) AveragedRows.Write(writer, Convolution, Reader);
        else PooledRows.Write(writer, Convolution, (Pool2D)Reader, CompiledOperators.AccumulatorsOf(this));
    }
}
