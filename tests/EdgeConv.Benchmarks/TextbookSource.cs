using System.Text;
using EdgeConv.Compiler;
using EdgeConv.Compiler.CSharp;
using EdgeConv.Compiler.Operators;
using EdgeConv.Kernels;

namespace EdgeConv.Benchmarks;

/// <summary>
/// Writes the baseline of a network: a class that runs device/Textbook.cs layer by layer. Padding is a copy into a wider map; zero points
/// of inputs are taken into the bias. What is no sum of products nor a 2x2 maximum (softmax, mean) is the library's kernel, as in all
/// variants.
/// </summary>
internal sealed class TextbookSource
{
    private const string Space = "EdgeConv.Benchmarks";

    private readonly StringBuilder _fields = new(), _run = new(), _others = new();
    private readonly Dictionary<Tensor, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly string _class;

    private TextbookSource(string name) => _class = name;

    /// <summary>Sources of the class and of what it uses.</summary>
    public static IEnumerable<string> Write(Graph graph, string name)
    {
        var source = new TextbookSource(name);
        return source.Write(graph);
    }

    /// <summary>
    /// The statement that leaves the sums of a layer in <paramref name="sums"/>, from the map <paramref name="x"/> that is padded already.
    /// </summary>
    public static string Sums(Operator op, string x, string w, string sums)
    {
        switch (op)
        {
            case EdgeConv.Compiler.Operators.Conv2D { Groups: 1, Window: { DilationY: 1, DilationX: 1 } window } conv:
                (_, int h, int width, int c) = PaddedShape(conv.Input.Shape, window);
                int k = conv.Output.Shape[3];
                if (window is { Rows: 3, Columns: 3, StrideY: 1, StrideX: 1 })
                    return $"Textbook.Conv3x3({x}, {h}, {width}, {c}, {w}, {k}, {sums});";
                if (window is { Rows: 1, Columns: 1, StrideY: 1, StrideX: 1 })
                    return $"Textbook.Conv1x1({x}, {h * width}, {c}, {w}, {k}, {sums});";
                return $"Textbook.Conv({x}, {width}, {c}, {w}, {window.Rows}, {window.Columns}, {window.StrideY}, {window.StrideX}, " +
                    $"{window.OutHeight}, {window.OutWidth}, {k}, {sums});";
            case EdgeConv.Compiler.Operators.DepthwiseConv2D { Window: { DilationY: 1, DilationX: 1 } window } depthwise:
                (_, h, width, c) = PaddedShape(depthwise.Input.Shape, window);
                if (window is { Rows: 3, Columns: 3, StrideY: 1, StrideX: 1 } && depthwise.ChannelMultiplier == 1)
                    return $"Textbook.Depthwise3x3({x}, {h}, {width}, {c}, {w}, {sums});";
                return $"Textbook.Depthwise({x}, {width}, {c}, {w}, {window.Rows}, {window.Columns}, {window.StrideY}, {window.StrideX}, " +
                    $"{window.OutHeight}, {window.OutWidth}, {depthwise.ChannelMultiplier}, {sums});";
            case EdgeConv.Compiler.Operators.FullyConnected connected when connected.Filters.Quantized.ZeroPoint == 0:
                return $"Textbook.Conv1x1({x}, {connected.Batches}, {connected.Filters.Shape[1]}, {w}, {connected.Filters.Shape[0]}, " +
                    $"{sums});";
            default:
                throw new ModelException($"{op}: no textbook loops for it");
        }
    }

    /// <summary>A C# array of constants.</summary>
    public static string Constants(string type, IEnumerable<int> values) => $"new {type}[] {{ {string.Join(", ", values)} }}";

    private IEnumerable<string> Write(Graph graph)
    {
        Tensor input = graph.Inputs[0], output = graph.Outputs[0];
        _names[input] = "x";
        int[] sums = [.. graph.Operators.Where(op => op.Macs > 0).Select(op => op.Output.Shape.Length)];
        for (int i = 0; i < graph.Operators.Length; i++) Layer(graph.Operators[i], i);
        return
        [
            $$"""
            using System;
            using EdgeConv.Models;

            namespace {{Space}}
            {
                public sealed class {{_class}} : IModel
                {
            {{_fields}}
                    public TensorInfo Input { get; } = {{Info(input)}};

                    public TensorInfo Output { get; } = {{Info(output)}};

                    public void Invoke(sbyte[] x, sbyte[] y)
                    {
            {{_run}}            Array.Copy({{_names[output]}}, y, {{output.Shape.Length}});
                    }
                }
            }
            """,
            .. _others.Length > 0 ? new[] { _others.ToString() } : [],
        ];
    }

