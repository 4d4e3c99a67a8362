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
        Quantization from = input.Quantized, to = node.Output.Quantized;
        ImmutableArray<sbyte> table = node.Kind switch
        {
            "LOGISTIC" => UnaryTables.Logistic(from, to),
            "RELU" => UnaryTables.Relu(from, to),
            "RELU_N1_TO_1" => UnaryTables.ReluN1To1(from, to),
            "RELU6" => UnaryTables.Relu6(from),
            "TANH" => UnaryTables.Tanh(from),
            "NEG" => UnaryTables.Negate(from, to),
            "LEAKY_RELU" => UnaryTables.LeakyRelu(from, to, node.OptionFloat(0)),
            "ABS" => UnaryTables.Absolute(from, to),
            "ELU" => UnaryTables.Elu(from, to),
            "QUANTIZE" => UnaryTables.Requantize(from, to),
            _ => UnaryTables.HardSwish(from, to),
        };
        return new UnaryTable(node.Kind, input, node.Output, table);
    }
}
