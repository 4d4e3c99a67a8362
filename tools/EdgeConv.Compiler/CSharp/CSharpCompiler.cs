using Microsoft.CodeAnalysis.CSharp;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Turns a graph into the source of one class that implements IModel. The weights are constants in the code, and each sum of products is
/// written out term by term.
/// </summary>
public static class CSharpCompiler
{
    /// <summary>
    /// Maximum bytes of array initializers in an assembly. With more, nanoFramework ends the program without a message.
    /// </summary>
    internal const int MaxInitializers = 65000;

    /// <summary>
    /// Maximum bytecode that is put into an assembly, in bytes. The other 4 KB of an assembly's 64 KB are for headers of methods and the
    /// application's own code.
    /// </summary>
    public const int MaxBytecode = CompiledModel.BytecodeLimit - 4096;

    // For estimating bytes of IL from the length of the source. Code with weights has 2.03 to 2.22 characters per byte of IL, other code
    // has more. The class around the layers takes about 1,000 bytes.
    private const int CharactersPerByte = 2, ClassBytes = 1000;

    // Bytes of a bias, a multiplier and a shift.
    private const long RequantizationBytesPerChannel = 3 * sizeof(int);

    private const int MaxName = 100;

    /// <summary>
    /// Compiles a graph to the text of one file. If the graph has several inputs, the class takes them one after another in one array; the
    /// same holds for outputs. The header of the file does not state the cost of an inference.
    /// </summary>
    /// <param name="graph">A network between int8 tensors, after all passes.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <param name="command">The command that makes the file, for its header.</param>
    /// <exception cref="ModelException">The compiled engine lacks an operator; the message names it.</exception>
    /// <exception cref="ArgumentException">The names of namespace or class are not valid.</exception>
    public static string Compile(Graph graph, string space, string name, string command)
    {
        graph = Prepare(graph);
        return SourceModule.Of(graph, space, name, command, TooLong(graph)).Text();
    }

    /// <summary>Compiles a graph for assemblies with a limit of bytecode, and states the cost of an inference in the headers.</summary>
    /// <param name="graph">A network between int8 tensors, after all passes.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <param name="command">The command that makes the files, for their headers.</param>
    /// <param name="splits">What to do if one assembly cannot hold the model. True: make several files, one per assembly. False: put the
    /// weights of some layers into tables in RAM, beginning with the layers that do the fewest multiply-accumulates per byte of
    /// code.</param>
    /// <param name="maxBytes">Maximum bytes of bytecode of one assembly.</param>
    /// <param name="cost">Counts the cost of an inference of the built model, for the header; for example ModelProfile.CostOf.</param>
    /// <exception cref="ModelException">The compiled engine lacks an operator, or the model does not fit; the message names the
    /// operator.</exception>
    /// <exception cref="ArgumentException">The names of namespace or class are not valid.</exception>
    public static CompiledSource Compile(Graph graph, string space, string name, string command, bool splits, int maxBytes,
        Func<CompiledModel, Graph, CompiledCost> cost)
    {
        graph = Prepare(graph);
        HashSet<Operator> tables = TooLong(graph);
        if (tables.Sum(op => op.Parameters) is var min && min > MaxInitializers) throw TooManyInitializers(min);
        while (true)
        {
            SourceModule written = SourceModule.Of(graph, space, name, command, tables);
            CompiledModel model = new(written.Text(), $"{space}.{name}", symbols: false);
            int bytes = model.BytecodeBytes;
            if (model.InitializerBytes > MaxInitializers) throw TooManyInitializers(model.InitializerBytes);
            ImmutableArray<string> named = [.. graph.Operators.Where(tables.Contains).Select(op => op.ToString())];
            if (bytes <= maxBytes) return new CompiledSource([(name, written.Text(cost(model, graph)), bytes)], named,
                written.NeedsPacked, model.InitializerBytes);
            if (splits) return new CompiledSource(written.Split(model.MethodBytes, maxBytes, cost(model, graph)), named,
                written.NeedsPacked, model.InitializerBytes);
            MoreTables(written, model, maxBytes, tables);
        }
    }

    /// <summary>
    /// True for a valid name of a class: up to 100 ASCII letters, digits and _, not beginning with a digit, and no keyword of C#.
    /// </summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MaxName
        && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;

    /// <summary>True for a valid namespace: names with dots between them, at most 100 characters.</summary>
    public static bool IsNamespace(string text) => text.Length <= MaxName && text.Split('.').All(IsName);

    /// <summary>
    /// Builds a compiled model without the code of its layers: it allocates what the full model allocates, but computes nothing. This is
    /// quick, because compiling the layers takes most of the time of `edgeconv compile`, and it is enough to measure RAM.
    /// </summary>
    /// <param name="graph">The network, after all passes.</param>
    /// <returns>The model, and an estimate of the full model's code in flash, in bytes, from the length of its source. It is some percent
    /// too high; weights in tables are counted half as much again.</returns>
    /// <exception cref="ModelException">The compiled engine lacks an operator; the message names it.</exception>
    internal static (IModel Fields, long CodeBytes) CompileFields(Graph graph)
    {
        const string Space = "EdgeConv.Measured", Name = "Model";
        graph = Prepare(graph);
        SourceModule written = SourceModule.Of(graph, Space, Name, "edgeconv", TooLong(graph));
        long code = written.Characters / CharactersPerByte + ClassBytes;
        return (new CompiledModel(written.FieldsText(), $"{Space}.{Name}", symbols: false).Create(), code);
    }

