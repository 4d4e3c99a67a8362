using System.Reflection;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Packed;
using Mono.Cecil;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// What one inference of a model costs on an engine, layer by layer: exact counts, from running the engine's own code with counters in it.
/// </summary>
public sealed class ModelProfile
{
    /// <summary>Names of the engines.</summary>
    public const string Compiled = "compiled", Packed = "packed";

    // The device libraries as compiled models call them.
    private static readonly Lazy<byte[][]> s_libraries = new(() => Array.ConvertAll(DeviceLibraries(), IlCounter.Counting));

    private ModelProfile(string engine, Graph graph, long[][] runs, long[] ram, long[] flash, object instance)
    {
        Name = graph.Name;
        Engine = engine;
        Layers = [.. graph.Operators.Select((op, i) => new ProfiledLayer(i, op, LayerText.Name(op.Output.Name), LayerText.Parameters(op),
            new LayerCost(op.Macs, runs[0][i + 1], ram[i + 1], flash[i + 1])))];
        Rest = new LayerCost(0, runs[0][0], ram[0], flash[0]);
        Total = new LayerCost(graph.Operators.Sum(op => op.Macs), runs[0].Sum(), ram.Sum(), flash.Sum());
        MinInstructions = runs.Min(run => run.Sum());
        MaxInstructions = runs.Max(run => run.Sum());
        Cost = EngineCost.Of(engine, graph, instance, Total.RamBytes, Total.FlashBytes);
    }

    /// <summary>The model's name.</summary>
    public string Name { get; }

    /// <summary><see cref="Compiled"/> or <see cref="Packed"/>.</summary>
    public string Engine { get; }

    /// <summary>As the engine runs them: a convolution fused with its pooling is one.</summary>
    public ImmutableArray<ProfiledLayer> Layers { get; }

    /// <summary>
    /// What belongs to no layer: input and output are copied, layers are called one after another; the arena and shared buffers; the head
    /// of the file.
    /// </summary>
    public LayerCost Rest { get; }

    /// <summary>Layers and rest together, with the input of <see cref="Input"/>.</summary>
    public LayerCost Total { get; }

    /// <summary>What it takes of a board, and which it fits.</summary>
    public EngineCost Cost { get; }

    /// <summary>
    /// Minimum instructions of an inference over three inputs: a few branches, such as a maximum's, depend on values.
    /// </summary>
    public long MinInstructions { get; }

    /// <summary>Maximum instructions of an inference over the same inputs.</summary>
    public long MaxInstructions { get; }

    /// <summary>Profiles a model.</summary>
    /// <param name="graph">After all passes.</param>
    /// <param name="engine"><see cref="Compiled"/> or <see cref="Packed"/>.</param>
    /// <exception cref="ModelException">The engine does not carry the model.</exception>
    public static ModelProfile Of(Graph graph, string engine) => engine switch
    {
        Compiled => OfCompiled(graph),
        Packed => OfPacked(Int8InputsAndOutputs.Run(graph)),
        _ => throw new ArgumentException($"no engine {engine}", nameof(engine)),
    };

    /// <summary>What one inference of a compiled model takes: what its source says in its header.</summary>
    /// <param name="model">The compiled model.</param>
    /// <param name="graph">What it was compiled from.</param>
    public static CompiledCost CostOf(CompiledModel model, Graph graph)
    {
        (object instance, Action<sbyte[], sbyte[]> invoke) = Counting(model);
        long[] runs = [.. Run(Int8InputsAndOutputs.Run(graph), invoke, 1).Select(run => run[0])];
        return new CompiledCost(runs[0], runs.Min(), runs.Max(), ArrayBytes.Of(1, [(instance, 0)])[0]);
    }

