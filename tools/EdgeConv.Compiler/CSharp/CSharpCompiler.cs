using Microsoft.CodeAnalysis.CSharp;

namespace EdgeConv.Compiler.CSharp;

/// <summary>
/// Turns a graph into the source of one class that implements IModel: weights as constants in the code, sums written out.
/// </summary>
public static class CSharpCompiler
{
    /// <summary>Maximum bytes of array initializers in an assembly: with more, nanoFramework ends the program without a message.</summary>
    internal const int MaxInitializers = 65000;

    /// <summary>Bytecode put into an assembly of 64 KB; the rest is for headers of methods and the application's own code.</summary>
    public const int MaxBytecode = CompiledModel.BytecodeLimit - 4096;

    // Code that holds weights has 2.03 to 2.22 characters of source per byte of IL, other code more; the class around it is small.
    private const int CharactersPerByte = 2, ClassBytes = 1000;

    private const int MaxName = 100;

    /// <summary>
    /// Compiles a graph between int8 tensors, after all passes. Several inputs are given to the class one after another in one array, and
    /// so are outputs.
    /// The header does not state what an inference takes.
    /// </summary>
    /// <param name="graph">The network.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <param name="command">The command that makes the file, for its header.</param>
    /// <exception cref="ModelException">An operator that is not compiled, named.</exception>
    public static string Compile(Graph graph, string space, string name, string command)
    {
        graph = Prepare(graph);
        return SourceModule.Of(graph, space, name, command, TooLong(graph)).Text();
    }

    /// <summary>Compiles a graph for assemblies that each hold so much bytecode, and counts what an inference takes.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <param name="command">The command that makes the files, for their headers.</param>
    /// <param name="splits">True to give several files where one assembly does not hold all; false to give layers tables instead, those
    /// first that run least for their size.</param>
    /// <param name="maxBytes">Bytes of bytecode of one assembly.</param>
    /// <param name="cost">What an inference of the built model takes, for the header: as a rule ModelProfile.CostOf.</param>
    /// <exception cref="ModelException">An operator that is not compiled, named; or a model that does not fit.</exception>
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
    /// True for a name that a class may have: up to 100 ASCII letters, digits and _, no digit first, and no word that C# takes for itself
    /// anywhere.
    /// </summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MaxName
        && (char.IsAsciiLetter(text[0]) || text[0] == '_') && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        && SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(text) == SyntaxKind.None;

    /// <summary>True for a namespace: names with dots between them, 100 characters at most.</summary>
    public static bool IsNamespace(string text) => text.Length <= MaxName && text.Split('.').All(IsName);

    /// <summary>
    /// A compiled model without the code of its layers: it allocates what the full model allocates and computes nothing. Compiling the
    /// layers takes most of the time of `compile`, and whoever asks for RAM alone need not wait for it.
    /// </summary>
    /// <param name="graph">After all passes.</param>
    /// <returns>The model, and bytes of the whole one's code in flash, from the length of its source: high by some percent, of weights in
    /// tables by half.</returns>
    /// <exception cref="ModelException">An operator that is not compiled, named.</exception>
    internal static (IModel Fields, long CodeBytes) CompileFields(Graph graph)
    {
        const string Space = "EdgeConv.Measured", Name = "Model";
        graph = Prepare(graph);
        SourceModule written = SourceModule.Of(graph, Space, Name, "edgeconv", TooLong(graph));
        long code = written.Characters / CharactersPerByte + ClassBytes;
        return (new CompiledModel(written.FieldsText(), $"{Space}.{Name}", symbols: false).Create(), code);
    }

    /// <summary>Loads the C# compiler by building a tiny class; a program calls it in the background while it reads a model.</summary>
    public static void WarmUp() => _ = new CompiledModel("namespace Warm { public static class Up { public static int M(int[] x, int "
        + "p) { long s = 0; for (int i = 0; i < p; i++) s = (s >> 21) + x[p + i] * 3L; return (int)s; } } }", "Warm.Up", symbols: false);

    /// <summary>
    /// Compiles a graph of one convolution or fully connected layer to a class with a method <c>Accumulate(sbyte[] input, int[] sums)</c>,
    /// which writes the int32 accumulators before requantization: benchmarks compare them with those of other kernels.
    /// </summary>
    public static string CompileSums(Graph graph, string space, string name) =>
        SourceModule.Of(Prepare(graph), space, name, "a benchmark", new HashSet<Operator>(), accumulators: true).Text();

    /// <summary>The layers that are written, numbered as in the source's comments.</summary>
    internal static Graph Layers(Graph graph)
    {
        graph = Prepare(graph);
        return Fuse(graph, TooLong(graph));
    }

    /// <summary>The graph with pairs of layers as one where the map between them need not be stored.</summary>
    internal static Graph Fuse(Graph graph, IReadOnlySet<Operator> except) =>
        ConvolvedDepthwise.Fuse(PooledConvolution.Fuse(graph, except), except);

    private static Graph Prepare(Graph graph)
    {
        graph = InnerFloats.Run(Int8InputsAndOutputs.Run(graph));
        Workload.RequireShortInference(graph);
        foreach (Tensor tensor in graph.Inputs.Concat(graph.Outputs))
            if (tensor.Type != ElementType.Int8)
                throw new ModelException($"'{tensor.Name}' is {tensor.Type}; the compiled engine has int8 inputs and outputs alone, "
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

    // Layers of which one sum alone is longer than a method may be.
    private static HashSet<Operator> TooLong(Graph graph)
    {
        HashSet<Operator> tables = new(ReferenceEqualityComparer.Instance);
        long bytes = 0;
        foreach (Operator op in graph.Operators)
        {
            if (!CompiledOperators.IsSummed(op)) continue;
            Sums sums = CompiledOperators.SumsOf(op);
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
            // Weights, and with them a bias, a multiplier and a shift for each channel.
            long more = op.Parameters + 12L * op.Output.Shape.Axes[^1];
            if (initializers + more > MaxInitializers) continue;
            initializers += more;
            over -= code;
            tables.Add(op switch { PooledConvolution pooled => pooled.Convolution, ConvolvedDepthwise pair => pair.Convolution, _ => op });
        }
        if (over > 0)
            throw new ModelException($"its code is {Amount.Of(bytes, "byte")}, and one nanoFramework assembly holds "
                + $"{CompiledModel.BytecodeLimit}; use --assemblies for a file per assembly, or edgeconv pack");
    }

}
