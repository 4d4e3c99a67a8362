using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;

namespace EdgeConv.Compiler.Backends;

/// <summary>What `inspect` says of a model: its layers and what they cost.</summary>
public sealed class InspectReport
{
    /// <summary>Looks at a model.</summary>
    public InspectReport(Graph graph)
    {
        Graph = graph;
        long[] live = LiveBytes.Of(graph);
        Layers = [.. graph.Operators.Select((op, i) => new InspectedLayer(i, op, LayerText.Name(op.Output.Name), LayerText.Parameters(op), live[i]))];
        Macs = graph.Operators.Sum(op => op.Macs);
        Parameters = graph.Operators.Sum(op => op.Parameters);
        PeakBytes = live.DefaultIfEmpty().Max();
    }

    /// <summary>The model.</summary>
    public Graph Graph { get; }

    /// <summary>In running order.</summary>
    public ImmutableArray<InspectedLayer> Layers { get; }

    /// <summary>Multiply-accumulates of one inference.</summary>
    public long Macs { get; }

    /// <summary>Weights and biases.</summary>
    public long Parameters { get; }

    /// <summary>The most activations any layer needs at once.</summary>
    public long PeakBytes { get; }
}

/// <summary>One layer as `inspect` shows it.</summary>
/// <param name="Index">Place in running order, from 0.</param>
/// <param name="Operator">What runs.</param>
/// <param name="Name">The output's name, shortened.</param>
/// <param name="Text">Window, stride and activation, or "".</param>
/// <param name="LiveBytes">Bytes of all activations needed while it runs.</param>
public sealed record InspectedLayer(int Index, Operator Operator, string Name, string Text, long LiveBytes);
