namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A convolution and the depthwise convolution that alone reads it, as one operator: of the map between them, most often the largest of a
/// network, only the rows that one band of the depthwise convolution reads are there.
/// </summary>
internal sealed class ConvolvedDepthwise(Operator convolution, DepthwiseConv2D depthwise)
    : FusedPair<Operator, DepthwiseConv2D>(convolution, depthwise)
{
    // An arena is planned for each pair: in a model of thousands of layers the smaller maps do not matter.
    private const int MaxPairs = 64;

    /// <summary>
    /// The graph with as many such pairs as one operator each as make its arena smallest, and no more: a pair whose map lies in the arena
    /// may take more rows at a time.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers left as they are.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        Graph best = graph;
        int min = Bytes(graph);
        // The largest maps first.
        foreach (DepthwiseConv2D depthwise in graph.Operators.OfType<DepthwiseConv2D>().Where(op =>
            !except.Contains(op)).OrderByDescending(op => op.Input.Shape.Length).Take(MaxPairs).ToArray())
        {
            int at = graph.Operators.IndexOf(depthwise);
            if (at <= 0 || except.Contains(graph.Operators[at - 1]) || !CanDo(graph, graph.Operators[at - 1], depthwise)) continue;
            graph = new Graph(graph.Name, graph.Inputs, graph.Outputs,
                graph.Operators.RemoveAt(at).SetItem(at - 1, new ConvolvedDepthwise(graph.Operators[at - 1], depthwise)));
            if (Bytes(graph) is var bytes && bytes < min) (best, min) = (graph, bytes);
        }
        return best;
    }

    private static bool CanDo(Graph graph, Operator convolution, DepthwiseConv2D depthwise) =>
        convolution is Conv2D or DepthwiseConv2D { Input.Shape.Nhwc.C: 1 } && IsReadByOne(graph, convolution, depthwise)
        && convolution.Output.Shape.Nhwc is { N: 1, C: > 1 } && depthwise is { ChannelMultiplier: 1, Window.DilationY: 1 }
        && depthwise.Window.StrideY <= depthwise.Window.Rows;

    // Bytes of the arena, with the rows between the two layers of each pair.
    private static int Bytes(Graph graph)
    {
        ArenaScratch arena = new(graph, ArenaPlanner.Plan(graph));
        for (int i = 0; i < graph.Operators.Length; i++)
            if (graph.Operators[i] is ConvolvedDepthwise { Reader: { Window: var window, Input.Shape.Nhwc: var (_, h, w, c) } })
                arena.Take(i, (long)DepthwiseStream.FewHeldRows(window) * new RowSource(window, h, w, c, isMade: true).Pitch);
        return arena.Bytes;
    }

    /// <summary>Writes the pair.</summary>
    internal void Write(ClassWriter writer)
    {
        Window window = ((IWindowed)Convolution).Window;
        ConvolutionCode rows = new(writer, writer.Name + "Convolution", Convolution, window,
            Convolution is Conv2D convolution ? convolution.Groups : 1, window.OutWidth);
        DepthwiseCode.Write(writer, Reader, rows);
    }
}
