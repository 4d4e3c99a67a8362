using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class StridedSlice
{
    [OnnxOperator("Slice")]
    private static void Read(OnnxNode node)
    {
        OnnxValue value = node.Settled(0);
        int rank = value.Dims.Length;
        int[] from = node.Ints(1, "starts") ?? throw new ModelException("starts are missing"), to = node.Ints(2, "ends") ?? throw new ModelException("ends are missing");
        int[] axes = node.Ints(3, "axes") ?? [.. Enumerable.Range(0, from.Length)], steps = node.Ints(4, "steps") ?? [.. Enumerable.Repeat(1, from.Length)];
        if (to.Length != from.Length || axes.Length != from.Length || steps.Length != from.Length) throw new ModelException("starts, ends, axes and steps differ in number");
        int[] starts = new int[rank], strides = [.. Enumerable.Repeat(1, rank)], dims = [.. value.Dims];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = OnnxShapes.Axis(axes[i], rank), extent = value.Dims[axis], step = steps[i];
            if (step == 0) throw new ModelException("a step of 0");
            long start = from[i] < 0 ? (long)from[i] + extent : from[i], end = to[i] < 0 ? (long)to[i] + extent : to[i];
            (start, end) = step > 0 ? (Math.Clamp(start, 0, extent), Math.Clamp(end, 0, extent)) : (Math.Clamp(start, 0, extent - 1L), Math.Clamp(end, -1, extent - 1L));
            long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1L) / -(long)step;
            if (count < 1) throw new ModelException($"an empty slice along axis {axis}");
            (starts[axis], strides[axis], dims[axis]) = ((int)start, step, (int)count);
        }
        int[] Stored(int[] perAxis) => [.. value.Order.Select(axis => perAxis[axis])];
        Tensor output = node.NewOutput(Stored(dims), value.Tensor!.Quantized);
        node.Add(new StridedSlice("STRIDED_SLICE", value.Tensor, output, [.. Stored(starts)], [.. Stored(strides)], [.. Stored(dims)]));
        node.Give(output, dims, value.Order);
    }
}
