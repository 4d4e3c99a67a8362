namespace EdgeConv.Compiler.Reference;

/// <summary>
/// A graph as a model of the device library, which the simulator runs; the reference engine computes it. Of its layers it shows the first
/// and the last.
/// </summary>
public sealed class GraphModel : ILayeredModel
{
    // What a person looks at, and a report can hold for every frame.
    private const int MaxLayers = 12;
    private const int MaxActivations = 16384;
    private const int MaxWeights = 16384;

    private readonly Graph _graph;
    private readonly List<(Tensor Tensor, ModelLayer Layer)> _layers = [];
    private readonly Dictionary<Tensor, Operator> _producers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a model.</summary>
    /// <param name="graph">One int8 input and one int8 output, as <see cref="Passes.Int8InputsAndOutputs"/> leaves it.</param>
    /// <param name="classes">Names of the output's classes, or null; shown with layers of as many values.</param>
    /// <exception cref="ModelException">There are several inputs or outputs, or one is not int8.</exception>
    public GraphModel(Graph graph, string[]? classes = null)
    {
        if (graph is not { Inputs: [var input], Outputs: [var output] })
            throw new ModelException($"{Amount.Of(graph.Inputs.Length, "input")} and {Amount.Of(graph.Outputs.Length, "output")}; the "
            + "loop takes models of one each");
        _graph = graph;
        Input = Info(input);
        Output = Info(output);
        int left = MaxActivations;
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            foreach (Tensor produced in op.Outputs) _producers[produced] = op;
            bool isLast = i == graph.Operators.Length - 1;
            if (op.IsView && !isLast) continue;
            bool hasRoom = isLast || (_layers.Count < MaxLayers - 1 && op.Output.Shape.Length <= left);
            if (op.Outputs.Length != 1 || op.Output.Type != ElementType.Int8 || !hasRoom)
            {
                HiddenLayers++;
                continue;
            }
            left -= op.Output.Shape.Length;
            Tensor? filters = op is Conv2D conv && conv.Filters.Shape.Length <= MaxWeights ? conv.Filters : null;
            _layers.Add((op.Output, new ModelLayer(Name(op), Info(op.Output), new sbyte[op.Output.Shape.Length],
                (sbyte[]?)filters?.Constant, filters?.Shape.ToArray(), classes?.Length == op.Output.Shape.Length ? classes : null)));
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

    /// <summary>Number of layers that it does not show, without operators that only change a shape.</summary>
    public int HiddenLayers { get; }

    /// <summary>
    /// Which shown layers a shown layer reads, directly or through hidden layers, and how many hidden layers are between.
    /// </summary>
    /// <param name="index">The layer's index; <see cref="LayerCount"/> for the model's output.</param>
    /// <returns>Indices of shown layers in ascending order, -1 for the model's input; and the number of hidden layers.</returns>
    public (int[] Sources, int Hidden) SourceOf(int index)
    {
        SortedSet<int> sources = [];
        HashSet<Tensor> seen = new(ReferenceEqualityComparer.Instance);
        Stack<Tensor> open = new(index == LayerCount ? [_graph.Outputs[0]] : _producers[_layers[index].Tensor].Inputs);
        HashSet<Operator> hidden = new(ReferenceEqualityComparer.Instance);
        while (open.TryPop(out Tensor? tensor))
        {
            if (tensor.IsConstant || !seen.Add(tensor)) continue;
            int shown = _layers.FindIndex(layer => ReferenceEquals(layer.Tensor, tensor));
            if (shown >= 0 || !_producers.TryGetValue(tensor, out Operator? op))
            {
                sources.Add(shown);
                continue;
            }
            if (!op.IsView) hidden.Add(op);
            foreach (Tensor input in op.Inputs) open.Push(input);
        }
        return ([.. sources], hidden.Count);
    }

    /// <summary>
    /// Runs one inference: <paramref name="input"/> and <paramref name="output"/> are row-major. Unlike a model on the device it allocates,
    /// because the reference engine keeps every tensor.
    /// </summary>
    public void Invoke(sbyte[] input, sbyte[] output)
    {
        TensorValues values = ReferenceEngine.Run(_graph, [input[..Input.Length]]);
        foreach ((Tensor tensor, ModelLayer layer) in _layers) values.Int8(tensor).CopyTo(layer.Activations, 0);
        values.Int8(_graph.Outputs[0]).CopyTo(output, 0);
    }

    private static string Name(Operator op) => $"{op.Kind.ToLowerInvariant().Replace('_', ' ')} {LayerText.Parameters(op)}".TrimEnd();

    private static TensorInfo Info(Tensor tensor)
    {
        int[] shape = tensor.Shape.Rank == 0 ? [1] : tensor.Shape.ToArray();
        return new(shape, tensor.Quantized.Scale, tensor.Quantized.ZeroPoint, tensor.IsUnsigned);
    }
}
