using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class Conv2D
{
    // Filters [K, C / groups, R, S], or [K, C / groups, S]; one channel per group makes a depthwise convolution.
    [OnnxOperator("Conv")]
    private static void Read(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 0);
        if (node.Int("channels_last", 0) != 0) throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        bool hasRows = filters.Dims.Length == 4;
        if (!hasRows && filters.Dims.Length != 3) throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}; convolutions over [N, C, H, W] and [N, C, W] are supported");
        int k = filters.Dims[0], perGroup = filters.Dims[1], r = hasRows ? filters.Dims[2] : 1, s = filters.Dims[^1];
        Tensor input = node.Map(0);
        (int n, _, _, int c) = input.Shape.Nhwc;
        int groups = node.Int("group", 1);
        if (groups < 1 || (long)perGroup * groups != c || k % groups != 0) throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} in {Amount.Of(groups, "group")} for {c} input and {Amount.Of(k, "output channel")}");
        Window window = node.Window(input, r, s, hasRows);
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, k], node.OutputQuantization);
        Tensor? bias = node.Bias(2, input.Quantized, filters, k);
        sbyte[] Turned(int[] order) => (sbyte[])OnnxShapes.Permuted(filters.Values, [k, perGroup, r, s], order);
        node.Add(groups > 1 && perGroup == 1
            ? new DepthwiseConv2D(input, node.FilterTensor(filters, [1, r, s, k], Turned([1, 2, 3, 0]), 3), bias, output, window, node.Activation)
            : new Conv2D(input, node.FilterTensor(filters, [k, r, s, perGroup], Turned([0, 2, 3, 1]), 0), bias, output, window, node.Activation));
        node.GiveMap(output, hasRows);
    }
}
