using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Reduce
{
    [OnnxOperator("GlobalAveragePool")]
    private static void ReadGlobalAverage(OnnxNode node) => ReadGlobal(node, ReduceKind.Mean);

    [OnnxOperator("GlobalMaxPool")]
    private static void ReadGlobalMaximum(OnnxNode node) => ReadGlobal(node, ReduceKind.Maximum);

    [OnnxOperator("ReduceMean")]
    private static void ReadMean(OnnxNode node) => ReadAxes(node, ReduceKind.Mean);

    [OnnxOperator("ReduceSum")]
    private static void ReadSum(OnnxNode node) => ReadAxes(node, ReduceKind.Sum);

    [OnnxOperator("ReduceMax")]
    private static void ReadMaximum(OnnxNode node) => ReadAxes(node, ReduceKind.Maximum);

    [OnnxOperator("ReduceMin")]
    private static void ReadMinimum(OnnxNode node) => ReadAxes(node, ReduceKind.Minimum);

    private static void ReadGlobal(OnnxNode node, ReduceKind kind)
    {
        if (node.Int("channels_last", 0) != 0) throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        int rank = node.Value(0).Dims.Length;
        if (rank is not (3 or 4)) throw new ModelException($"an input of {Amount.Of(rank, "axis", "axes")}; maps of [N, C, H, W] or [N, C, W] are supported");
        Read(node, kind, [.. Enumerable.Range(2, rank - 2)], true);
    }

    private static void ReadAxes(OnnxNode node, ReduceKind kind)
    {
        int rank = node.Value(0).Dims.Length;
        int[] axes = node.Ints(1, "axes") ?? [];
        if (axes.Length == 0)
        {
            if (node.Int("noop_with_empty_axes", 0) != 0) throw new ModelException("a reduction over no axis; export the model without it");
            axes = [.. Enumerable.Range(0, rank)];
        }
        Read(node, kind, [.. axes.Select(axis => OnnxShapes.Axis(axis, rank))], node.Int("keepdims", 1) != 0);
    }

    private static void Read(OnnxNode node, ReduceKind kind, int[] axes, bool keeps)
    {
        OnnxValue value = node.Settled(0);
        Tensor input = value.Tensor!;
        int[] kept = [.. value.Dims.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
        Quantization quantization = kind is ReduceKind.Mean or ReduceKind.Sum ? node.OutputQuantization : input.Quantized;
        Tensor output = node.NewOutput([.. value.Order.Select(axis => kept[axis])], quantization);
        node.Add(new Reduce(kind, input, axes.Select(axis => Array.IndexOf(value.Order, axis)).ToArray(), output));
        node.Give(new OnnxValue(output, kept, value.Order, value.IsUnsigned) { Dims = keeps ? kept : [.. kept.Where((_, axis) => !axes.Contains(axis))] });
    }
}
