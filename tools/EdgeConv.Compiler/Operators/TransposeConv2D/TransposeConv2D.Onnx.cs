using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Onnx;

namespace EdgeConv.Compiler.Operators;

public sealed partial class TransposeConv2D
{
    // Filters [C, K, R, S], or [C, K, S].
    [OnnxOperator("ConvTranspose")]
    private static void Read(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 1);
        bool hasRows = filters.Dims.Length == 4;
        if (!hasRows && filters.Dims.Length != 3) throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}; maps of [N, C, H, W] and [N, C, W] are supported");
        int c = filters.Dims[0], k = filters.Dims[1], r = hasRows ? filters.Dims[2] : 1, s = filters.Dims[^1];
        Tensor input = node.Map(0);
        (int n, int h, int w, _) = input.Shape.Nhwc;
        if (node.Int("group", 1) != 1) throw new ModelException("groups are not supported; use group 1");
        if (node.Pair("dilations", hasRows) != (1, 1)) throw new ModelException("dilation is not supported; use 1");
        if (node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || node.Ints("output_shape") is not null) throw new ModelException("padding must be given as pads; export the model with explicit pads");
        (int strideY, int strideX) = node.Pair("strides", hasRows);
        int[] pads = node.Pads(hasRows), extra = node.Ints("output_padding") ?? [0, 0];
        if (!hasRows && extra.Length == 1) extra = [0, extra[0]];
        if (extra.Length != 2 || extra.Any(e => e is < 0 or > 1 << 16)) throw new ModelException("output_padding is out of range");
        long outHeight = (h - 1L) * strideY + r + extra[0] - pads[0] - pads[2], outWidth = (w - 1L) * strideX + s + extra[1] - pads[1] - pads[3];
        if (outHeight is < 1 or > Shape.MostElements || outWidth is < 1 or > Shape.MostElements) throw new ModelException($"an output of {outHeight}x{outWidth}");
        Tensor output = node.NewOutput([n, (int)outHeight, (int)outWidth, k], node.OutputQuantization);
        Tensor turned = node.FilterTensor(filters, [k, r, s, c], (sbyte[])OnnxShapes.Permuted(filters.Values, [c, k, r, s], [1, 2, 3, 0]), 0);
        node.Add(new TransposeConv2D(input, turned, node.Bias(2, input.Quantized, filters, k), output, strideY, strideX, pads[0], pads[1], node.Activation));
        node.GiveMap(output, hasRows);
    }
}
