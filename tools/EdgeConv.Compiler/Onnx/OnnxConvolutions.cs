using PoolKind = EdgeConv.Kernels.PoolKind;

namespace EdgeConv.Compiler.Onnx;

/// <summary>How .onnx files read convolutions, fully connected layers and pooling.</summary>
internal static class OnnxConvolutions
{
    // Filters [K, C / groups, R, S], or [K, C / groups, S]; one channel per group makes a depthwise convolution.
    internal static void ReadConv(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 0);
        if (node.Int("channels_last", 0) != 0)
            throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        if (filters.Dims.Length == 5)
        {
            ReadConv3D(node, filters);
            return;
        }
        bool hasRows = filters.Dims.Length == 4;
        if (!hasRows && filters.Dims.Length != 3)
            throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}; convolutions over [N, C, W], "
            + "[N, C, H, W] and [N, C, D, H, W] are supported");
        int k = filters.Dims[0], perGroup = filters.Dims[1], r = hasRows ? filters.Dims[2] : 1, s = filters.Dims[^1];
        Tensor input = node.Map(0);
        (int n, _, _, int c) = input.Shape.Nhwc;
        int groups = node.Int("group", 1);
        if (groups < 1 || (long)perGroup * groups != c || k % groups != 0)
            throw new ModelException($"filters of {Amount.Of(perGroup, "channel")} in {Amount.Of(groups, "group")} for {c} input and "
            + $"{Amount.Of(k, "output channel")}");
        Window window = node.Window(input, r, s, hasRows);
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, k], node.OutputQuantization);
        Tensor? bias = node.Bias(2, input.Quantized, filters, k);
        sbyte[] Turned(int[] order) => (sbyte[])OnnxShapes.Permuted(filters.Values, [k, perGroup, r, s], order);
        node.Add(groups > 1 && perGroup == 1
            ? new DepthwiseConv2D(input, node.FilterTensor(filters, [1, r, s, k], Turned([1, 2, 3, 0]), 3), bias, output, window,
            node.Activation)
            : new Conv2D(input, node.FilterTensor(filters, [k, r, s, perGroup], Turned([0, 2, 3, 1]), 0), bias, output, window,
            node.Activation));
        node.GiveMap(output, hasRows);
    }

    // Filters [K, C, Q, R, S].
    private static void ReadConv3D(OnnxNode node, OnnxFilters filters)
    {
        Tensor input = node.Volume(0);
        int k = filters.Dims[0], c = filters.Dims[1];
        int[] taps = filters.Dims[2..];
        if (c != input.Shape[4] || node.Int("group", 1) != 1)
            throw new ModelException($"filters of {Amount.Of(c, "channel")} for {input.Shape[4]}; along three axes groups are not "
                + "supported");
        (DepthWindow depth, Window window) = node.Windows(input, taps);
        Tensor output = node.NewOutput([input.Shape[0], depth.Outputs, window.OutHeight, window.OutWidth, k], node.OutputQuantization);
        Tensor turned = node.FilterTensor(filters, [k, .. taps, c],
            (sbyte[])OnnxShapes.Permuted(filters.Values, filters.Dims, [0, 2, 3, 4, 1]), 0);
        foreach (Operator op in Conv3D.Of(input, turned, node.Bias(2, input.Quantized, filters, k), output, depth, window, node.Activation))
            node.Add(op);
        node.GiveVolume(output);
    }

    // Filters [C, K, R, S], or [C, K, S].
    internal static void ReadConvTranspose(OnnxNode node)
    {
        OnnxFilters filters = node.Filters(1, 1);
        bool hasRows = filters.Dims.Length == 4;
        if (!hasRows && filters.Dims.Length != 3)
            throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}; maps of [N, C, H, W] and [N, C, W] "
            + "are supported");
        int c = filters.Dims[0], k = filters.Dims[1], r = hasRows ? filters.Dims[2] : 1, s = filters.Dims[^1];
        Tensor input = node.Map(0);
        (int n, int h, int w, _) = input.Shape.Nhwc;
        if (node.Int("group", 1) != 1) throw new ModelException("groups are not supported; use group 1");
        if (node.Pair("dilations", hasRows) != (1, 1)) throw new ModelException("dilation is not supported; use 1");
        if (node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID") || node.Ints("output_shape") is not null)
            throw new ModelException("padding must be given as pads; export the model with explicit pads");
        (int strideY, int strideX) = node.Pair("strides", hasRows);
        int[] pads = node.Pads(hasRows), extra = node.Ints("output_padding") ?? [0, 0];
        if (!hasRows && extra.Length == 1) extra = [0, extra[0]];
        if (extra.Length != 2 || extra.Any(e => e is < 0 or > 1 << 16)) throw new ModelException("output_padding is out of range");
        long outHeight = (h - 1L) * strideY + r + extra[0] - pads[0] - pads[2],
            outWidth = (w - 1L) * strideX + s + extra[1] - pads[1] - pads[3];
        if (outHeight is < 1 or > Shape.MaxElements || outWidth is < 1 or > Shape.MaxElements)
            throw new ModelException($"an output of {outHeight}x{outWidth}");
        Tensor output = node.NewOutput([n, (int)outHeight, (int)outWidth, k], node.OutputQuantization);
        Tensor turned = node.FilterTensor(filters, [k, r, s, c], (sbyte[])OnnxShapes.Permuted(filters.Values, [c, k, r, s], [1, 2, 3, 0]),
            0);
        node.Add(new TransposeConv2D(input, turned, node.Bias(2, input.Quantized, filters, k), output, strideY, strideX, pads[0], pads[1],
            node.Activation));
        node.GiveMap(output, hasRows);
    }

    internal static void ReadGemm(OnnxNode node)
    {
        if (node.Int("transA", 0) != 0) throw new ModelException("a transposed input is not supported; use transA 0");
        if (node.Float("alpha", 1) != 1) throw new ModelException("alpha must be 1; fold it into the weights");
        if (node.Value(0).Dims.Length != 2)
            throw new ModelException($"an input of {Amount.Of(node.Value(0).Dims.Length, "axis", "axes")}, expected 2");
        ReadFullyConnected(node, node.Int("transB", 0) != 0, node.Float("beta", 1));
    }

    internal static void ReadMatMul(OnnxNode node) => ReadFullyConnected(node, false, 1);

    // Filters [depth, K], or [K, depth] where they are transposed.
    private static void ReadFullyConnected(OnnxNode node, bool isTransposed, float beta)
    {
        OnnxFilters filters = node.Filters(1, isTransposed ? 0 : 1, mayHaveZeroPoint: true);
        if (filters.Dims.Length != 2) throw new ModelException($"filters of {Amount.Of(filters.Dims.Length, "axis", "axes")}, expected 2");
        int k = filters.Dims[isTransposed ? 0 : 1], depth = filters.Dims[isTransposed ? 1 : 0];
        OnnxValue value = node.Value(0);
        if (value.Dims.Length < 1 || value.Dims[^1] != depth)
            throw new ModelException($"an input of {string.Join("x", value.Dims)} for filters of {Amount.Of(depth, "input")}");
        sbyte[] rows = isTransposed ? filters.Values : (sbyte[])OnnxShapes.Permuted(filters.Values, filters.Dims, [1, 0]);
        Tensor input;
        if (value.IsReshaped && value.Dims.Length == 2 && value.Inner[0] == value.Dims[0] && value.Order[0] == 0)
        {
            // A flattened map stays as it lies; the filters are turned instead.
            input = value.Tensor!;
            int[] columns = (int[])OnnxShapes.Permuted(Enumerable.Range(0, depth).ToArray(), [1, .. value.Inner[1..]], value.Order);
            sbyte[] turned = new sbyte[rows.Length];
            for (int i = 0; i < turned.Length; i++) turned[i] = rows[i / depth * depth + columns[i % depth]];
            rows = turned;
        }
        else
        {
            input = node.Plain(0);
        }
        int[] dims = [.. value.Dims[..^1], k];
        Tensor output = node.NewOutput(dims, node.OutputQuantization);
        node.Add(new FullyConnected(input, node.FilterTensor(filters, [k, depth], rows, 0), node.Bias(2, input.Quantized, filters, k, beta),
            output, node.Activation));
        node.Give(output, dims, [.. Enumerable.Range(0, dims.Length)]);
    }

    internal static void ReadMaxPool(OnnxNode node) => ReadPool(node, PoolKind.Maximum);

    internal static void ReadAveragePool(OnnxNode node) => ReadPool(node, PoolKind.Average);

    private static void ReadPool(OnnxNode node, PoolKind kind)
    {
        if (node.File.Outputs.Length > 1 && node.File.Outputs[1].Length > 0)
            throw new ModelException("the indices of a pooling are not supported");
        if (node.Int("channels_last", 0) != 0)
            throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        int[] taps = node.Ints("kernel_shape") ?? throw new ModelException("kernel_shape is missing");
        if (taps.Length is not (1 or 2) || taps.Any(t => t is < 1 or > 1 << 16))
            throw new ModelException($"a window of [{string.Join(", ", taps)}]; one or two axes are supported");
        bool hasRows = taps.Length == 2;
        Tensor input = node.Map(0);
        Window window = node.Window(input, hasRows ? taps[0] : 1, taps[^1], hasRows);
        (int n, int h, int w, int c) = input.Shape.Nhwc;
        if (kind == PoolKind.Average && node.Int("count_include_pad", 0) != 0 && node.Pads(hasRows) is var pads && pads.Any(p => p != 0))
        {
            // Cells of padding count as zeros: they become cells of the map.
            if (node.Int("ceil_mode", 0) != 0) throw new ModelException("count_include_pad with ceil_mode is not supported");
            Tensor padded = new(input.Name, new Shape(n, h + pads[0] + pads[2], w + pads[1] + pads[3], c), ElementType.Int8,
                input.Quantized);
            node.Add(new Pad(input, padded, [0, pads[0], pads[1], 0], [0, pads[2], pads[3], 0], (sbyte)input.Quantized.ZeroPoint));
            input = padded;
            window = window with { PadTop = 0, PadLeft = 0 };
        }
        Tensor output = node.NewOutput([n, window.OutHeight, window.OutWidth, c], input.Quantized);
        node.Add(new Pool2D(kind, input, output, window, Activation.None));
        node.GiveMap(output, hasRows);
    }
}
