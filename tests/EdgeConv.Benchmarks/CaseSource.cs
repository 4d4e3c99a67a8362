using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Packed;

namespace EdgeConv.Benchmarks;

/// <summary>
/// Writes a case as C# for the device: textbook loops, a file for the packed engine and the compiled class, tied together by a class that
/// derives from device/Case.cs.
/// </summary>
internal static class CaseSource
{
    private const string Space = "EdgeConv.Benchmarks";

    // Of an assembly: the case's other classes, headers of methods.
    private const int OtherBytecode = 8192;

    /// <summary>Path for messages and text of each source.</summary>
    /// <param name="each">A case that is there.</param>
    /// <param name="number">Its number, for names.</param>
    /// <param name="forDevice">True to leave the compiled class out where an assembly does not hold it.</param>
    public static IEnumerable<(string Path, string Text)> Write(BenchmarkCase each, int number, bool forDevice)
    {
        Graph graph = each.Graph!;
        string name = $"Case{number}", compiled = CSharpCompiler.Compile(graph, Space, name + "Compiled", "a benchmark");
        bool fits = !forDevice || new CompiledModel(compiled, $"{Space}.{name}Compiled").BytecodeBytes < CompiledModel.BytecodeLimit
            - OtherBytecode;
        List<string> sources = [.. TextbookSource.Write(graph, name + "Textbook"), .. fits ? new[] { compiled } : []];
        if (each.HasSums) sources.Add(CSharpCompiler.CompileSums(graph, Space, name + "Sums"));
        sources.Add($$"""
            using EdgeConv.Kernels;
            using EdgeConv.Models;

            namespace {{Space}}
            {
                public sealed class {{name}} : Case
                {
            {{(each.HasSums ? Sums(graph.Operators[0], name) : "")}}
                    public {{name}}() : base({{(each.HasSums ? graph.Outputs[0].Shape.Length
                        : 0)}}, new {{name}}Textbook(), PackedModel.Load(new byte[] { {{string.Join(", ",
                            EcmFile.Write(graph).Bytes)}} }), {{(fits ? $"new {name}Compiled()" : "null")}})
                    {
                    }
                }
            }
            """);
        return sources.Select((text, i) => ($"{name}.{i}.cs", text));
    }

    /// <summary>The class that makes each case by its number.</summary>
    public static (string Path, string Text) WriteAll(IEnumerable<int> numbers) => ("Cases.cs", $$"""
        namespace {{Space}}
        {
            public static class Cases
            {
                public const int Count = {{numbers.Count()}};

                public static Case Make(int number)
                {
        {{string.Concat(
            numbers.Select((number, i) => $"            if (number == {i}) return new Case{number}();\n"))}}            return null;
                }
            }
        }
        """);

    private static string Sums(Operator op, string name)
    {
        (string kernel, string arguments) = op switch
        {
            EdgeConv.Compiler.Operators.Conv2D conv =>
                ("Conv2D", $"{Valid(conv.Input, conv.Window)}, {conv.Output.Shape[3]}, 1, W, null, 0, Requantization"),
            EdgeConv.Compiler.Operators.DepthwiseConv2D depthwise =>
                ("DepthwiseConv2D", $"{Valid(depthwise.Input, depthwise.Window)}, 1, W, null, 0, Requantization"),
            EdgeConv.Compiler.Operators.FullyConnected connected =>
                ("FullyConnected", $"1, {connected.Filters.Shape[1]}, {connected.Filters.Shape[0]}, W, 0, null, 0, Requantization"),
            _ => throw new InvalidOperationException($"{op} has no sums"),
        };
        return $$"""
                    private static readonly sbyte[] W = {{TextbookSource.Constants("sbyte",
                        ((sbyte[])op.Inputs[1].Constant!).Select(weight => (int)weight))}};
                    private static readonly Requantization Requantization =
                        new Requantization(new int[] { 1 << 30 }, new int[] { 0 }, 0, -128, 127);

                    private readonly {{kernel}} _packed = new {{kernel}}({{arguments}});
                    private readonly {{name}}Sums _compiled = new {{name}}Sums();

                    protected override void SumTextbook(sbyte[] x, int[] sums)
                    {
                        {{TextbookSource.Sums(op, "x", "W", "sums")}}
                    }

                    protected override void SumPacked(sbyte[] x, int[] sums)
                    {
                        _packed.Accumulate(x, 0, sums, 0);
                    }

                    protected override void SumCompiled(sbyte[] x, int[] sums)
                    {
                        _compiled.Accumulate(x, sums);
                    }

            """;
    }

    private static string Valid(Tensor input, Window window) =>
        $"Window2D.Valid({input.Shape[1]}, {input.Shape[2]}, {input.Shape[3]}, {window.Rows}, {window.Columns}, 1)";
}
