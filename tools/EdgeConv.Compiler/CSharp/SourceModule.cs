namespace EdgeConv.Compiler.CSharp;

/// <summary>A model whose layers are written already. It puts them together as one file or several.</summary>
/// <param name="graph">The network, with fused pairs of layers.</param>
/// <param name="arena">The offsets of the network's tensors.</param>
/// <param name="writer">The fields and the statements of Invoke.</param>
/// <param name="methods">The methods of the layers.</param>
/// <param name="space">Namespace of the class.</param>
/// <param name="name">Name of the class.</param>
/// <param name="command">The command that makes the files, for their headers.</param>
internal sealed class SourceModule(Graph graph, ArenaPlan arena, ClassWriter writer, List<SourceMethod> methods, string space, string name,
    string command)
{
    // Maximum number of methods of one class. nanoFramework allows 255 static methods in a type.
    private const int MaxMethods = 200;

    // Bytes that a method takes in an assembly in addition to its code.
    private const int MethodOverhead = 16;

    /// <summary>Writes the layers. Those in <paramref name="tables"/> get their weights as tables.</summary>
    /// <exception cref="ArgumentException">Namespace or name is not valid.</exception>
    internal static SourceModule Of(Graph graph, string space, string name, string command, IReadOnlySet<Operator> tables,
        bool storesAccumulators = false)
    {
        if (!CSharpCompiler.IsNamespace(space))
            throw new ArgumentException($"{Printable.Text(space)} is no valid namespace", nameof(space));
        if (!CSharpCompiler.IsName(name)) throw new ArgumentException($"{Printable.Text(name)} is no valid name of a class", nameof(name));
        if (!storesAccumulators) graph = CSharpCompiler.Fuse(graph, tables);
        ArenaPlan arena = ArenaPlanner.Plan(graph);
        ClassWriter writer = new(graph, arena, storesAccumulators, tables);
        List<SourceMethod> methods = [];
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            Operator op = graph.Operators[i];
            bool isTable = tables.Contains(op);
            writer.Begin(op, i, isTable ? "; its weights do not fit as code: tables in RAM" : "");
            if (isTable) CompiledConvolutions.WriteTables(writer, (WeightedOperator)op);
            else CompiledOperators.WriterOf(op)!(writer);
            methods.AddRange(writer.Methods.Methods.Skip(methods.Count).Select(method =>
                new SourceMethod(i, method.Name, method.Parameters, method.Body)));
        }
        return new SourceModule(graph, arena, writer, methods, space, name, command);
    }

    /// <summary>The layers, each with the bytes of its methods.</summary>
    internal IEnumerable<(Operator Op, int Bytes)> Layers(Dictionary<string, int> methodBytes) =>
        graph.Operators.Select((op, i) => (op, methods.Where(method => method.Layer == i).Sum(method => methodBytes[method.Name])));

    /// <summary>The text of the model as one file.</summary>
    /// <param name="cost">The cost of an inference for the header; null if it is not known.</param>
    internal string Text(CompiledCost? cost = null)
    {
        if (methods.Count <= MaxMethods) return Main(methods, [], [], cost);
        List<SourceMethod>[] classes = [.. methods.Chunk(MaxMethods).Select(chunk => chunk.ToList())];
        return Main([], [.. classes.Select((_, i) => Part(i))], classes, cost);
    }

    /// <summary>Number of characters of the code of all layers, without most of the indentation.</summary>
    internal long Characters =>
        methods.Sum(method => (long)method.Text("private").Length) + writer.RunText.Length + writer.FieldText.Length;

    /// <summary>The text of a class that allocates what the model allocates, but computes nothing.</summary>
    internal string FieldsText() => Main([], [], [], null, computes: false);

    /// <summary>
    /// Divides the model into one file per assembly: first files with methods of layers, in running order, then the file of the class.
    /// </summary>
    /// <exception cref="ModelException">The class alone is too large for an assembly.</exception>
    internal ImmutableArray<(string Name, string Text, int Bytes)> Split(Dictionary<string, int> methodBytes, int maxBytes,
        CompiledCost cost)
    {
        List<List<SourceMethod>> parts = [[]];
        List<int> bytes = [0];
        foreach (SourceMethod method in methods)
        {
            int size = methodBytes[method.Name] + MethodOverhead;
            if (bytes[^1] + size > maxBytes || parts[^1].Count == MaxMethods)
            {
                parts.Add([]);
                bytes.Add(0);
            }
            parts[^1].Add(method);
            bytes[^1] += size;
        }
        int own = methodBytes.Where(method => methods.All(each => each.Name != method.Key)).Sum(method => method.Value + MethodOverhead);
        if (own > maxBytes)
            throw new ModelException($"the class alone is {own} bytes of code, and an assembly holds {maxBytes}; use "
                + "edgeconv pack for this model");
        List<(string, string, int)> files = [];
        for (int i = 0; i < parts.Count; i++)
        {
            // A method only calls methods of files before.
            string text = string.Concat(parts[i].Select(method => method.Body));
            int[] needed = [.. Enumerable.Range(0, i).Where(j =>
                parts[j].Any(method => text.Contains(method.Name + "(", StringComparison.Ordinal)))];
            CodeWriter code = new();
            code.Line($"// {graph.Name}, part {i + 1} of {parts.Count}: about {bytes[i]} bytes of bytecode. The only file of a "
                + $"nanoFramework class library, {Part(i)}, that references EdgeConv{string.Concat(needed.Select(j => ", " + Part(j)))}.");
            code.Line($"// Made by: {command}");
            code.Line("using EdgeConv.Kernels;");
            foreach (int j in needed) code.Line($"using static {space}.{Part(j)};");
            code.Line();
            using (code.Block("namespace " + space)) WriteClass(code, "public", Part(i), parts[i]);
            files.Add((Part(i), code.ToString(), bytes[i]));
        }
        files.Add((name, Main([], [.. parts.Select((_, i) => Part(i))], [], cost), own));
        return [.. files];
    }

    /// <summary>True if the project of the class must reference EdgeConv.Packed in addition to EdgeConv.</summary>
    internal bool NeedsPacked => writer.NeedsPacked;

    private string Part(int index) => $"{name}Part{index + 1}";

    private void WriteClass(CodeWriter code, string access, string className, List<SourceMethod> part)
    {
        code.Line($"/// <summary>Layers of {name}.</summary>");
        using (code.Block($"{access} static class {className}"))
            for (int i = 0; i < part.Count; i++)
            {
                if (i > 0) code.Line();
                foreach (string line in Lines(part[i].Text(access))) code.Line(line);
            }
    }

    // The file with the class that implements IModel. The methods of layers are in this class, or in other classes.
    private string Main(List<SourceMethod> own, string[] uses, List<SourceMethod>[] classes, CompiledCost? cost, bool computes = true)
    {
        Tensor input = graph.Inputs[0], output = graph.Outputs[0];
        bool storesAccumulators = writer.StoresAccumulators;
        CodeWriter code = new();
        long tables = writer.Tables.All.Sum(t => (long)t.Length);
        code.Line($"// {graph.Name}: {input.Shape} -> {output.Shape}, {graph.Operators.Sum(op => op.Macs)} multiply-accumulates, "
            + $"{graph.Operators.Sum(op => op.Parameters)} parameters.");
        bool lowersInput = graph.Inputs.Any(tensor => tensor.IsUnsigned), lowersOutput = graph.Outputs.Any(tensor => tensor.IsUnsigned);
        string lowered = lowersInput && lowersOutput ? "input and output are" : lowersInput ? "input is" : "output is";
        if (lowersInput || lowersOutput) code.Line($"// Its {lowered} uint8 in the model's file; int8 here, each value 128 lower.");
        if (cost is not null) code.Line($"// {Inference(cost)}; {Ram(cost)}, of which arena {writer.ArenaBytes}.");
        if (uses.Length > 0 && classes.Length == 0) code.Line($"// Belongs into the application, which references EdgeConv and the class "
            + $"libraries {string.Join(", ", uses)}.");
        if (NeedsPacked) code.Line("// Its project references EdgeConv.Packed too: some layers run on kernels of that library.");
        code.Line($"// Made by: {command}");
        code.Line("using System;");
        code.Line("using EdgeConv;");
        code.Line("using EdgeConv.Kernels;");
        code.Line("using EdgeConv.Models;");
        foreach (string use in uses) code.Line($"using static {space}.{use};");
        code.Line();
        using (code.Block("namespace " + space))
        {
            for (int i = 0; i < classes.Length; i++)
            {
                WriteClass(code, "internal", uses[i], classes[i]);
                code.Line();
            }
            code.Line($"/// <summary>{Escape(graph.Name)}, "
                + $"compiled{(cost is null ? "" : $": {Inference(cost)}, {Ram(cost)}")}.</summary>");
            using (code.Block($"public sealed class {name}{(storesAccumulators ? "" : " : IModel")}"))
            {
                code.Line($"private readonly sbyte[] _arena = new sbyte[{writer.ArenaBytes}];");
                foreach ((string padding, int length,
                    int value) in writer.Paddings) code.Line($"private readonly sbyte[] {padding} = Filled({length}, {value});");
                foreach ((string Name, int Base, int Length, int Minimum, int Maximum) table in storesAccumulators ? [] : writer.Tables.All)
                    code.Line($"private readonly sbyte[] {table.Name} = Clamped({table.Base}, {table.Length}, {table.Minimum}, "
                        + $"{table.Maximum});");
                // Invoke adds fields, so it must be written before them.
                List<string> invoke = Invoke();
                if (!computes) invoke = [];
                foreach (string line in Lines(writer.FieldText)) code.Line(line);
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Input {{ get; }} = {Info(input)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Output {{ get; }} = {Info(output)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                using (code.Block(storesAccumulators ? "public void Accumulate(sbyte[] input, int[] sums)"
                    : "public void Invoke(sbyte[] input, sbyte[] output)"))
                    foreach (string line in invoke) code.Line(line);
                foreach (SourceMethod method in own)
                {
                    code.Line();
                    foreach (string line in Lines(method.Text("private"))) code.Line(line);
                }
                if (tables > 0 && !storesAccumulators) WriteClamped(code);
                if (writer.Paddings.Any()) WriteFilled(code);
            }
        }
        return code.ToString();
    }

    // The range is left out if the count is the same for all inputs, because no branch depends on values.
    private static string Inference(CompiledCost cost) => $"{cost.Instructions} "
        + $"IL instructions per inference{(cost.Min == cost.Max ? "" : $" ({cost.Min} to {cost.Max} over three inputs)")}";

    private static string Ram(CompiledCost cost) => $"RAM {cost.RamBytes} bytes";

    private List<string> Invoke()
    {
        List<string> lines = ["sbyte[] a = _arena;"];
        int at = 0;
        foreach (Tensor tensor in graph.Inputs)
        {
            lines.Add($"Array.Copy(input, {at}, a, {arena.OffsetOf(tensor)}, {tensor.Shape.Length});");
            at += tensor.Shape.Length;
        }
        lines.AddRange(Lines(writer.RunText));
        at = 0;
        foreach (Tensor tensor in writer.StoresAccumulators ? [] : graph.Outputs)
        {
            lines.Add($"Array.Copy({writer.AddressOf(tensor)}, output, {at}, {tensor.Shape.Length});");
            at += tensor.Shape.Length;
        }
        return lines;
    }

    private static void WriteClamped(CodeWriter code)
    {
        code.Line();
        using (code.Block("private static sbyte[] Clamped(int first, int length, int minimum, int maximum)"))
        {
            code.Line("sbyte[] table = new sbyte[length];");
            code.Line("for (int i = 0; i < length; i++) table[i] = (sbyte)(first + i < minimum ? minimum : first + i > maximum ? maximum "
                + ": first + i);");
            code.Line("return table;");
        }
    }

    private static void WriteFilled(CodeWriter code)
    {
        code.Line();
        using (code.Block("private static sbyte[] Filled(int length, sbyte value)"))
        {
            code.Line("sbyte[] values = new sbyte[length];");
            code.Line("for (int i = 0; i < length; i++) values[i] = value;");
            code.Line("return values;");
        }
    }

    private static IEnumerable<string> Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');

    private static string Info(Tensor tensor)
    {
        string scale = tensor.Quantized.Scale.ToString("R", CultureInfo.InvariantCulture);
        return $"new TensorInfo({ClassWriter.Axes(tensor.Shape)}, {scale}f, "
            + $"{tensor.Quantized.ZeroPoint}{(tensor.IsUnsigned ? ", true" : "")})";
    }

    private static string Escape(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\n", " ").Replace("\r", " ");
}
