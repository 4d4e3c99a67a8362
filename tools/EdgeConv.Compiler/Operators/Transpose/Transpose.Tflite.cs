using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose
{
    // Inputs: x, permutation.
    [TfliteOperator(39, "TRANSPOSE")]
    private static Operator Read(TfliteNode node) => new Transpose(node.Input(0), node.Output, [.. node.ConstantInts(1)]);
}
