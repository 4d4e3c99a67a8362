using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Elementwise
{
    [OnnxOperator("Add")]
    private static void ReadAdd(OnnxNode node) => Read(node, ElementwiseKind.Add);

    [OnnxOperator("Sub")]
    private static void ReadSub(OnnxNode node) => Read(node, ElementwiseKind.Sub);

    [OnnxOperator("Mul")]
    private static void ReadMul(OnnxNode node) => Read(node, ElementwiseKind.Mul);

    private static void Read(OnnxNode node, ElementwiseKind kind)
    {
        OnnxValue a = node.Optional(0) ?? throw new ModelException("input 0 is missing"), b = node.Optional(1) ?? throw new ModelException("input 1 is missing");
        if (a.Tensor is not null && b.Tensor is not null && Same(a.Dims, b.Dims) && Same(a.Inner, b.Inner) && Same(a.Order, b.Order))
        {
            Tensor sum = node.NewOutput(a.Tensor.Shape.ToArray(), node.OutputQuantization);
            node.Add(new Elementwise(kind, a.Tensor, b.Tensor, sum, node.Activation));
            node.GiveLike(a, sum);
            return;
        }
        int rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] Aligned(int[] shape) => [.. Enumerable.Repeat(1, rank - shape.Length), .. shape];
        int[] dims = [.. Aligned(a.Dims).Zip(Aligned(b.Dims), Math.Max)];
        // The larger operand stays as it lies, the other is brought into its order.
        int leader = a.Tensor is null || (b.Tensor is not null && b.Tensor.Shape.Length > a.Tensor.Shape.Length) ? 1 : 0;
        OnnxValue leading = node.Settled(leader);
        int missing = rank - leading.Dims.Length;
        int[] order = [.. Enumerable.Range(0, missing), .. leading.Order.Select(axis => axis + missing)];
        Tensor output = node.NewOutput([.. order.Select(axis => dims[axis])], node.OutputQuantization);
        node.Add(new Elementwise(kind, node.Operand(0, rank, order), node.Operand(1, rank, order), output, node.Activation));
        node.Give(output, dims, order);
    }

    private static bool Same(int[] a, int[] b) => a.AsSpan().SequenceEqual(b);
}
