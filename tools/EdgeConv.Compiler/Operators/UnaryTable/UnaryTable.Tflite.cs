using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class UnaryTable
{
    // Options of LEAKY_RELU: alpha 0. The others have none.
    [TfliteOperator(14, "LOGISTIC")]
    [TfliteOperator(19, "RELU")]
    [TfliteOperator(20, "RELU_N1_TO_1")]
    [TfliteOperator(21, "RELU6")]
    [TfliteOperator(28, "TANH")]
    [TfliteOperator(59, "NEG")]
    [TfliteOperator(98, "LEAKY_RELU")]
    [TfliteOperator(101, "ABS")]
    [TfliteOperator(111, "ELU")]
    [TfliteOperator(114, "QUANTIZE")]
    [TfliteOperator(117, "HARD_SWISH")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0);
        if (node.Kind == "QUANTIZE" && input.Type == ElementType.Float32) return new QuantizeFloat(input, node.Output);
        float alpha = node.Kind == "LEAKY_RELU" ? node.OptionFloat(0) : 0;
        return new UnaryTable(node.Kind, input, node.Output, TableOf(node.Kind, input.Quantized, node.Output.Quantized, alpha), alpha);
    }

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        (int code, int version, int options) = Kind switch
        {
            "LOGISTIC" => (14, 2, 0),
            "RELU" => (19, 2, 0),
            "RELU_N1_TO_1" => (20, 1, 0),
            "RELU6" => (21, 2, 0),
            "TANH" => (28, 2, 0),
            "LEAKY_RELU" => (98, 1, 75),
            "ABS" => (101, 2, 78),
            "ELU" => (111, 1, 0),
            "QUANTIZE" => (114, 1, 89),
            "HARD_SWISH" => (117, 1, 91),
            "NEG" => (0, 0, 0),
            _ => throw new ModelException("no .tflite operator computes it; write .ecm"),
        };
        if (!TableOf(Kind, Input.Quantized, Output.Quantized, Alpha).SequenceEqual(Table))
            throw new ModelException("TensorFlow Lite computes other bytes with these scales; write .ecm, or quantize the model again");
        // TensorFlow Lite's own NEG takes no int8.
        if (Kind == "NEG") file.Negate(Input, Output, Activation.None);
        else file.Add(code, version, options, Inputs, Outputs, Kind == "LEAKY_RELU" ? [(0, Alpha)] : []);
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
}
