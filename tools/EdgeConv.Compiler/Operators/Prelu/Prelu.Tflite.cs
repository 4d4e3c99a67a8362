using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Prelu
{
    [TfliteOperator(54, "PRELU")]
    private static Operator Read(TfliteNode node) => new Prelu(node.Input(0), node.Input(1), node.Output);

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(54, 1, 0, Inputs, Outputs);
}