    private void Layer(Operator op, int i)
    {
        string x = _names[op.Inputs[0]];
        if (op.IsView)
        {
            _names[op.Output] = x;
            return;
        }
        string y = _names[op.Output] = Field("sbyte[]", $"_map{i}", $"new sbyte[{op.Output.Shape.Length}]");
        switch (op)
        {
            case EdgeConv.Compiler.Operators.Conv2D conv: Summed(conv, i, x, y, conv.Multipliers, conv.Activation); break;
            case EdgeConv.Compiler.Operators.DepthwiseConv2D depthwise:
                Summed(depthwise, i, x, y, depthwise.Multipliers, depthwise.Activation); break;
            case EdgeConv.Compiler.Operators.FullyConnected connected:
                Summed(connected, i, x, y, connected.Multipliers, connected.Activation); break;
            case EdgeConv.Compiler.Operators.Pool2D
            {
                PoolKind: PoolKind.Maximum, Activation: Activation.None,
                Window: { Rows: 2, Columns: 2, StrideY: 2, StrideX: 2, PadTop: 0, PadLeft: 0 } window,
            } pool
                when window.OutHeight * 2 == pool.Input.Shape[1] && window.OutWidth * 2 == pool.Input.Shape[2]:
                Run($"Textbook.MaxPool2x2({x}, {pool.Input.Shape[1]}, {pool.Input.Shape[2]}, {pool.Input.Shape[3]}, {y});");
                break;
            default:
                string other = $"{_class}Layer{i}";
                string source = CSharpCompiler.Compile(new Graph(op.Kind, [op.Inputs[0]], [op.Output], [op]), Space, other, "a benchmark");
                // One file: its usings stand once, at the top.
                _others.Append(_others.Length == 0 ? source : source[source.IndexOf("namespace", StringComparison.Ordinal)..]);
                Run($"{Field(other, $"_layer{i}", $"new {other}()")}.Invoke({x}, {y});");
                break;
        }
    }

    private void Summed(Operator op, int i, string x, string y, IReadOnlyList<Multiplier> multipliers, Activation activation)
    {
        if (op is IWindowed { Window: { } window })
        {
            (_, int h, int w, int c) = op.Inputs[0].Shape.Nhwc;
            (_, int paddedHeight, int paddedWidth, _) = PaddedShape(op.Inputs[0].Shape, window);
            if ((h, w) != (paddedHeight, paddedWidth))
            {
                string padded = Field("sbyte[]", $"_padded{i}",
                    $"Textbook.Filled({paddedHeight * paddedWidth * c}, {op.Inputs[0].Quantized.ZeroPoint})");
                Run($"Textbook.Pad({x}, {h}, {w * c}, {padded}, {(window.PadTop * paddedWidth + window.PadLeft) * c}, {paddedWidth * c});");
                x = padded;
            }
        }
        int outputs = op.Output.Shape[op.Output.Shape.Rank - 1];
        sbyte[] weights = (sbyte[])op.Inputs[1].Constant!;
        string sums = Field("int[]", $"_sums{i}", $"new int[{op.Output.Shape.Length}]");
        Run(Sums(op, x, Field("sbyte[]", $"_weights{i}", Constants("sbyte", weights.Select(weight => (int)weight))), sums));
        Quantization to = op.Output.Quantized;
        (int minimum, int maximum) = ActivationRange.Of(activation, to);
        if (multipliers.Any(multiplier => multiplier.Shift > 0))
            throw new ModelException($"{op}: a multiplier above 1, which the textbook loops do not take");
        int[] bias = op.Inputs.Length > 2 ? (int[])op.Inputs[2].Constant! : new int[outputs];
        int zeroPoint = op.Inputs[0].Quantized.ZeroPoint, perOutput = weights.Length / outputs;
        bias = [.. bias.Select((value, k) => value - zeroPoint * Enumerable.Range(0, perOutput)
            .Sum(n => weights[op is EdgeConv.Compiler.Operators.DepthwiseConv2D ? n * outputs + k : k * perOutput + n]))];
        if (bias.All(value => value == 0) && multipliers.Distinct().Count() == 1 && (minimum, maximum) == (-128, 127))
        {
            Run($"Textbook.Requantize({sums}, {multipliers[0].Mantissa}, {-multipliers[0].Shift}, {to.ZeroPoint}, {y});");
            return;
        }
        string Each(string what, Func<Multiplier, int> of) => Field("int[]", $"_{what}{i}",
            Constants("int", Enumerable.Range(0, outputs).Select(k => of(multipliers[multipliers.Count == 1 ? 0 : k]))));
        Run($"Textbook.RequantizeChannels({sums}, {op.Output.Shape.Length}, {Field("int[]", $"_bias{i}", Constants("int", bias))}, " +
            $"{Each("multipliers", m => m.Mantissa)}, {Each("shifts", m => -m.Shift)}, {to.ZeroPoint}, {minimum}, {maximum}, {y});");
    }

    // What a window reads of a map, padding included; the map itself where there is none.
    private static (int N, int H, int W, int C) PaddedShape(Shape input, Window window)
    {
        (int n, int h, int w, int c) = input.Nhwc;
        int height = (window.OutHeight - 1) * window.StrideY + window.Rows, width = (window.OutWidth - 1) * window.StrideX + window.Columns;
        return (n, Math.Max(height, h + window.PadTop), Math.Max(width, w + window.PadLeft), c);
    }

    private string Field(string type, string name, string value)
    {
        _fields.Append($"        private readonly {type} {name} = {value};\n");
        return name;
    }

    private void Run(string statement) => _run.Append($"            {statement}\n");

    private static string Info(Tensor tensor) =>
        $"new TensorInfo({Constants("int", tensor.Shape.Axes)}, {tensor.Quantized.Scale.ToString("R")}f, {tensor.Quantized.ZeroPoint})";
}
