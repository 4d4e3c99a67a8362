using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;
using EdgeConv.Models;

namespace EdgeConv.Compiler.Backends;

/// <summary>A graph as a model of the device library, run by the reference engine: what the simulator takes. It shows its first layers and its last.</summary>
public sealed class GraphModel : ILayeredModel
{
    // As much as a person looks at and a report can hold for every frame.
    private const int MostLayers = 12;
    private const int MostActivations = 16384;
    private const int MostWeights = 16384;

    private readonly Graph _graph;
    private readonly List<(Tensor Tensor, ModelLayer Layer)> _layers = [];

    /// <summary>Makes a model.</summary>
    /// <param name="graph">With one int8 input and one int8 output, as QuantizedBorders leaves it.</param>
    /// <param name="classes">Names of the output's classes, or null.</param>
    /// <exception cref="ModelException">Several inputs or outputs, or of another type.</exception>
    public GraphModel(Graph graph, string[]? classes = null)
    {
        if (graph.Inputs.Length != 1 || graph.Outputs.Length != 1) throw new ModelException($"{graph.Inputs.Length} inputs and {graph.Outputs.Length} outputs; the loop takes models of one each");
        _graph = graph;
        Input = Info(graph.Inputs[0]);
        Output = Info(graph.Outputs[0]);
        int left = MostActivations;
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            bool isLast = i == graph.Operators.Length - 1;
            if (op.Outputs.Length != 1 || op.Output.Type != ElementType.Int8 || (op.IsView && !isLast)) continue;
            if (!isLast && (_layers.Count >= MostLayers - 1 || op.Output.Shape.Length > left)) continue;
            left -= op.Output.Shape.Length;
            Tensor? filters = op is Conv2D conv && conv.Filters.Shape.Length <= MostWeights ? conv.Filters : null;
            _layers.Add((op.Output, new ModelLayer(Name(op), Info(op.Output), new sbyte[op.Output.Shape.Length], (sbyte[]?)filters?.Constant, filters?.Shape.ToArray(),
                classes is not null && op.Output.Shape.Length == classes.Length ? classes : null)));
        }
    }

    /// <inheritdoc/>
    public TensorInfo Input { get; }

    /// <inheritdoc/>
    public TensorInfo Output { get; }

    /// <inheritdoc/>
    public int LayerCount => _layers.Count;

    /// <inheritdoc/>
    public ModelLayer Layer(int index) => _layers[index].Layer;

    /// <summary>Runs one inference. Unlike a model on the device it allocates: the reference engine keeps every tensor.</summary>
    public void Invoke(sbyte[] input, sbyte[] output)
    {
        TensorValues values = ReferenceEngine.Run(_graph, [input[..Input.Length]]);
        foreach ((Tensor tensor, ModelLayer layer) in _layers) values.Int8(tensor).CopyTo(layer.Activations, 0);
        values.Int8(_graph.Outputs[0]).CopyTo(output, 0);
    }

    private static string Name(Operator op) => $"{op.Kind.ToLowerInvariant().Replace('_', ' ')} {LayerText.Parameters(op)}".TrimEnd();

    private static TensorInfo Info(Tensor tensor) => new(tensor.Shape.Rank == 0 ? [1] : tensor.Shape.ToArray(), tensor.Quantized.Scale, tensor.Quantized.ZeroPoint);
}
