namespace EdgeConv.Compiler.CSharp;

/// <summary>A model whose layers are written, to be put together as one file or several.</summary>
internal sealed class SourceModule
{
    // Methods of one class; a type may have 255 static ones.
    private const int MaxMethods = 200;

    // Of a method in an assembly, besides its code.
    private const int MethodOverhead = 16;

    private readonly Graph _graph;
    private readonly ArenaPlan _arena;
    private readonly ClassWriter _writer;
    private readonly string _space, _name, _command;
    private readonly List<SourceMethod> _methods;

    private SourceModule(Graph graph, ArenaPlan arena, ClassWriter writer, List<SourceMethod> methods, string space, string name,
        string command)
    {
        _graph = graph;
        _arena = arena;
        _writer = writer;
        _space = space;
        _name = name;
        _command = command;
        _methods = methods;
    }

    /// <summary>Writes the layers, those in <paramref name="tables"/> with their weights as tables.</summary>
    internal static SourceModule Of(Graph graph, string space, string name, string command, IReadOnlySet<Operator> tables,
        bool accumulators = false)
    {
        if (!CSharpCompiler.IsNamespace(space)) throw new ArgumentException($"{Printable.Text(space)} is no namespace", nameof(space));
        if (!CSharpCompiler.IsName(name)) throw new ArgumentException($"{Printable.Text(name)} is no name of a class", nameof(name));
        if (!accumulators) graph = CSharpCompiler.Fuse(graph, tables);
        ArenaPlan arena = ArenaPlanner.Plan(graph);
        ClassWriter writer = new(graph, arena, accumulators, tables);
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

    /// <summary>Layers and the bytes of their methods.</summary>
    internal IEnumerable<(Operator Op, int Bytes)> Layers(Dictionary<string, int> methodBytes) =>
        _graph.Operators.Select((op, i) => (op, _methods.Where(method => method.Layer == i).Sum(method => methodBytes[method.Name])));

    /// <summary>All in one file.</summary>
    /// <param name="cost">What its header says of an inference, where that is known.</param>
    internal string Text(CompiledCost? cost = null)
    {
        if (_methods.Count <= MaxMethods) return Main(_methods, [], [], cost);
        List<SourceMethod>[] classes = [.. _methods.Chunk(MaxMethods).Select(chunk => chunk.ToList())];
        return Main([], [.. classes.Select((_, i) => Part(i))], classes, cost);
    }

    /// <summary>Characters of all that is written for the layers, indentation left out.</summary>
    internal long Characters =>
        _methods.Sum(method => (long)method.Text("private").Length) + _writer.RunText.Length + _writer.FieldText.Length;

    /// <summary>The class with all that it allocates, and nothing that it computes.</summary>
    internal string FieldsText() => Main([], [], [], null, computes: false);

    /// <summary>A file for each assembly: methods of layers in their order, then the class.</summary>
    internal ImmutableArray<(string Name, string Text, int Bytes)> Split(Dictionary<string, int> methodBytes, int maxBytes,
        CompiledCost cost)
    {
        List<List<SourceMethod>> parts = [[]];
        List<int> bytes = [0];
        foreach (SourceMethod method in _methods)
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
        int own = methodBytes.Where(method => _methods.All(each => each.Name != method.Key)).Sum(method => method.Value + MethodOverhead);
        if (own > maxBytes)
            throw new ModelException($"the class alone is {own} bytes of code, and an assembly holds {maxBytes}; use "
                + "edgeconv pack for this model");
        List<(string, string, int)> files = [];
        for (int i = 0; i < parts.Count; i++)
        {
            // Only methods written before are called.
            string text = string.Concat(parts[i].Select(method => method.Body));
            int[] needed = [.. Enumerable.Range(0, i).Where(j =>
                parts[j].Any(method => text.Contains(method.Name + "(", StringComparison.Ordinal)))];
            CodeWriter code = new();
            code.Line($"// {_graph.Name}, part {i + 1} of {parts.Count}: about {bytes[i]} bytes of bytecode. The only file of a "
                + $"nanoFramework class library, {Part(i)}, that references EdgeConv{string.Concat(needed.Select(j => ", " + Part(j)))}.");
            code.Line($"// Made by: {_command}");
            code.Line("using EdgeConv.Kernels;");
            foreach (int j in needed) code.Line($"using static {_space}.{Part(j)};");
            code.Line();
            using (code.Block("namespace " + _space)) WriteClass(code, $"/// <summary>Layers of {_name}.</summary>", "public", Part(i),
                parts[i]);
            files.Add((Part(i), code.ToString(), bytes[i]));
        }
        files.Add((_name, Main([], [.. parts.Select((_, i) => Part(i))], [], cost), own));
        return [.. files];
    }

    /// <summary>True where the project of the class references EdgeConv.Packed beside EdgeConv.</summary>
    internal bool NeedsPacked => _writer.NeedsPacked;

    private string Part(int index) => $"{_name}Part{index + 1}";

    private static void WriteClass(CodeWriter code, string summary, string access, string name, List<SourceMethod> methods)
    {
        code.Line(summary);
        using (code.Block($"{access} static class {name}"))
            for (int i = 0; i < methods.Count; i++)
            {
                if (i > 0) code.Line();
                foreach (string line in Lines(methods[i].Text(access))) code.Line(line);
            }
    }

    // The class that implements IModel, with methods of layers or with other classes that have them.
    private string Main(List<SourceMethod> methods, string[] uses, List<SourceMethod>[] classes, CompiledCost? cost, bool computes = true)
    {
        Tensor input = _graph.Inputs[0], output = _graph.Outputs[0];
        bool accumulators = _writer.Accumulators;
        CodeWriter code = new();
        long tables = _writer.Tables.All.Sum(t => (long)t.Length);
        code.Line($"// {_graph.Name}: {input.Shape} -> {output.Shape}, {_graph.Operators.Sum(op => op.Macs)} multiply-accumulates, "
            + $"{_graph.Operators.Sum(op => op.Parameters)} parameters.");
        bool lowersInput = _graph.Inputs.Any(tensor => tensor.IsUnsigned), lowersOutput = _graph.Outputs.Any(tensor => tensor.IsUnsigned);
        string lowered = lowersInput && lowersOutput ? "input and output are" : lowersInput ? "input is" : "output is";
        if (lowersInput || lowersOutput) code.Line($"// Its {lowered} uint8 in the model's file; int8 here, each value 128 lower.");
        if (cost is not null) code.Line($"// {Inference(cost)}; {Ram(cost)}, of which arena {_writer.ArenaBytes}.");
        if (uses.Length > 0 && classes.Length == 0) code.Line($"// Belongs into the application, which references EdgeConv and the class "
            + $"libraries {string.Join(", ", uses)}.");
        if (NeedsPacked) code.Line("// Its project references EdgeConv.Packed too: some layers run on kernels of that library.");
        code.Line($"// Made by: {_command}");
        code.Line("using System;");
        code.Line("using EdgeConv;");
        code.Line("using EdgeConv.Kernels;");
        code.Line("using EdgeConv.Models;");
        foreach (string use in uses) code.Line($"using static {_space}.{use};");
        code.Line();
        using (code.Block("namespace " + _space))
        {
            for (int i = 0; i < classes.Length; i++)
            {
                WriteClass(code, $"/// <summary>Layers of {_name}.</summary>", "internal", uses[i], classes[i]);
                code.Line();
            }
            code.Line($"/// <summary>{Escape(_graph.Name)}, "
                + $"compiled{(cost is null ? "" : $": {Inference(cost)}, {Ram(cost)}")}.</summary>");
            using (code.Block($"public sealed class {_name}{(accumulators ? "" : " : IModel")}"))
            {
                code.Line($"private readonly sbyte[] _arena = new sbyte[{_writer.ArenaBytes}];");
                foreach ((string padding, int length,
                    int value) in _writer.Paddings) code.Line($"private readonly sbyte[] {padding} = Filled({length}, {value});");
                foreach ((string Name, int Base, int Length, int Minimum, int Maximum) table in accumulators ? [] : _writer.Tables.All)
                    code.Line($"private readonly sbyte[] {table.Name} = Clamped({table.Base}, {table.Length}, {table.Minimum}, "
                        + $"{table.Maximum});");
                // Makes fields too.
                List<string> invoke = Invoke();
                if (!computes) invoke = [];
                foreach (string line in Lines(_writer.FieldText)) code.Line(line);
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Input {{ get; }} = {Info(input)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Output {{ get; }} = {Info(output)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                using (code.Block(accumulators ? "public void Accumulate(sbyte[] input, int[] sums)"
                    : "public void Invoke(sbyte[] input, sbyte[] output)"))
                    foreach (string line in invoke) code.Line(line);
                foreach (SourceMethod method in methods)
                {
                    code.Line();
                    foreach (string line in Lines(method.Text("private"))) code.Line(line);
                }
                if (tables > 0 && !accumulators) WriteClamped(code);
                if (_writer.Paddings.Any()) WriteFilled(code);
            }
        }
        return code.ToString();
    }

    // Only where branches depend on values does the input matter.
    private static string Inference(CompiledCost cost) => $"{cost.Instructions} "
        + $"IL instructions per inference{(cost.Least == cost.Most ? "" : $" ({cost.Least} to {cost.Most} over three inputs)")}";

    private static string Ram(CompiledCost cost) => $"RAM {cost.RamBytes} bytes";

    private List<string> Invoke()
    {
        List<string> lines = ["sbyte[] a = _arena;"];
        int at = 0;
        foreach (Tensor tensor in _graph.Inputs)
        {
            lines.Add($"Array.Copy(input, {at}, a, {_arena.OffsetOf(tensor)}, {tensor.Shape.Length});");
            at += tensor.Shape.Length;
        }
        lines.AddRange(Lines(_writer.RunText));
        at = 0;
        foreach (Tensor tensor in _writer.Accumulators ? [] : _graph.Outputs)
        {
            lines.Add($"Array.Copy({_writer.AddressOf(tensor)}, output, {at}, {tensor.Shape.Length});");
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
