using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class ArgMax
{
    // Options: output type 0, which the output tensor tells too.
    [TfliteOperator(56, "ARG_MAX")]
    private static Operator Read(TfliteNode node) =>
        new ArgMax(node.Input(0), node.ConstantInts(1) is [int axis] ? axis : throw new ModelException("one axis is needed"), node.Output);
}
