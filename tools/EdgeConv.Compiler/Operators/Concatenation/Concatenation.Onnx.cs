using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Concatenation
{
    [OnnxOperator("Concat")]
    private static void Read(OnnxNode node)
    {
        OnnxValue first = node.Settled(0);
        int axis = OnnxShapes.Axis(node.Int("axis", 1), first.Dims.Length);
        OnnxValue[] values = [.. Enumerable.Range(0, node.InputCount).Select(node.Value)];
        Quantization to = values.All(v => v.Tensor!.Quantized.Equals(first.Tensor!.Quantized)) ? node.OutputQuantizationOr(first.Tensor!.Quantized) : node.OutputQuantization;
        int[] dims = [.. first.Dims];
        foreach (OnnxValue value in values.Skip(1))
        {
            if (value.Dims.Length != dims.Length) throw new ModelException($"inputs of {dims.Length} and {Amount.Of(value.Dims.Length, "axis", "axes")}");
            dims[axis] = checked(dims[axis] + value.Dims[axis]);
        }
        ImmutableArray<Tensor> inputs = [.. values.Select(value => node.InOrder(node.Requantized(value, to), first.Order))];
        Tensor output = node.NewOutput([.. first.Order.Select(a => dims[a])], to);
        node.Add(new Concatenation(inputs, output, Array.IndexOf(first.Order, axis), false));
        node.Give(output, dims, first.Order);
    }
}
