using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class UnaryTable
{
    [OnnxOperator("Relu")]
    private static void ReadRelu(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        // Of int8 itself the greater of 0 and the number is taken, whatever its zero point.
        if (!value.IsReal) node.GiveWithin(value, value.IsUnsigned ? -128 : 0, 127);
        else Apply(node, "RELU", node.OutputQuantizationOr(value.Tensor!.Quantized), UnaryTables.Relu);
    }

    [OnnxOperator("Clip")]
    private static void ReadClip(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        if (value.IsReal)
        {
            (float low, float high) = node.Bounds();
            node.GiveClipped(node.Requantized(value, node.OutputQuantizationOr(value.Tensor!.Quantized)), low, high);
            return;
        }
        int Bound(int index, int missing) => node.Ints(index, "") is { Length: > 0 } bound ? Math.Clamp(bound[0], -128, 127) : missing;
        node.GiveWithin(value, Bound(1, -128), Bound(2, 127));
    }

    [OnnxOperator("LeakyRelu")]
    private static void ReadLeakyRelu(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.01f);
        Apply(node, "LEAKY_RELU", node.OutputQuantization, (from, to) => UnaryTables.LeakyRelu(from, to, alpha), alpha);
    }

    // TensorFlow Lite's fixed point has one output scale; any other goes through float32.
    [OnnxOperator("Sigmoid")]
    private static void ReadSigmoid(OnnxNode node)
    {
        Quantization usual = Quantization.PerTensor(1f / 256, -128);
        Apply(node, "LOGISTIC", node.OutputQuantizationOr(usual), (from, to) => to.Equals(usual) ? UnaryTables.Logistic(from, to) : UnaryTables.FromFloat(from, to, x => 1 / (1 + MathF.Exp(-x))));
    }

    [OnnxOperator("Tanh")]
    private static void ReadTanh(OnnxNode node)
    {
        Quantization usual = Quantization.PerTensor(1f / 128, 0);
        Apply(node, "TANH", node.OutputQuantizationOr(usual), (from, to) => to.Equals(usual) ? UnaryTables.Tanh(from) : UnaryTables.FromFloat(from, to, MathF.Tanh));
    }

    [OnnxOperator("HardSwish")]
    private static void ReadHardSwish(OnnxNode node) => Apply(node, "HARD_SWISH", node.OutputQuantization, UnaryTables.HardSwish);

    [OnnxOperator("HardSigmoid")]
    private static void ReadHardSigmoid(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.2f), beta = node.Float("beta", 0.5f);
        Apply(node, "HARD_SIGMOID", node.OutputQuantization, (from, to) => UnaryTables.FromFloat(from, to, x => Math.Clamp(alpha * x + beta, 0, 1)));
    }

    [OnnxOperator("Elu")]
    private static void ReadElu(OnnxNode node)
    {
        if (node.Float("alpha", 1) != 1) throw new ModelException($"alpha {node.Float("alpha", 1)} is not supported; use 1");
        Apply(node, "ELU", node.OutputQuantization, UnaryTables.Elu);
    }

    [OnnxOperator("Abs")]
    private static void ReadAbs(OnnxNode node) => Apply(node, "ABS", node.OutputQuantization, UnaryTables.Absolute);

    [OnnxOperator("Neg")]
    private static void ReadNeg(OnnxNode node) => Apply(node, "NEG", node.OutputQuantization, UnaryTables.Negate);

    private static void Apply(OnnxNode node, string kind, Quantization to, Func<Quantization, Quantization, ImmutableArray<sbyte>> table, float alpha = 0)
    {
        OnnxValue value = node.Value(0);
        Tensor input = value.Tensor!, output = node.NewOutput(input.Shape.ToArray(), to);
        node.Add(new UnaryTable(kind, input, output, table(input.Quantized, to), alpha));
        node.GiveLike(value, output);
    }
}
