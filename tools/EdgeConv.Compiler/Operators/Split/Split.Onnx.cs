using System.Collections.Immutable;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Split
{
    [OnnxOperator("Split")]
    private static void Read(OnnxNode node)
    {
        OnnxValue value = node.Settled(0);
        int axis = OnnxShapes.Axis(node.Int("axis", 0), value.Dims.Length), pieces = node.File.Outputs.Length, extent = value.Dims[axis];
        int even = (extent + pieces - 1) / pieces;
        int[] sizes = node.Ints(1, "split") ?? [.. Enumerable.Range(0, pieces).Select(i => Math.Min(even, extent - i * even))];
        if (sizes.Length != pieces || sizes.Sum(size => (long)size) != extent || sizes.Any(size => size < 1)) throw new ModelException($"pieces of [{string.Join(", ", sizes)}] of an axis of {extent}");
        int place = Array.IndexOf(value.Order, axis);
        ImmutableArray<Tensor> outputs = [.. sizes.Select(size => node.NewOutput([.. value.Tensor!.Shape.Axes.SetItem(place, size)], value.Tensor.Quantized))];
        node.Add(new Split(value.Tensor!, outputs, place));
        for (int i = 0; i < pieces; i++)
        {
            int[] dims = [.. value.Dims];
            dims[axis] = sizes[i];
            node.Give(outputs[i], dims, value.Order);
        }
    }
}
