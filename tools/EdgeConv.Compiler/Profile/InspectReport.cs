using EdgeConv.Compiler.Packed;

namespace EdgeConv.Compiler.Profile;

/// <summary>What `inspect` says of a model: its layers and what they cost.</summary>
public sealed class InspectReport
{
    /// <summary>Looks at a model.</summary>
    /// <param name="model">As an importer gives it.</param>
    /// <param name="compiled">Whether the compiled engine is judged too, which takes some tenths of a second.</param>
    /// <exception cref="ModelException">Activations beyond what any machine holds.</exception>
    public InspectReport(Graph model, bool compiled = true)
    {
        Graph graph = Graph = Pipeline.ForBoard(model);
        ArenaPlan plan = ArenaPlanner.Plan(graph);
        long[] live = LiveBytes.Of(graph, plan);
        Layers = [.. graph.Operators.Select((op, i) =>
            new InspectedLayer(i, op, LayerText.Name(op.Output.Name), LayerText.Parameters(op), live[i]))];
        Macs = graph.Operators.Sum(op => op.Macs);
        Parameters = graph.Operators.Sum(op => op.Parameters);
        ArenaBytes = plan.Bytes;
        List<EngineCost> engines = [];
        if (compiled) CompiledRefusal = Judge(() => engines.Add(EngineCost.OfCompiled(graph)));
        Refusal = Judge(() => engines.AddRange(EngineCost.OfPacked(graph, EcmFile.Write(graph), EcmFile.WriteCompact(graph))));
        Engines = [.. engines];
    }

    private static string? Judge(Action judge)
    {
        try
        {
            judge();
            return null;
        }
        catch (ModelException refusal)
        {
            return refusal.Message;
        }
    }

    /// <summary>The model as the board runs it: between int8 tensors, with constants computed and activations fused.</summary>
    public Graph Graph { get; }

    /// <summary>In running order.</summary>
    public ImmutableArray<InspectedLayer> Layers { get; }

    /// <summary>Multiply-accumulates of one inference.</summary>
    public long Macs { get; }

    /// <summary>Weights and biases.</summary>
    public long Parameters { get; }

    /// <summary>What each engine that carries the model takes, the compiled one first.</summary>
    public ImmutableArray<EngineCost> Engines { get; }

    /// <summary>Why the compiled engine does not carry the model, or null.</summary>
    public string? CompiledRefusal { get; }

    /// <summary>Why the packed engine does not carry the model, or null.</summary>
    public string? Refusal { get; }

    /// <summary>Which engines do not carry the model, and why; a line each.</summary>
    public IEnumerable<string> Refusals
    {
        get
        {
            if (CompiledRefusal is not null) yield return $"the compiled engine does not carry this model: {CompiledRefusal}";
            if (Refusal is not null) yield return $"the packed engine does not carry this model: {Refusal}";
        }
    }

    /// <summary>The one buffer that all activations live in.</summary>
    public long ArenaBytes { get; }
}

/// <summary>One layer as `inspect` shows it.</summary>
/// <param name="Index">Place in running order, from 0.</param>
/// <param name="Operator">What runs.</param>
/// <param name="Name">The output's name, shortened.</param>
/// <param name="Text">Window, stride and activation, or "".</param>
/// <param name="LiveBytes">Bytes of the arena in use while it runs.</param>
public sealed record InspectedLayer(int Index, Operator Operator, string Name, string Text, long LiveBytes);
