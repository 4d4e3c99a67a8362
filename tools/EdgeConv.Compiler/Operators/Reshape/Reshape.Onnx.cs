using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reshape
{
    // The values stay where they are until an operator needs them in another order.
    [OnnxOperator("Reshape")]
    [OnnxOperator("Flatten")]
    [OnnxOperator("Squeeze")]
    [OnnxOperator("Unsqueeze")]
    private static void Read(OnnxNode node) => node.Give(node.Value(0) with { Dims = node.Reshaped(node.Value(0).Dims) });

    // Without training a Dropout does nothing.
    [OnnxOperator("Identity")]
    [OnnxOperator("Dropout")]
    private static void ReadIdentity(OnnxNode node) => node.Give(node.Value(0));
}