    /// <summary>
    /// Loads the C# compiler by building a tiny class. A program calls it in the background while it reads a model, to save time later.
    /// </summary>
    public static void WarmUp() => _ = new CompiledModel("namespace Warm { public static class Up { public static int M(int[] x, int "
        + "p) { long s = 0; for (int i = 0; i < p; i++) s = (s >> 21) + x[p + i] * 3L; return (int)s; } } }", "Warm.Up", symbols: false);

    /// <summary>
    /// Compiles a graph of one convolution or fully connected layer to a class with a method <c>Accumulate(sbyte[] input, int[] sums)</c>.
    /// The method writes the int32 accumulators, without requantizing them. Benchmarks compare its speed with that of other kernels.
    /// </summary>
    /// <param name="graph">A network of one layer.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <exception cref="ModelException">The layer cannot be compiled.</exception>
    public static string CompileSums(Graph graph, string space, string name) =>
        SourceModule.Of(Prepare(graph), space, name, "a benchmark", new HashSet<Operator>(), storesAccumulators: true).Text();

    /// <summary>The layers as they are compiled, with fused pairs. The comments in the source number them in the same order.</summary>
    internal static Graph Layers(Graph graph)
    {
        graph = Prepare(graph);
        return Fuse(graph, TooLong(graph));
    }

    /// <summary>Fuses pairs of layers to one operator if the map between them does not need to be stored as a whole.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="except">Layers that are not fused.</param>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except) =>
        ConvolvedDepthwise.Fuse(PooledConvolution.Fuse(graph, except), except);

    private static Graph Prepare(Graph graph)
    {
        graph = InnerFloats.Run(Int8InputsAndOutputs.Run(graph));
        Workload.RequireShortInference(graph);
        foreach (Tensor tensor in graph.Inputs.Concat(graph.Outputs))
            if (tensor.Type != ElementType.Int8)
                throw new ModelException($"'{tensor.Name}' is {tensor.Type}, but the compiled engine has only int8 inputs and outputs; "
                    + "the reference engine runs it (edgeconv run)");
        string[] others = [.. graph.Operators.Where(op =>
            CompiledOperators.WriterOf(op) is null || op.Outputs.Any(tensor => tensor.Type != ElementType.Int8)).Select(op =>
            op.ToString()).Distinct()];
        if (others.Length > 0)
            throw new ModelException(
                $"the compiled engine lacks {ModelException.Join(others)}; only the reference engine has it (edgeconv run)");
        return graph;
    }

    private static ModelException TooManyInitializers(long bytes) => new($"its tables are {Amount.Of(bytes, "byte")}, "
        + $"and the array initializers of an assembly hold {Amount.Of(MaxInitializers)}; use edgeconv pack for this model");

    // Layers in which the code of a single accumulator is longer than a method may be. Their weights become tables.
    private static HashSet<Operator> TooLong(Graph graph)
    {
        HashSet<Operator> tables = new(ReferenceEqualityComparer.Instance);
        long bytes = 0;
        foreach (Operator op in graph.Operators)
        {
            if (!CompiledOperators.IsSummed(op)) continue;
            Accumulators sums = CompiledOperators.AccumulatorsOf(op);
            if (CompiledOperators.Fits(op, sums)) bytes += Workload.CodeBytes(sums.Products, sums.Outputs, op is Operators.DepthwiseConv2D);
            else tables.Add(op);
        }
        Workload.RequireShortCode(bytes);
        return tables;
    }

    private static void MoreTables(SourceModule written, CompiledModel model, int maxBytes, HashSet<Operator> tables)
    {
        int bytes = model.BytecodeBytes, over = bytes - maxBytes;
        long initializers = model.InitializerBytes;
        foreach ((Operator op, int code) in written.Layers(model.MethodBytes).Where(layer =>
            (CompiledOperators.IsSummed(layer.Op) || layer.Op is ConvolvedDepthwise) && !tables.Contains(layer.Op)
            && layer.Bytes > 0).OrderBy(layer => (double)layer.Op.Macs / layer.Bytes))
        {
            if (over <= 0) return;
            long more = op.Parameters + RequantizationBytesPerChannel * op.Output.Shape.Axes[^1];
            if (initializers + more > MaxInitializers) continue;
            initializers += more;
            over -= code;
            tables.Add(op switch { PooledConvolution pooled => pooled.Convolution, ConvolvedDepthwise pair => pair.Convolution, _ => op });
        }
        if (over > 0)
            throw new ModelException($"its code is {Amount.Of(bytes, "byte")}, and one nanoFramework assembly holds "
                + $"{Amount.Of(CompiledModel.BytecodeLimit)}; use --assemblies for a file per assembly, or edgeconv pack");
    }
}
