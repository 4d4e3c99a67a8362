namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A convolution and the depthwise convolution behind it as one operator, if nothing else reads the map between them. This map is often the
/// largest of a network. Only those of its rows exist at a time that the depthwise convolution reads for one band of its output rows.
/// </summary>
internal sealed class ConvolvedDepthwise(Operator convolution, DepthwiseConv2D depthwise)
    : FusedPair<Operator, DepthwiseConv2D>(convolution, depthwise)
{
    // Maximum number of pairs, to limit the time: an arena is planned for each pair. Pairs with larger maps come first.
    private const int MaxPairs = 64;

    /// <summary>
    /// Fuses as many pairs as necessary to make the arena as small as possible. It fuses no more than that, because a pair that is not
    /// fused can compute more rows at a time, which is faster.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers that are not fused.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        Graph best = graph;
        int min = Bytes(graph);
        // Pairs with the largest maps come first.
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

    // Bytes of the arena, with the rows of the map between the two layers of each fused pair.
    private static int Bytes(Graph graph)
    {
        ArenaScratch arena = new(graph, ArenaPlanner.Plan(graph));
        for (int i = 0; i < graph.Operators.Length; i++)
            if (graph.Operators[i] is ConvolvedDepthwise { Reader: { Window: var window, Input.Shape.Nhwc: var (_, h, w, c) } })
                arena.Reserve(i, (long)DepthwiseStream.MinHeldRows(window) * new RowSource(window, h, w, c, isOnDemand: true).Pitch);
        return arena.Bytes;
    }

    internal void Write(ClassWriter writer)
    {
        Window window = ((IWindowed)Convolution).Window;
        ConvolutionCode rows = new(writer, writer.Name + "Convolution", Convolution, window,
            Convolution is Conv2D convolution ? convolution.Groups : 1, window.OutWidth);
        DepthwiseCode.Write(writer, Reader, rows);
    }
}
