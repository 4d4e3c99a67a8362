using System.Collections.Immutable;
using EdgeConv.Compiler;
using EdgeConv.Compiler.Operators;
using EdgeConv.Compiler.Passes;
using EdgeConv.Kernels;

namespace EdgeConv.Benchmarks;

/// <summary>What is measured: a network, or the reason why it is not there.</summary>
/// <param name="Name">Operator and shape, or model.</param>
/// <param name="Graph">The network between int8 tensors; null where <paramref name="Skipped"/> says why.</param>
/// <param name="HasSums">Whether the int32 sums of its only layer are compared as well.</param>
/// <param name="Skipped">Why it is not measured, or null.</param>
public sealed record BenchmarkCase(string Name, Graph? Graph, bool HasSums = false, string? Skipped = null)
{
    // As a float32 scale holds it: the multiplier of all layers, before a shift that brings sums of random products into the int8 range,
    // some beyond it.
    private const float Scale = 1518500224f / 2147483648f;

    /// <summary>Layers, then models.</summary>
    public static IReadOnlyList<BenchmarkCase> All() =>
    [
        new("conv 3x3, 32x32x1 -> 8", Conv(32, 1, 8, 3, 8), HasSums: true),
        new("conv 3x3, 16x16x8 -> 16", Conv(16, 8, 16, 3, 10), HasSums: true),
        new("conv 1x1, 8x8x32 -> 32", Conv(8, 32, 32, 1, 9), HasSums: true),
        new("fully connected, 256 -> 10", Connected(256, 10, 11), HasSums: true),
        new("depthwise 3x3, 16x16x16", Depthwise(16, 16, 8), HasSums: true),
        new("max pool 2x2, 16x16x16", MaxPool(Activations("x", 16, 16), [])),
        new("conv 3x3 + requantize + max pool 2x2, 32x32x1 -> 8", MaxPool(Conv(32, 1, 8, 3, 8))),
        new("conv 3x3, 32x32x1 -> 8, no ReLU", Conv(32, 1, 8, 3, 8, zeroPoint: 3)),
        new("conv 3x3, 16x16x8 -> 16, no ReLU", Conv(16, 8, 16, 3, 10, zeroPoint: 3)),
        new("built-in example, digits", Import(Repository.PathOf("examples", "digits.json"))),
        new("example strokes", Import(Repository.PathOf("examples", "strokes.json"))),
        Outside("mnist_cnn", "emlearn_mnist_cnn_int8"),
        Outside("mnist_dw", "tm_mnist_dw_q"),
        Outside("micro_speech", "micro_speech_quantized"),
        Outside("person_detect, operators 0 to 4", "person_detect", operators: 5),
    ];

    private static Graph Import(string path) => Int8InputsAndOutputs.Run(Pipeline.Run(ModelFile.Open(path)));

    private static BenchmarkCase Outside(string name, string file, int operators = int.MaxValue)
    {
        string path = Repository.PathOf("..", "shared", "data", "models", file + ".tflite");
        if (!File.Exists(path)) return new(name, null, Skipped: "../shared/data not found");
        Graph graph = Import(path);
        if (operators < graph.Operators.Length)
            graph = new Graph(name, graph.Inputs, [graph.Operators[operators - 1].Output], graph.Operators[..operators]);
        return new(name, graph);
    }

    // Zero points of -128 at the output make the clamp to int8 a ReLU.
    private static Tensor Activations(string name, int size, int channels, int zeroPoint = 0) =>
        new(name, new Shape(1, size, size, channels), ElementType.Int8, Quantization.PerTensor(1, zeroPoint));

    // Random weights of seed 1 (xorshift32, the high byte of each state): no zero or small weight flatters a kernel; -128, which no
    // TensorFlow Lite filter holds, becomes -127.
    private static Tensor Filters(int shift, params int[] axes)
    {
        Shape shape = new(axes);
        uint state = 1;
        sbyte[] weights = new sbyte[shape.Length];
        for (int i = 0; i < weights.Length; i++) weights[i] = (sbyte)Math.Max(-127, (int)Next(ref state));
        return new("w", shape, ElementType.Int8, Quantization.PerTensor(Scale / (1 << shift), 0), weights);
    }

    /// <summary>The input of all cases: the same generator, seed 2.</summary>
    public static sbyte[] Input(int length)
    {
        uint state = 2;
        sbyte[] values = new sbyte[length];
        for (int i = 0; i < length; i++) values[i] = Next(ref state);
        return values;
    }

    private static sbyte Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return (sbyte)(state >> 24);
    }

    private static Window Valid(int size, int filter, int stride = 1) =>
        new(filter, filter, stride, stride, 1, 1, 0, 0, (size - filter) / stride + 1, (size - filter) / stride + 1);

    private static Graph Conv(int size, int channels, int outputs, int filter, int shift, int zeroPoint = -128)
    {
        Tensor x = Activations("x", size, channels), y = Activations("y", size - filter + 1, outputs, zeroPoint);
        return new("conv", [x], [y], [new EdgeConv.Compiler.Operators.Conv2D(x, Filters(shift, outputs, filter, filter, channels), null, y,
            Valid(size, filter), Activation.None)]);
    }

    private static Graph Connected(int inputs, int outputs, int shift)
    {
        Tensor x = new("x", new Shape(1, inputs), ElementType.Int8, Quantization.PerTensor(1, 0)),
            y = new("y", new Shape(1, outputs), ElementType.Int8, Quantization.PerTensor(1, -128));
        return new("connected", [x], [y],
            [new EdgeConv.Compiler.Operators.FullyConnected(x, Filters(shift, outputs, inputs), null, y, Activation.None)]);
    }

    private static Graph Depthwise(int size, int channels, int shift)
    {
        Tensor x = Activations("x", size, channels), y = Activations("y", size - 2, channels, -128);
        return new("depthwise", [x], [y], [new EdgeConv.Compiler.Operators.DepthwiseConv2D(x, Filters(shift, 1, 3, 3, channels), null, y,
            Valid(size, 3), Activation.None)]);
    }

    private static Graph MaxPool(Graph before) => MaxPool(before.Outputs[0], before.Operators, before.Inputs[0]);

    private static Graph MaxPool(Tensor x, ImmutableArray<Operator> before, Tensor? input = null)
    {
        Tensor y = Activations("pooled", x.Shape[1] / 2, x.Shape[3], x.Quantized.ZeroPoint);
        return new("pool", [input ?? x], [y],
            [.. before, new EdgeConv.Compiler.Operators.Pool2D(PoolKind.Maximum, x, y, Valid(x.Shape[1], 2, 2), Activation.None)]);
    }
}
