using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ResizeNearestNeighbor
{
    // Inputs: x, size (the output's shape says the same). Options: align corners 0, half pixel centers 1.
    [TfliteOperator(97, "RESIZE_NEAREST_NEIGHBOR")]
    private static Operator Read(TfliteNode node) => new ResizeNearestNeighbor(node.Input(0), node.Output, node.OptionByte(0) != 0, node.OptionByte(1) != 0);
}
