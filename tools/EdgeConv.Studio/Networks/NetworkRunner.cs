using System.Collections.Immutable;
using EdgeConv.Compiler.Packed;
using EdgeConv.Compiler.Reference;

namespace EdgeConv.Studio.Networks;

/// <summary>
/// Runs a network on many inputs and keeps the output of every layer. It uses the device library's packed engine if that can return all
/// outputs, and otherwise the reference engine, which gives the same bytes.
/// </summary>
internal sealed class NetworkRunner
{
    // Maximum number of outputs of an .ecm file.
    private const int MaxPackedOutputs = 8;

    private readonly Graph _graph;
    private readonly PackedModel? _packed;

    /// <summary>Prepares the engine.</summary>
    /// <param name="graph">A graph from <see cref="NetworkRun.Prepare"/>.</param>
    public NetworkRunner(Graph graph)
    {
        _graph = graph;
        if (graph.Operators.Length > MaxPackedOutputs || !graph.Operators.All(op => op.Outputs is [{ Type: ElementType.Int8 }])) return;
        try
        {
            // Every layer's output is an output of the model, so that the arena keeps all of them until the end.
            ImmutableArray<Tensor> tensors = [.. graph.Operators.Select(op => op.Output)];
            _packed = PackedModel.Load(EcmFile.Write(new Graph(graph.Name, graph.Inputs, tensors, graph.Operators)).Bytes);
        }
        catch (ModelException)
        {
            // The packed engine lacks an operator of this network.
        }
    }

    /// <summary>Runs one inference.</summary>
    /// <param name="input">Input of the model, row-major NHWC.</param>
    /// <param name="cancellation">Ends the inference between two layers.</param>
    /// <returns>Name of the engine, and the values of every tensor.</returns>
    public (string Engine, TensorValues Values) Run(sbyte[] input, CancellationToken cancellation)
    {
        if (_packed is null) return ("reference", ReferenceEngine.Run(_graph, [input], _ => cancellation.ThrowIfCancellationRequested()));
        sbyte[] all = new sbyte[_graph.Operators.Sum(op => op.Output.Shape.Length)];
        _packed.Invoke(input, all);
        TensorValues values = new();
        values.Set(_graph.Inputs[0], input);
        int at = 0;
        foreach (Operator op in _graph.Operators) values.Set(op.Output, all[at..(at += op.Output.Shape.Length)]);
        return ("packed", values);
    }
}
