namespace EdgeConv.Compiler.Profile;

/// <summary>Counts the IL instructions of single inferences, by running an engine's own code with counters in it.</summary>
public sealed class InferenceCounter
{
    private readonly Action<sbyte[], sbyte[]> _invoke;
    private readonly sbyte[] _output;

    private InferenceCounter(string engine, Graph graph, Action<sbyte[], sbyte[]> invoke)
        : this(engine, invoke, graph.Inputs.Sum(tensor => tensor.Shape.Length), graph.Outputs.Sum(tensor => tensor.Shape.Length))
    {
    }

    private InferenceCounter(string engine, Action<sbyte[], sbyte[]> invoke, int inputs, int outputs)
    {
        Engine = engine;
        _invoke = invoke;
        _output = new sbyte[outputs];
        // A first inference may do more, for example run static initializers, so it is not counted.
        _invoke(new sbyte[inputs], _output);
    }

    /// <summary>The engine whose instructions are counted: <see cref="ModelProfile.Compiled"/> or
    /// <see cref="ModelProfile.Packed"/>.</summary>
    public string Engine { get; }

    /// <summary>
    /// Makes a counter for the engine that firmware would use: the compiled one, or the packed one if the compiled one cannot run the
    /// model.
    /// </summary>
    /// <param name="graph">The network, after all passes.</param>
    /// <exception cref="ModelException">Neither engine can run the model; the message says why the compiled one cannot.</exception>
    public static InferenceCounter Of(Graph graph)
    {
        try
        {
            return new InferenceCounter(ModelProfile.Compiled, graph, ModelProfile.CountingCompiled(graph));
        }
        catch (ModelException refusal)
        {
            try
            {
                return new InferenceCounter(ModelProfile.Packed, graph, ModelProfile.CountingPacked(graph));
            }
            catch (ModelException)
            {
                throw new ModelException(refusal.Message, refusal);
            }
        }
    }

    /// <summary>The maximum number of IL instructions of an .ecm file's model, over the three inputs of a profile.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">All bytes of its file.</param>
    public static long MaxOf(PackedModel model, byte[] file)
    {
        int inputs = Enumerable.Range(0, model.InputCount).Sum(i => model.InputAt(i).Length);
        int outputs = Enumerable.Range(0, model.OutputCount).Sum(i => model.OutputAt(i).Length);
        InferenceCounter counter = new(ModelProfile.Packed, ModelProfile.CountingPacked(file), inputs, outputs);
        return ModelProfile.Inputs(inputs).Max(counter.Count);
    }

    /// <summary>Counts the IL instructions of one inference.</summary>
    /// <param name="input">The model's input, row-major NHWC.</param>
    public long Count(sbyte[] input) => IlCounter.Measure(() => _invoke(input, _output));
}
