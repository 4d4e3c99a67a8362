using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class FullyConnected
{
    // Options: fused activation 0, weights format 1, keep_num_dims 2 (the output's shape tells it).
    [TfliteOperator(9, "FULLY_CONNECTED")]
    private static Operator Read(TfliteNode node)
    {
        if (node.OptionByte(1) != 0) throw new ModelException("shuffled weights are not supported; convert the model again with TensorFlow 2");
        return new FullyConnected(node.Input(0), node.Input(1), node.OptionalInput(2), node.Output, node.OptionActivation(0));
    }
}
