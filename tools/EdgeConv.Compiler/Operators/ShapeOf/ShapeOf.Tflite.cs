using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ShapeOf
{
    [TfliteOperator(77, "SHAPE")]
    private static Operator Read(TfliteNode node) => new ShapeOf(node.Input(0).Shape, node.Output);
}
