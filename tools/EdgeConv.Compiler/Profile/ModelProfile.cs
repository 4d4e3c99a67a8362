using System.Reflection;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Packed;
using Mono.Cecil;

namespace EdgeConv.Compiler.Profile;

/// <summary>
/// The cost of one inference of a model on an engine, layer by layer. The counts are exact, because the engine's own code is run with
/// counters in it.
/// </summary>
public sealed class ModelProfile
{
    /// <summary>Names of the engines.</summary>
    public const string Compiled = "compiled", Packed = "packed";

    // The device libraries with counters in them.
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

    /// <summary>The layers as the engine runs them: a convolution that is fused with its pooling is one layer.</summary>
    public ImmutableArray<ProfiledLayer> Layers { get; }

    /// <summary>
    /// The cost of what belongs to no layer: copying inputs and outputs, calling the layers, the arena, shared buffers, and the head of the
    /// file.
    /// </summary>
    public LayerCost Rest { get; }

    /// <summary>The cost of layers and rest together, with the input of <see cref="Input"/>.</summary>
    public LayerCost Total { get; }

    /// <summary>The memory that the model needs on a board.</summary>
    public EngineCost Cost { get; }

    /// <summary>
    /// Minimum instructions of an inference over three inputs: a few branches, such as a maximum's, depend on values.
    /// </summary>
    public long MinInstructions { get; }

    /// <summary>Maximum instructions of an inference over the same inputs.</summary>
    public long MaxInstructions { get; }

    /// <summary>Profiles a model.</summary>
    /// <param name="graph">The network, after all passes.</param>
    /// <param name="engine"><see cref="Compiled"/> or <see cref="Packed"/>.</param>
    /// <exception cref="ModelException">The engine cannot run the model.</exception>
    /// <exception cref="ArgumentException">There is no such engine.</exception>
    public static ModelProfile Of(Graph graph, string engine) => engine switch
    {
        Compiled => OfCompiled(graph),
        Packed => OfPacked(Int8InputsAndOutputs.Run(graph)),
        _ => throw new ArgumentException($"there is no engine {engine}; use {Compiled} or {Packed}", nameof(engine)),
    };

    /// <summary>The cost of one inference of a compiled model, which the header of its source states.</summary>
    /// <param name="model">The compiled model.</param>
    /// <param name="graph">The network from which it was compiled.</param>
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
    /// Puts counters into the device libraries. A program calls it in the background while it reads a model, to save time later.
    /// </summary>
    public static void WarmUp() => _ = s_libraries.Value;

    /// <summary>The input for counting instructions: pseudo-random int8 values, the same each time.</summary>
    /// <param name="length">Number of values.</param>
    /// <param name="seed">Seed of the values.</param>
    public static sbyte[] Input(int length, uint seed = 1)
    {
        sbyte[] values = new sbyte[length];
        for (int i = 0; i < length; i++)
        {
            // The linear congruential generator of Numerical Recipes.
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
        // The steps of an operator follow each other. Records with constants are only used while loading, and become no steps.
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

    // The loop over the steps is section 0. Each step that it calls is the next section.
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

    // The instructions of each section, for each of the three inputs. A first inference may do more, so it is not counted.
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

    // Each library comes after those that it references. The last one has PackedModel.
    private static byte[][] DeviceLibraries() =>
        [File.ReadAllBytes(typeof(IModel).Assembly.Location), File.ReadAllBytes(typeof(PackedModel).Assembly.Location)];
}

/// <summary>One layer and its cost.</summary>
/// <param name="Index">Index in running order, from 0.</param>
/// <param name="Operator">The operator.</param>
/// <param name="Name">Name of its output, at most 40 characters.</param>
/// <param name="Text">Window, stride and activation as text, or "".</param>
/// <param name="Cost">Its cost.</param>
public sealed record ProfiledLayer(int Index, Operator Operator, string Name, string Text, LayerCost Cost);

/// <summary>The cost of a layer in one inference.</summary>
/// <param name="Macs">Number of multiply-accumulates.</param>
/// <param name="Instructions">Number of IL instructions.</param>
/// <param name="RamBytes">Size in bytes of the arrays that belong to this layer alone: weights, tables, buffers.</param>
/// <param name="FlashBytes">Size in bytes of its IL and initial values, or of its records in the .ecm file.</param>
public record LayerCost(long Macs, long Instructions, long RamBytes, long FlashBytes)
{
    /// <summary>IL instructions per multiply-accumulate, to four decimals; null if there are no multiply-accumulates.</summary>
    public double? InstructionsPerMac => Macs > 0 ? Math.Round((double)Instructions / Macs, 4) : null;
}
