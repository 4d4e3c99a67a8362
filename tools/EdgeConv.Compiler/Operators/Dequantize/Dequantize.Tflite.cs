using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Dequantize
{
    [TfliteOperator(6, "DEQUANTIZE")]
    private static Operator Read(TfliteNode node) => new Dequantize(node.Input(0), node.Output);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(6, 2, 38, Inputs, Outputs);
}
