using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

namespace EdgeConv.Compiler.Tflite;

/// <summary>How .tflite files read and write operators that compute value by value, reduce, or convert values.</summary>
internal static class TfliteArithmetic
{
    // Options of ADD, SUB and MUL: fused activation 0. MAXIMUM and MINIMUM have none.
    internal static Operator ReadElementwise(TfliteNode node)
    {
        ElementwiseKind kind = node.Kind switch
        {
            "ADD" => ElementwiseKind.Add,
            "MUL" => ElementwiseKind.Mul,
            "SUB" => ElementwiseKind.Sub,
            "MAXIMUM" => ElementwiseKind.Maximum,
            _ => ElementwiseKind.Minimum,
        };
        Activation activation = kind is ElementwiseKind.Maximum or ElementwiseKind.Minimum ? Activation.None : node.OptionActivation(0);
        return new Elementwise(kind, node.Input(0), node.Input(1), node.Output, activation);
    }

    internal static void Write(TfliteWriter file, Elementwise op)
    {
        int options = op.Function switch
        {
            ElementwiseKind.Add => 11,
            ElementwiseKind.Mul => 21,
            ElementwiseKind.Sub => 28,
            _ => 39,
        };
        file.Add(op.Kind, 2, options, op.Inputs, op.Outputs, (0, (byte)op.Activation));
    }

    internal static Operator ReadPrelu(TfliteNode node) => new Prelu(node.Input(0), node.Input(1), node.Output);

    internal static void Write(TfliteWriter file, Prelu op) => file.Add("PRELU", 1, 0, op.Inputs, op.Outputs);

    // Options: keep_dims 0, which the output's shape tells too.
    internal static Operator ReadReduce(TfliteNode node)
    {
        ReduceKind kind = node.Kind switch { "MEAN" => ReduceKind.Mean, "SUM" => ReduceKind.Sum, "REDUCE_MAX" => ReduceKind.Maximum, _ =>
            ReduceKind.Minimum };
        return new Reduce(kind, node.Input(0), node.ConstantInts(1), node.Output);
    }

    internal static void Write(TfliteWriter file, Reduce op)
    {
        file.Add(op.Kind, 2, 27, [op.Input, TfliteWriter.Ints(op.Output.Name + "/axes", op.Axes.AsSpan())], [op.Output],
            (0, op.Output.Shape == op.KeptShape));
    }

    // Options: beta 0.
    internal static Operator ReadSoftmax(TfliteNode node) => new Softmax(node.Input(0), node.Output, node.OptionFloat(0));

    internal static void Write(TfliteWriter file, Softmax op) => file.Add("SOFTMAX", 2, 9, op.Inputs, op.Outputs, (0, op.Beta));

    // Options: output type 0, which the output tensor tells too.
    internal static Operator ReadArgMax(TfliteNode node) =>
        new ArgMax(node.Input(0), node.ConstantInts(1) is [int axis] ? axis : throw new ModelException("one axis is needed"), node.Output);

    internal static void Write(TfliteWriter file, ArgMax op)
    {
        Tensor y = TfliteWriter.Before(op.Output, new Shape([.. op.Input.Shape.Axes.RemoveAt(op.Axis)]));
        Tensor axis = TfliteWriter.Number(op.Output.Name + "/axis", op.Axis);
        file.Add("ARG_MAX", 2, 40, [op.Input, axis], [y], (0, (byte)(op.Output.Type == ElementType.Int32 ? 2 : 4)));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    // Options of LEAKY_RELU: alpha 0. The others have none.
    internal static Operator ReadUnaryTable(TfliteNode node)
    {
        Tensor input = node.Input(0);
        if (node.Kind == "QUANTIZE" && input.Type == ElementType.Float32) return new QuantizeFloat(input, node.Output);
        float alpha = node.Kind == "LEAKY_RELU" ? node.OptionFloat(0) : 0;
        return new UnaryTable(node.Kind, input, node.Output, TableOf(node.Kind, input.Quantized, node.Output.Quantized, alpha), alpha);
    }

    internal static void Write(TfliteWriter file, UnaryTable op)
    {
        (int version, int options) = op.Kind switch
        {
            "LOGISTIC" => (2, 0),
            "RELU" => (2, 0),
            "RELU_N1_TO_1" => (1, 0),
            "RELU6" => (2, 0),
            "TANH" => (2, 0),
            "LEAKY_RELU" => (1, 75),
            "ABS" => (2, 78),
            "ELU" => (1, 0),
            "QUANTIZE" => (1, 89),
            "HARD_SWISH" => (1, 91),
            "NEG" => (0, 0),
            _ => throw new ModelException("no .tflite operator computes it; write .ecm"),
        };
        if (!TableOf(op.Kind, op.Input.Quantized, op.Output.Quantized, op.Alpha).SequenceEqual(op.Table))
            throw new ModelException("TensorFlow Lite computes other bytes with these scales; write .ecm, or quantize the model again");
        // TensorFlow Lite's own NEG takes no int8.
        if (op.Kind == "NEG") file.Negate(op.Input, op.Output, Activation.None);
        else file.Add(op.Kind, version, options, op.Inputs, op.Outputs, op.Kind == "LEAKY_RELU" ? [(0, op.Alpha)] : []);
    }

    // As TensorFlow Lite's kernel of that name computes it.
    private static ImmutableArray<sbyte> TableOf(string kind, Quantization from, Quantization to, float alpha) => kind switch
    {
        "LOGISTIC" => UnaryTables.Logistic(from, to),
        "RELU" => UnaryTables.Relu(from, to),
        "RELU_N1_TO_1" => UnaryTables.ReluN1To1(from, to),
        "RELU6" => UnaryTables.Relu6(from),
        "TANH" => UnaryTables.Tanh(from),
        "NEG" => UnaryTables.Negate(from, to),
        "LEAKY_RELU" => UnaryTables.LeakyRelu(from, to, alpha),
        "ABS" => UnaryTables.Absolute(from, to),
        "ELU" => UnaryTables.Elu(from, to),
        "QUANTIZE" => UnaryTables.Requantize(from, to),
        _ => UnaryTables.HardSwish(from, to),
    };

    internal static void Write(TfliteWriter file, QuantizeFloat op) => file.Add("QUANTIZE", 1, 89, op.Inputs, op.Outputs);

    internal static Operator ReadDequantize(TfliteNode node) => new Dequantize(node.Input(0), node.Output);

    internal static void Write(TfliteWriter file, Dequantize op) => file.Add("DEQUANTIZE", 2, 38, op.Inputs, op.Outputs);
}
