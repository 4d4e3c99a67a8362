using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Softmax
{
    // From version 13 on over one axis, before over all axes from one on.
    [OnnxOperator("Softmax")]
    private static void Read(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        int rank = value.Dims.Length;
        bool isOld = node.Int("opset", node.Opset) < 13;
        int axis = OnnxShapes.Axis(node.Int("axis", isOld ? 1 : -1), rank);
        int[] dims = value.Dims;
        if (isOld)
        {
            value = value with { Dims = [OnnxShapes.Product(dims.AsSpan(0, axis)), OnnxShapes.Product(dims.AsSpan(axis))] };
            axis = 1;
        }
        OnnxValue settled = value.IsReshaped ? new OnnxValue(node.InOrder(value, [.. Enumerable.Range(0, value.Dims.Length)]), value.Dims, [.. Enumerable.Range(0, value.Dims.Length)], value.IsUnsigned) : value;
        int[] order = [.. settled.Order.Where(a => a != axis), axis];
        Tensor input = node.InOrder(settled, order);
        Quantization usual = Quantization.PerTensor(1f / 256, -128);
        Tensor output = node.NewOutput(input.Shape.ToArray(), usual);
        node.Add(new Softmax(input, output, 1));
        node.Give(new OnnxValue(output, settled.Dims, order, settled.IsUnsigned) { Dims = dims });
    }
}
