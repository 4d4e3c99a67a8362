using EdgeConv.Common;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Transpose
{
    // Only the axes' names change, until an operator needs the values in another order.
    [OnnxOperator("Transpose")]
    private static void Read(OnnxNode node)
    {
        OnnxValue value = node.Settled(0);
        int rank = value.Dims.Length;
        int[] order = node.Ints("perm") ?? [.. Enumerable.Range(0, rank).Reverse()];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, rank))) throw new ModelException($"[{string.Join(", ", order)}] is no order of {Amount.Of(rank, "axis", "axes")}");
        node.Give(value.Tensor!, [.. order.Select(axis => value.Dims[axis])], [.. value.Order.Select(axis => Array.IndexOf(order, axis))]);
    }
}