    /// <summary>The compiled engine of a model, which counts what it executes.</summary>
    /// <exception cref="ModelException">The engine does not carry the model.</exception>
    internal static Action<sbyte[], sbyte[]> CountingCompiled(Graph graph)
    {
        const string Space = "EdgeConv.Counted", Name = "Model";
        string source = CSharpCompiler.Compile(graph, Space, Name, "edgeconv");
        return Counting(new CompiledModel(source, $"{Space}.{Name}", symbols: false)).Invoke;
    }

    /// <summary>The packed engine of a model, which counts what it executes.</summary>
    /// <exception cref="ModelException">The engine does not carry the model.</exception>
    internal static Action<sbyte[], sbyte[]> CountingPacked(Graph graph) =>
        CountingPacked(EcmFile.Write(Int8InputsAndOutputs.Run(graph)).Bytes);

    /// <summary>The packed engine of an .ecm file, which counts what it executes.</summary>
    internal static Action<sbyte[], sbyte[]> CountingPacked(byte[] file) => LoadPacked(IlCounter.Load(s_libraries.Value), file).Invoke;

    /// <summary>The three inputs that instructions are counted with.</summary>
    internal static sbyte[][] Inputs(int length) => [Input(length), Input(length, 2), new sbyte[length]];

    /// <summary>
    /// Makes ready what counting the instructions of any model needs; a program calls it in the background while it reads a model.
    /// </summary>
    public static void WarmUp() => _ = s_libraries.Value;

    /// <summary>The input instructions are counted with: all values of int8, without order but the same each time.</summary>
    public static sbyte[] Input(int length, uint seed = 1)
    {
        sbyte[] values = new sbyte[length];
        for (int i = 0; i < length; i++)
        {
            seed = seed * 1664525 + 1013904223;
            values[i] = (sbyte)(seed >> 24);
        }
        return values;
    }

