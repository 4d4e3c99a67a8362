using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Softmax
{
    // Options: beta 0.
    [TfliteOperator(25, "SOFTMAX")]
    private static Operator Read(TfliteNode node) => new Softmax(node.Input(0), node.Output, node.OptionFloat(0));

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file) => file.Add(25, 2, 9, Inputs, Outputs, (0, Beta));
}
