using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Onnx;

/// <summary>Convolutions, fully connected layers and pooling of .onnx files.</summary>
internal static class OnnxConvolutions
{
    // Inputs: x, filters [K, C / groups, R, S] or [K, C / groups, S], bias. With one channel per group it is a depthwise convolution.
    internal static void ReadConv(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 0);
        node.RefuseChannelsLast();
        if (filters.Dims.Length == 5)
        {
            ReadConv3D(node, filters);
            return;
        }
        (int k, int perGroup, int r, int s) = FilterDims(filters, out bool hasRows);
        Tensor input = node.Map(0);
        (int n, _, _, int c) = input.Shape.Nhwc;
        int groups = node.Int("group", 1);
        if (groups < 1 || (long)perGroup * groups != c || k % groups != 0)
            throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} in {Amount.Of(groups, "group")} do not fit {c} input "
                + $"and {Amount.Of(k, "output channel")}; export the model again");
        Window window = node.Window(input, r, s, hasRows);
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, k], node.OutputQuantization);
        Tensor? bias = node.Bias(2, input.Quantized, filters, k);
        bool isDepthwise = groups > 1 && perGroup == 1;
        int[] shape = isDepthwise ? [1, r, s, k] : [k, r, s, perGroup], order = isDepthwise ? [1, 2, 3, 0] : [0, 2, 3, 1];
        sbyte[] values = OnnxShapes.Permuted(filters.Values, [k, perGroup, r, s], order);
        Tensor reordered = node.FilterTensor(filters, shape, values, isDepthwise ? 3 : 0);
        node.Add(isDepthwise ? new DepthwiseConv2D(input, reordered, bias, output, window, node.Activation)
            : new Conv2D(input, reordered, bias, output, window, node.Activation));
        node.AddMapOutput(output, hasRows);
    }

    // The extents of filters that have two axes of channels and one or two axes of taps.
    private static (int, int, int R, int S) FilterDims(OnnxFilters filters, out bool hasRows)
    {
        hasRows = filters.Dims.Length == 4;
        return filters.Dims switch
        {
            [var a, var b, var r, var s] => (a, b, r, s),
            [var a, var b, var s] => (a, b, 1, s),
            _ => throw new ModelException($"its filters have {Amount.Of(filters.Dims.Length, "axis", "axes")}; convolutions over "
                + "[N, C, W], [N, C, H, W] and (except for ConvTranspose) [N, C, D, H, W] are supported"),
        };
    }

    // Inputs: x, filters [K, C, Q, R, S], bias.
    private static void ReadConv3D(OnnxNode node, OnnxFilters filters)
    {
        Tensor input = node.Volume(0);
        int k = filters.Dims[0], c = filters.Dims[1];
        int[] taps = filters.Dims[2..];
        if (c != input.Shape[4] || node.Int("group", 1) != 1)
            throw new ModelException($"filters of {Amount.Of(c, "channel")} do not fit {Amount.Of(input.Shape[4], "input channel")}; "
                + "convolutions along three axes are supported only without groups");
        (WindowAxis depth, Window window) = node.Windows(input, taps);
        Tensor output = node.NewOutput([input.Shape[0], depth.Outputs, window.OutHeight, window.OutWidth, k], node.OutputQuantization);
        sbyte[] values = OnnxShapes.Permuted(filters.Values, filters.Dims, [0, 2, 3, 4, 1]);
        Tensor reordered = node.FilterTensor(filters, [k, .. taps, c], values, 0);
        Tensor? bias = node.Bias(2, input.Quantized, filters, k);
        foreach (Operator op in Conv3D.Of(input, reordered, bias, output, depth, window, node.Activation)) node.Add(op);
        node.AddVolumeOutput(output);
    }

    // Inputs: x, filters [C, K, R, S] or [C, K, S], bias.
    internal static void ReadConvTranspose(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 1);
        (int c, int k, int r, int s) = FilterDims(filters, out bool hasRows);
        Tensor input = node.Map(0);
        (int n, int h, int w, _) = input.Shape.Nhwc;
        if (node.Int("group", 1) != 1) throw new ModelException("groups are not supported; use group 1");
        if (node.Pair("dilations", hasRows) != (1, 1)) throw new ModelException("dilation is not supported; use 1");
        if (node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || node.Ints("output_shape") is not null)
            throw new ModelException("padding must be given as pads; export the model with explicit pads");
        (int strideY, int strideX) = node.Pair("strides", hasRows);
        int[] pads = node.Pads(hasRows), extra = node.Ints("output_padding") ?? [0, 0];
        if (!hasRows && extra.Length == 1) extra = [0, extra[0]];
        if (extra.Length != 2 || extra.Any(e => e is < 0 or > OnnxNode.MaxCells))
            throw new ModelException($"output_padding is out of range; use 0 to {OnnxNode.MaxCells}");
        long outHeight = (h - 1L) * strideY + r + extra[0] - pads[0] - pads[2],
            outWidth = (w - 1L) * strideX + s + extra[1] - pads[1] - pads[3];
        if (outHeight is < 1 or > Shape.MaxElements || outWidth is < 1 or > Shape.MaxElements)
            throw new ModelException($"an output of {outHeight}x{outWidth} is out of range; use other pads");
        Tensor output = node.NewOutput([n, (int)outHeight, (int)outWidth, k], node.OutputQuantization);
        sbyte[] values = OnnxShapes.Permuted(filters.Values, [c, k, r, s], [1, 2, 3, 0]);
        Tensor reordered = node.FilterTensor(filters, [k, r, s, c], values, 0);
        Tensor? bias = node.Bias(2, input.Quantized, filters, k);
        node.Add(new TransposeConv2D(input, reordered, bias, output, strideY, strideX, pads[0], pads[1], node.Activation));
        node.AddMapOutput(output, hasRows);
    }

    internal static void ReadGemm(OnnxNode node)
    {
        if (node.Int("transA", 0) != 0) throw new ModelException("a transposed input is not supported; use transA 0");
        if (node.Float("alpha", 1) != 1) throw new ModelException("alpha must be 1; fold it into the weights");
        if (node.Value(0).Dims.Length is not 2 and var rank)
            throw new ModelException($"its input has {Amount.Of(rank, "axis", "axes")}, but must have 2; export the model again");
        ReadFullyConnected(node, node.Int("transB", 0) != 0, node.Float("beta", 1));
    }

    // Inputs: x, filters [depth, K], or [K, depth] if they are transposed, and bias.
    internal static void ReadFullyConnected(OnnxNode node, bool isTransposed, float beta)
    {
        OnnxFilters filters = node.Filters(1, isTransposed ? 0 : 1, mayHaveZeroPoint: true);
        if (filters.Dims.Length != 2)
            throw new ModelException($"its filters have {Amount.Of(filters.Dims.Length, "axis", "axes")}, but must have 2");
        int k = filters.Dims[isTransposed ? 0 : 1], depth = filters.Dims[isTransposed ? 1 : 0];
        OnnxValue value = node.Value(0);
        if (value.Dims.Length < 1 || value.Dims[^1] != depth)
            throw new ModelException($"an input of {string.Join("x", value.Dims)} does not fit filters of {Amount.Of(depth, "input")}; "
                + "export the model again");
        sbyte[] rows = isTransposed ? filters.Values : OnnxShapes.Permuted(filters.Values, filters.Dims, [1, 0]);
        // The values of a flattened map lie in memory in the order of NHWC, not of NCHW. The weights are reordered instead of the map.
        bool isFlattened = value.HasPendingReshape && value.Dims.Length == 2 && value.StoredDims[0] == value.Dims[0] && value.Order[0] == 0;
        if (isFlattened)
        {
            int[] columns = OnnxShapes.Permuted(OnnxShapes.InOrder(depth), [1, .. value.StoredDims[1..]], value.Order);
            rows = [.. Enumerable.Range(0, rows.Length).Select(i => rows[i / depth * depth + columns[i % depth]])];
        }
        Tensor input = isFlattened ? value.Tensor! : node.InOnnxOrder(0);
        int[] dims = [.. value.Dims[..^1], k];
        Tensor output = node.NewOutput(dims, node.OutputQuantization);
        Tensor reordered = node.FilterTensor(filters, [k, depth], rows, 0);
        node.Add(new FullyConnected(input, reordered, node.Bias(2, input.Quantized, filters, k, beta), output, node.Activation));
        node.AddOutput(output, dims, OnnxShapes.InOrder(dims.Length));
    }

    internal static void ReadPool(OnnxNode node, PoolKind kind)
    {
        if (node.File.Outputs.Length > 1 && node.File.Outputs[1].Length > 0)
            throw new ModelException("the indices of a pooling are not supported; export the model without them");
        node.RefuseChannelsLast();
        int[] taps = node.Ints("kernel_shape") ?? throw new ModelException("kernel_shape is missing; export the model again");
        if (taps.Length is not (1 or 2) || taps.Any(t => t is < 1 or > OnnxNode.MaxCells))
            throw new ModelException($"a window of [{string.Join(", ", taps)}] is not supported; use one or two axes of 1 to "
                + $"{OnnxNode.MaxCells} cells");
        bool hasRows = taps.Length == 2;
        Tensor input = node.Map(0);
        Window window = node.Window(input, hasRows ? taps[0] : 1, taps[^1], hasRows);
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        if (kind == PoolKind.Average && node.Int("count_include_pad", 0) != 0 && node.Pads(hasRows) is var pads && pads.Any(p => p != 0))
        {
            // Here cells of padding count as zeros. A PAD makes them cells of the map.
            if (node.Int("ceil_mode", 0) != 0)
                throw new ModelException("count_include_pad together with ceil_mode is not supported; use one of them");
            Tensor padded = new(input.Name, new Shape(n, h + pads[0] + pads[2], w + pads[1] + pads[3], c), ElementType.Int8,
                input.Quantized);
            node.Add(new Pad(input, padded, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0], (sbyte)input.Quantized.ZeroPoint));
            input = padded;
            window = window with { PadTop = 0, PadLeft = 0 };
        }
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, c], input.Quantized);
        node.Add(new Pool2D(kind, input, output, window, Activation.None));
        node.AddMapOutput(output, hasRows);
    }
}