    private static ModelProfile OfCompiled(Graph graph)
    {
        const string Space = "EdgeConv.Profiled", Name = "Model";
        string source = CSharpCompiler.Compile(graph, Space, Name, "edgeconv profile");
        CompiledModel model = new(source, $"{Space}.{Name}");
        Graph layers = CSharpCompiler.Layers(graph);
        int sections = layers.Operators.Length + 1;
        IlSections parts = new(source, model.Image, model.Symbols, layers.Operators.Length);
        (object instance, Action<sbyte[], sbyte[]> invoke) = Ready(
            IlCounter.Load([.. s_libraries.Value, IlCounter.Counting(model.Image, parts.Of)]).GetType(model.TypeName, throwOnError: true)!);
        IEnumerable<(object?, int)> fields = instance.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => (field.GetValue(instance), IlSections.OfField(field.Name)));
        long[] ram = ArrayBytes.Of(sections, [.. fields.Where(field => field.Item2 > 0), (instance, 0)]);
        return new ModelProfile(Compiled, layers, Run(layers, invoke, sections), ram, parts.Flash, instance);
    }

    private static ModelProfile OfPacked(Graph graph)
    {
        Workload.RequireShortInference(graph);
        EcmFile file = EcmFile.Write(graph);
        Assembly library = IlCounter.Load(DeviceLibraries().Select(image => IlCounter.Counting(image, PackedSections)));
        (object instance, Action<sbyte[], sbyte[]> invoke) = LoadPacked(library, file.Bytes);
        // Records of one operator follow each other; constants of the file are done once loaded and leave no step.
        int[] ownerOfStep = [0, .. file.Records.SelectMany((records, i) => Enumerable.Repeat(i + 1, records.Count))];
        int owners = graph.Operators.Length + 1;
        long[][] runs = [.. Run(graph, invoke, ownerOfStep.Length).Select(run =>
        {
            long[] counts = new long[owners];
            for (int step = 0; step < run.Length; step++) counts[ownerOfStep[step]] += run[step];
            return counts;
        })];
        FieldInfo operators = instance.GetType().GetField("_operators", BindingFlags.Instance | BindingFlags.NonPublic)!;
        IEnumerable<(object? step, int)> steps = ((object?[])operators.GetValue(instance)!).Where(step => step is not null)
            .Select((step, i) => (step, ownerOfStep[i + 1]));
        long[] flash = [file.Bytes.Length - file.Records.Sum(records => (long)records.Bytes),
            .. file.Records.Select(records => (long)records.Bytes)];
        return new ModelProfile(Packed, graph, runs, ArrayBytes.Of(owners, [.. steps, (instance, 0)]), flash, instance);
    }

    // The loop over the steps is section 0, each step that it calls the next section.
    private static int[]? PackedSections(MethodDefinition method)
    {
        if (method.Name != nameof(IModel.Invoke)) return null;
        int[] sections = new int[method.Body.Instructions.Count];
        if (method.DeclaringType.FullName == typeof(PackedModel).FullName) return sections;
        if (method.DeclaringType.FullName != typeof(PackedOperator).FullName) return null;
        Array.Fill(sections, IlCounter.Same);
        sections[0] = IlCounter.Next;
        return sections;
    }

    // Per input: the instructions of each section. What happens in a first inference only is left out.
    private static long[][] Run(Graph graph, Action<sbyte[], sbyte[]> invoke, int sections)
    {
        int inputs = graph.Inputs.Sum(tensor => tensor.Shape.Length);
        sbyte[] output = new sbyte[graph.Outputs.Sum(tensor => tensor.Shape.Length)];
        invoke(new sbyte[inputs], output);
        return [.. Inputs(inputs).Select(input => IlCounter.Measure(() => invoke(input, output), sections))];
    }

    private static (object Instance, Action<sbyte[], sbyte[]> Invoke) Counting(CompiledModel model)
    {
        Assembly counted = IlCounter.Load([.. s_libraries.Value, IlCounter.Counting(model.Image)], model.TypeName);
        return Ready(counted.GetType(model.TypeName, throwOnError: true)!);
    }

    private static (object Instance, Action<sbyte[], sbyte[]> Invoke) LoadPacked(Assembly library, byte[] file) =>
        Ready(library.GetType(typeof(PackedModel).FullName!)!.GetMethod(nameof(PackedModel.Load), [typeof(byte[])])!.Invoke(null, [file])!);

    private static (object, Action<sbyte[], sbyte[]>) Ready(Type type) => Ready(Activator.CreateInstance(type)!);

    private static (object, Action<sbyte[], sbyte[]>) Ready(object instance) =>
        (instance, instance.GetType().GetMethod(nameof(IModel.Invoke))!.CreateDelegate<Action<sbyte[], sbyte[]>>(instance));

    // Each after those it references; the last one loaded has PackedModel.
    private static byte[][] DeviceLibraries() =>
        [File.ReadAllBytes(typeof(IModel).Assembly.Location), File.ReadAllBytes(typeof(PackedModel).Assembly.Location)];
}

/// <summary>One layer and its cost.</summary>
/// <param name="Index">Place in running order, from 0.</param>
/// <param name="Operator">What runs.</param>
/// <param name="Name">The output's name, shortened.</param>
/// <param name="Text">Window, stride and activation, or "".</param>
/// <param name="Cost">What it takes.</param>
public sealed record ProfiledLayer(int Index, Operator Operator, string Name, string Text, LayerCost Cost);

/// <summary>What a layer takes.</summary>
/// <param name="Macs">Multiply-accumulates.</param>
/// <param name="Instructions">IL instructions of one inference.</param>
/// <param name="RamBytes">Bytes of the arrays that are its own: weights, tables, buffers.</param>
/// <param name="FlashBytes">Bytes of its IL and initial values, or of its records in the .ecm file.</param>
public record LayerCost(long Macs, long Instructions, long RamBytes, long FlashBytes)
{
    /// <summary>Their ratio, to four decimals; null without multiply-accumulates.</summary>
    public double? InstructionsPerMac => Macs > 0 ? Math.Round((double)Instructions / Macs, 4) : null;
}
