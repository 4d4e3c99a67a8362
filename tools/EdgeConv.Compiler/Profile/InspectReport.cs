using System.Text.Json.Serialization;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// The result of `edgeconv inspect`: the object that `--json` prints (docs/command-line-json.md), from which the tables and the page are
/// drawn too. An .ecm file does not hold layers; for such a file everything that follows from layers is null.
/// </summary>
/// <param name="Model">The model's name.</param>
/// <param name="Inputs">The model's inputs.</param>
/// <param name="Outputs">The model's outputs.</param>
/// <param name="Macs">Number of multiply-accumulates of one inference.</param>
/// <param name="Parameters">Number of weights and biases.</param>
/// <param name="ArenaBytes">Size of the one buffer that holds all activations, in bytes.</param>
/// <param name="Layers">The layers in running order, as the board runs them.</param>
/// <param name="Refusal">Why the packed engine cannot run the model, or null.</param>
/// <param name="CompiledRefusal">Why the compiled engine cannot run the model, or null.</param>
/// <param name="Engines">The memory that each engine needs, for the engines that can run the model; the compiled engine comes
/// first.</param>
/// <param name="Boards">The boards, and whether the model fits them.</param>
public sealed record InspectReport(
    string Model, IReadOnlyList<TensorReport> Inputs, IReadOnlyList<TensorReport> Outputs, long? Macs, long? Parameters, long? ArenaBytes,
    IReadOnlyList<InspectedLayer>? Layers, string? Refusal, string? CompiledRefusal, IReadOnlyList<EngineCost> Engines,
    IReadOnlyList<InspectedBoard> Boards)
{
    /// <summary>One line for each engine that cannot run the model, with the reason.</summary>
    [JsonIgnore]
    public IEnumerable<string> Refusals
    {
        get
        {
            if (CompiledRefusal is not null) yield return $"the compiled engine does not carry this model: {CompiledRefusal}";
            if (Refusal is not null) yield return $"the packed engine does not carry this model: {Refusal}";
        }
    }

    /// <summary>Inspects a model.</summary>
    /// <param name="graph">The model as the board runs it (<see cref="Pipeline.ForBoard"/>).</param>
    /// <param name="boards">The boards for which the report says whether the model fits.</param>
    /// <param name="compiled">True to include the compiled engine, which takes some tenths of a second.</param>
    /// <exception cref="ModelException">The activations need 2^31 bytes or more.</exception>
    public static InspectReport Of(Graph graph, IReadOnlyList<BoardMemory> boards, bool compiled = true)
    {
        ArenaPlan plan = ArenaPlanner.Plan(graph);
        long[] live = LiveBytes.Of(graph, plan);
        List<EngineCost> engines = [];
        string? compiledRefusal = compiled ? Judge(() => engines.Add(EngineCost.OfCompiled(graph))) : null;
        string? refusal = Judge(() => engines.AddRange(EngineCost.OfPacked(graph, EcmFile.Write(graph), EcmFile.WriteCompact(graph))));
        return new(graph.Name, TensorReport.Of(graph.Inputs), TensorReport.Of(graph.Outputs), graph.Operators.Sum(op => op.Macs),
            graph.Operators.Sum(op => op.Parameters), plan.Bytes, InspectedLayer.Of(graph, live), refusal, compiledRefusal, engines,
            InspectedBoard.Of(boards, engines));
    }

    /// <summary>Inspects an .ecm file.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="model">The file, loaded.</param>
    /// <param name="fileBytes">The file's size, in bytes.</param>
    /// <param name="boards">The boards for which the report says whether the model fits.</param>
    public static InspectReport OfPacked(string name, PackedModel model, long fileBytes, IReadOnlyList<BoardMemory> boards)
    {
        (Tensor[] inputs, Tensor[] outputs) = EcmFile.Tensors(model);
        EngineCost[] engines = [EngineCost.OfPacked(model, fileBytes)];
        return new(name, TensorReport.Of(inputs), TensorReport.Of(outputs), null, null, null, null, null, null, engines,
            InspectedBoard.Of(boards, engines));
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
}

/// <summary>One layer as `inspect` shows it.</summary>
/// <param name="Index">Index in running order, from 0.</param>
/// <param name="Operator">The operator's name in TensorFlow Lite.</param>
/// <param name="Name">Name of its output.</param>
/// <param name="Text">Window, stride and activation as text, or "".</param>
/// <param name="Shape">Shape of its first output, the outermost axis first.</param>
/// <param name="Macs">Number of multiply-accumulates.</param>
/// <param name="Parameters">Number of weights and biases.</param>
/// <param name="LiveBytes">Bytes of the arena that are in use while it runs.</param>
/// <param name="Shapes">Shapes of all its outputs, as text.</param>
/// <param name="Sources">The rows that it reads: 0 for the model's inputs, i + 1 for layer i.</param>
public sealed record InspectedLayer(
    int Index, string Operator, string Name, string Text, ImmutableArray<int> Shape, long Macs, long Parameters, long LiveBytes,
    [property: JsonIgnore] string Shapes, [property: JsonIgnore] IReadOnlyList<int> Sources)
{
    /// <summary>The end of <see cref="Name"/>, at most 40 characters.</summary>
    [JsonIgnore]
    public string ShortName => LayerText.Name(Name);

    internal static InspectedLayer[] Of(Graph graph, long[] live)
    {
        Dictionary<Tensor, int> sources = new(ReferenceEqualityComparer.Instance);
        foreach (Tensor input in graph.Inputs) sources[input] = 0;
        InspectedLayer Layer(Operator op, int i)
        {
            int[] read = [.. op.Inputs.Where(sources.ContainsKey).Select(tensor => sources[tensor]).Distinct()];
            foreach (Tensor output in op.Outputs) sources[output] = i + 1;
            return new(i, op.Kind, op.Output.Name, LayerText.Parameters(op), op.Output.Shape.Axes, op.Macs, op.Parameters, live[i],
                string.Join(", ", op.Outputs.Select(output => output.Shape)), read);
        }
        return [.. graph.Operators.Select(Layer)];
    }
}

/// <summary>A board, and whether the model fits it.</summary>
/// <param name="Memory">The memory that the board has for a model.</param>
/// <param name="Engines">For each engine, whether the model fits.</param>
public sealed record InspectedBoard(
    [property: JsonIgnore] BoardMemory Memory, [property: JsonPropertyOrder(1)] IReadOnlyList<EngineFit> Engines) : BoardMemory(Memory)
{
    internal static InspectedBoard[] Of(IReadOnlyList<BoardMemory> boards, IReadOnlyList<EngineCost> engines) =>
        [.. boards.Select(board => new InspectedBoard(board, [.. engines.Select(engine => new EngineFit(
            engine.Engine, engine.Weights, engine.FitsHeap(board), engine.FitsStorage(board), engine.FitsDeployment(board),
            engine.Fits(board), engine.Fits(board.WithWifi()), engine.Verdict(board)))]))];
}

/// <summary>Whether a model fits a board with an engine.</summary>
/// <param name="Engine">"compiled" or "packed".</param>
/// <param name="Weights">How the engine holds weights.</param>
/// <param name="FitsHeap">Whether the heap holds the model, beside the loop and all that nanoFramework and the firmware take.</param>
/// <param name="FitsStorage">Whether the flash for files holds its file.</param>
/// <param name="FitsDeployment">Whether the flash for code holds its code.</param>
/// <param name="Fits">All three: a program with the model would start.</param>
/// <param name="FitsWithWifi">The same while Wi-Fi is up.</param>
/// <param name="Verdict">Whether it fits, in words, with the number that decides.</param>
public sealed record EngineFit(string Engine, string Weights, bool FitsHeap, bool FitsStorage, bool FitsDeployment, bool Fits,
    bool FitsWithWifi, [property: JsonIgnore] string Verdict);
