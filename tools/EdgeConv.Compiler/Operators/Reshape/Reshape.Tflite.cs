using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reshape
{
    // The file states the output's shape; inputs and options that say the same, even where the network computes them, are not needed.
    [TfliteOperator(22, "RESHAPE")]
    [TfliteOperator(43, "SQUEEZE")]
    [TfliteOperator(70, "EXPAND_DIMS")]
    private static Operator Read(TfliteNode node) => new Reshape(node.Kind, node.Input(0), node.Output);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Reshape(Input, Output);
}
