namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// A convolution and the depthwise convolution that alone reads it, as one operator: of the map between them, most often the largest of a
/// network, only the rows that one band of the depthwise convolution reads are there.
/// </summary>
internal sealed class ConvolvedDepthwise : Operator
{
    // An arena is planned for each: of more, in a model of thousands of layers, the smaller ones do not matter.
    private const int MaxPairs = 64;

    private ConvolvedDepthwise(Operator convolution, Operators.DepthwiseConv2D depthwise) : base(convolution.Inputs, depthwise.Outputs)
    {
        Convolution = convolution;
        Depthwise = depthwise;
    }

    /// <summary>The layer that comes first: a convolution, or a depthwise convolution of one channel, which is the same.</summary>
    internal Operator Convolution { get; }

    /// <summary>The layer that reads it.</summary>
    internal Operators.DepthwiseConv2D Depthwise { get; }

    /// <inheritdoc/>
    public override string Kind => $"{Convolution.Kind} + {Depthwise.Kind}";

    /// <inheritdoc/>
    public override long Macs => Convolution.Macs + Depthwise.Macs;

    /// <inheritdoc/>
    public override long Parameters => Convolution.Parameters + Depthwise.Parameters;

    /// <summary>
    /// The graph with as many such pairs as one operator each as make its arena smallest, and no more: a pair whose map lies in the arena
    /// may take more rows at a time.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers left as they are.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except)
    {
        Graph best = graph;
        int least = Bytes(graph);
        // The largest maps first.
        foreach (Operators.DepthwiseConv2D depthwise in graph.Operators.OfType<Operators.DepthwiseConv2D>().Where(op =>
            !except.Contains(op)).OrderByDescending(op => op.Input.Shape.Length).Take(MaxPairs).ToArray())
        {
            int at = graph.Operators.IndexOf(depthwise);
            if (at <= 0 || except.Contains(graph.Operators[at - 1]) || !CanDo(graph, graph.Operators[at - 1], depthwise)) continue;
            graph = new Graph(graph.Name, graph.Inputs, graph.Outputs,
                graph.Operators.RemoveAt(at).SetItem(at - 1, new ConvolvedDepthwise(graph.Operators[at - 1], depthwise)));
            if (Bytes(graph) is var bytes && bytes < least) (best, least) = (graph, bytes);
        }
        return best;
    }

    private static bool CanDo(Graph graph, Operator convolution, Operators.DepthwiseConv2D depthwise) =>
        convolution is Operators.Conv2D or Operators.DepthwiseConv2D { Input.Shape.Nhwc.C: 1 } && depthwise.Input == convolution.Output
            && !graph.Outputs.Contains(convolution.Output) && graph.Operators.Count(op => op.Inputs.Contains(convolution.Output)) == 1
        && convolution.Output.Shape.Nhwc is { N: 1, C: > 1 } && depthwise is { ChannelMultiplier: 1, Window.DilationY: 1 }
        && depthwise.Window.StrideY <= depthwise.Window.Rows;

    // Of the arena with the rows that pairs need.
    private static int Bytes(Graph graph)
    {
        ArenaScratch arena = new(graph, ArenaPlanner.Plan(graph));
        for (int i = 0; i < graph.Operators.Length; i++)
            if (graph.Operators[i] is ConvolvedDepthwise { Depthwise: { Window: var window, Input.Shape.Nhwc: var (_, h, w, c) } })
                arena.Take(i, (long)DepthwiseStream.FewHeldRows(window) * new RowSource(window, h, w, c, isMade: true).Pitch);
        return arena.Bytes;
    }

    /// <inheritdoc/>
    public override Operator With(ImmutableArray<Tensor> inputs, ImmutableArray<Tensor> outputs) =>
        throw new NotSupportedException("made last, changed by no pass");

    /// <inheritdoc/>
    public override void Evaluate(TensorValues values)
    {
        Convolution.Evaluate(values);
        Depthwise.Evaluate(values);
    }

    /// <summary>Writes the pair.</summary>
    internal void Write(ClassWriter writer)
    {
        (Tensor input, Window window, int groups) = Convolution is Operators.Conv2D convolution
            ? (convolution.Input, convolution.Window, convolution.Groups)
            : (Convolution.Inputs[0], ((Operators.DepthwiseConv2D)Convolution).Window, 1);
        ConvolutionCode rows = new(writer, writer.Name + "Convolution", input, window, writer.SumsOf(Convolution), groups, window.OutWidth);
        DepthwiseCode.Write(writer, Depthwise.Input, Depthwise.Output, Depthwise.Window, writer.SumsOf(Depthwise),
            Depthwise.ChannelMultiplier, rows);
    }
}
