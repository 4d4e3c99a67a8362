namespace EdgeConv.Compiler.Reference;

/// <summary>
/// Wraps a graph as a model of the device library, so that the simulator can run it. The reference engine computes it. The report can show
/// the activations of up to twelve layers, the first ones and the last one; the others are hidden.
/// </summary>
public sealed class GraphModel : ILayeredModel
{
    // Limits of what is shown: more layers nobody looks at, and the report stores the activations of every frame.
    private const int MaxLayers = 12;
    private const int MaxActivations = 16384;
    private const int MaxWeights = 16384;

    private readonly Graph _graph;
    private readonly List<(Tensor Tensor, ModelLayer Layer)> _layers = [];
    private readonly Dictionary<Tensor, Operator> _producers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Makes a model of a graph.</summary>
    /// <param name="graph">A graph with one int8 input and one int8 output, as <see cref="Passes.Int8InputsAndOutputs"/> makes it.</param>
    /// <param name="classes">Names of the output's classes, or null. They label every shown layer that has as many values.</param>
    /// <exception cref="ModelException">The graph has several inputs or outputs, or one of them is not int8.</exception>
    public GraphModel(Graph graph, string[]? classes = null)
    {
        if (graph is not { Inputs: [var input], Outputs: [var output] })
            throw new ModelException($"the model has {Amount.Of(graph.Inputs.Length, "input")} and "
                + $"{Amount.Of(graph.Outputs.Length, "output")}; the loop takes models with one input and one output");
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

    /// <summary>Number of hidden layers. Operators that only change a shape are not counted.</summary>
    public int HiddenLayers { get; }

    /// <summary>
    /// Finds the shown layers that a shown layer reads, directly or through hidden layers, and counts the hidden layers between.
    /// </summary>
    /// <param name="index">Index of the shown layer, 0 to <see cref="LayerCount"/> - 1, or <see cref="LayerCount"/> for the model's
    /// output.</param>
    /// <returns>The indices of the shown layers in ascending order, with -1 for the model's input, and the number of hidden
    /// layers.</returns>
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
    /// Runs one inference. Unlike a model on the device it allocates memory, because the reference engine keeps every tensor.
    /// </summary>
    /// <param name="input">The input, row-major: NHWC for a map. Values behind the input's length are ignored.</param>
    /// <param name="output">Takes the output, row-major; at least as long as the output.</param>
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
