using System.Globalization;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Passes;

namespace EdgeConv.Compiler.Backends.CSharp;

/// <summary>Turns a graph into the source of one class that implements IModel: weights as constants in the code, sums written out.</summary>
public static class CSharpCompiler
{
    /// <summary>Compiles a graph between int8 tensors, after all passes. Several inputs are given to the class one after another in one array, and so are outputs.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="space">Namespace of the class.</param>
    /// <param name="name">Name of the class.</param>
    /// <param name="command">The command that makes the file, for its header.</param>
    /// <exception cref="ModelException">An operator that is not compiled, named.</exception>
    public static string Compile(Graph graph, string space, string name, string command) => Write(graph, space, name, command, accumulators: false);

    /// <summary>A class with a method <c>Accumulate(sbyte[] input, int[] sums)</c> for a graph of one convolution or fully connected layer that leaves its int32 sums: what a benchmark compares with other kernels' sums.</summary>
    public static string CompileSums(Graph graph, string space, string name) => Write(graph, space, name, "a benchmark", accumulators: true);

    /// <summary>The layers that are written, numbered as in the source's comments.</summary>
    internal static Graph Layers(Graph graph) => PooledConvolution.Fuse(QuantizedBorders.Run(graph));

    private static string Write(Graph graph, string space, string name, string command, bool accumulators)
    {
        graph = accumulators ? QuantizedBorders.Run(graph) : Layers(graph);
        foreach (Tensor tensor in graph.Inputs.Concat(graph.Outputs)) _ = tensor.Quantized;
        Tensor input = graph.Inputs[0], output = graph.Outputs[0];
        string[] others = [.. graph.Operators.Where(op => op is not ICompiled).Select(op => op.ToString()).Distinct()];
        if (others.Length > 0) throw new ModelException($"not compiled: {string.Join(", ", others)}");
        ArenaPlan arena = ArenaPlanner.Plan(graph);
        ClassWriter writer = new(graph, arena, accumulators);
        for (int i = 0; i < graph.Operators.Length; i++)
        {
            writer.Begin(graph.Operators[i], i);
            ((ICompiled)graph.Operators[i]).Write(writer);
        }
        CodeWriter code = new();
        long tables = writer.Tables.All.Sum(t => (long)t.Length);
        code.Line($"// {graph.Name}: {input.Shape} -> {output.Shape}, {graph.Operators.Sum(op => op.Macs)} multiply-accumulates, {graph.Operators.Sum(op => op.Parameters)} parameters.");
        code.Line($"// RAM {arena.Bytes + writer.FieldBytes + tables} bytes, of which arena {arena.Bytes}.");
        code.Line($"// Made by: {command}");
        code.Line("using System;");
        code.Line("using EdgeConv;");
        code.Line("using EdgeConv.Kernels;");
        code.Line("using EdgeConv.Models;");
        code.Line();
        using (code.Block("namespace " + space))
        {
            code.Line($"/// <summary>{Escape(graph.Name)}, compiled.</summary>");
            using (code.Block($"public sealed class {name}{(accumulators ? "" : " : IModel")}"))
            {
                code.Line($"private readonly sbyte[] _arena = new sbyte[{arena.Bytes}];");
                foreach (var table in accumulators ? [] : writer.Tables.All)
                    code.Line($"private readonly sbyte[] {table.Name} = Clamped({table.Base}, {table.Length}, {table.Minimum}, {table.Maximum});");
                foreach (string line in Lines(writer.FieldText)) code.Line(line);
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Input {{ get; }} = {Info(input)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                code.Line($"public TensorInfo Output {{ get; }} = {Info(output)};");
                code.Line();
                code.Line("/// <inheritdoc/>");
                using (code.Block(accumulators ? "public void Accumulate(sbyte[] input, int[] sums)" : "public void Invoke(sbyte[] input, sbyte[] output)"))
                {
                    code.Line("sbyte[] a = _arena;");
                    int at = 0;
                    foreach (Tensor tensor in graph.Inputs)
                    {
                        code.Line($"Array.Copy(input, {at}, a, {arena.OffsetOf(tensor)}, {tensor.Shape.Length});");
                        at += tensor.Shape.Length;
                    }
                    foreach (string line in Lines(writer.RunText)) code.Line(line);
                    at = 0;
                    foreach (Tensor tensor in accumulators ? [] : graph.Outputs)
                    {
                        code.Line($"Array.Copy({writer.Place(tensor)}, output, {at}, {tensor.Shape.Length});");
                        at += tensor.Shape.Length;
                    }
                }
                foreach (string line in Lines(writer.Methods.ToString())) code.Line(line);
                if (tables > 0 && !accumulators) WriteClamped(code);
                if (writer.FieldText.Contains("Filled(", StringComparison.Ordinal)) WriteFilled(code);
            }
        }
        return code.ToString();
    }

    private static void WriteClamped(CodeWriter code)
    {
        code.Line();
        using (code.Block("private static sbyte[] Clamped(int first, int length, int minimum, int maximum)"))
        {
            code.Line("sbyte[] table = new sbyte[length];");
            code.Line("for (int i = 0; i < length; i++) table[i] = (sbyte)(first + i < minimum ? minimum : first + i > maximum ? maximum : first + i);");
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

    private static string Info(Tensor tensor) =>
        $"new TensorInfo({ClassWriter.Array(tensor.Shape.Axes)}, {tensor.Quantized.Scale.ToString("R", CultureInfo.InvariantCulture)}f, {tensor.Quantized.ZeroPoint})";

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\n", " ").Replace("\r", " ");
}
