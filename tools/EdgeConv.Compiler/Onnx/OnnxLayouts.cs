namespace EdgeConv.Compiler.Onnx;

/// <summary>Operators of .onnx files that move values without changing them, pad or resize.</summary>
internal static class OnnxLayouts
{
    // Only the extents change. A RESHAPE is added later, if an operator needs the values in the order of the new axes.
    internal static void ReadReshape(OnnxNode node) => node.AddOutput(node.Value(0) with { Dims = node.Reshaped(node.Value(0).Dims) });

    // Only the order of the axes is noted. A TRANSPOSE is added later, if an operator needs the values in another order.
    internal static void ReadTranspose(OnnxNode node)
    {
        OnnxValue value = node.Materialized(0);
        int rank = value.Dims.Length;
        int[] order = node.Ints("perm") ?? [.. OnnxShapes.InOrder(rank).Reverse()];
        OnnxShapes.CheckOrder(order, rank);
        node.AddOutput(value.Tensor!, [.. order.Select(axis => value.Dims[axis])],
            [.. value.Order.Select(axis => Array.IndexOf(order, axis))]);
    }

    internal static void ReadConcat(OnnxNode node)
    {
        OnnxValue first = node.Materialized(0);
        int axis = OnnxShapes.Axis(node.Int("axis", 1), first.Dims.Length);
        OnnxValue[] values = node.AllValues;
        Quantization same = first.Tensor!.Quantized;
        Quantization to = values.All(v => v.Tensor!.Quantized.Equals(same)) ? node.StatedQuantization ?? same : node.OutputQuantization;
        int[] dims = [.. first.Dims];
        foreach (OnnxValue value in values.Skip(1))
        {
            if (value.Dims.Length != dims.Length)
                throw new ModelException($"its inputs have {dims.Length} and {Amount.Of(value.Dims.Length, "axis", "axes")}, but must have "
                    + "the same number; export the model again");
            dims[axis] = checked(dims[axis] + value.Dims[axis]);
        }
        ImmutableArray<Tensor> inputs =
            [.. values.Select(value => node.Graph.InOrder(node.Graph.Requantized(value, to, value.IsUnsigned), first.Order))];
        Tensor output = node.NewOutput([.. first.Order.Select(a => dims[a])], to);
        node.Add(new Concatenation(inputs, output, Array.IndexOf(first.Order, axis), false));
        node.AddOutput(output, dims, first.Order);
    }

    internal static void ReadSplit(OnnxNode node)
    {
        OnnxValue value = node.Materialized(0);
        int axis = OnnxShapes.Axis(node.Int("axis", 0), value.Dims.Length), pieces = node.File.Outputs.Length, extent = value.Dims[axis];
        int even = (extent + pieces - 1) / pieces;
        int[] sizes = node.Ints(1, "split") ?? [.. Enumerable.Range(0, pieces).Select(i => Math.Min(even, extent - i * even))];
        if (sizes.Length != pieces || sizes.Sum(size => (long)size) != extent || sizes.Any(size => size < 1))
            throw new ModelException($"pieces of [{string.Join(", ", sizes)}] do not make an axis of {extent}; export the model again");
        Tensor input = value.Tensor!;
        int stored = Array.IndexOf(value.Order, axis);
        ImmutableArray<Tensor> outputs =
            [.. sizes.Select(size => node.NewOutput([.. input.Shape.Axes.SetItem(stored, size)], input.Quantized))];
        node.Add(new Split(input, outputs, stored));
        for (int i = 0; i < pieces; i++)
        {
            int[] dims = [.. value.Dims];
            dims[axis] = sizes[i];
            node.AddOutput(outputs[i], dims, value.Order);
        }
    }

    internal static void ReadSlice(OnnxNode node)
    {
        OnnxValue value = node.Materialized(0);
        int rank = value.Dims.Length;
        int[] from = node.Ints(1, "starts") ?? throw new ModelException("starts are missing; export the model again");
        int[] to = node.Ints(2, "ends") ?? throw new ModelException("ends are missing; export the model again");
        int[] axes = node.Ints(3, "axes") ?? OnnxShapes.InOrder(from.Length);
        int[] steps = node.Ints(4, "steps") ?? [.. Enumerable.Repeat(1, from.Length)];
        if (to.Length != from.Length || axes.Length != from.Length || steps.Length != from.Length)
            throw new ModelException("starts, ends, axes and steps differ in number; export the model again");
        int[] starts = new int[rank], strides = [.. Enumerable.Repeat(1, rank)], dims = [.. value.Dims];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = OnnxShapes.Axis(axes[i], rank), extent = value.Dims[axis], step = steps[i];
            if (step == 0) throw new ModelException("a step of 0 is not supported; use another step");
            long start = from[i] < 0 ? (long)from[i] + extent : from[i], end = to[i] < 0 ? (long)to[i] + extent : to[i];
            (start, end) = step > 0 ? (Math.Clamp(start, 0, extent), Math.Clamp(end, 0, extent))
                : (Math.Clamp(start, 0, extent - 1L), Math.Clamp(end, -1, extent - 1L));
            long count = step > 0 ? (end - start + step - 1) / step : (start - end - step - 1L) / -(long)step;
            if (count < 1) throw new ModelException($"the slice along axis {axis} is empty; export the model without it");
            (starts[axis], strides[axis], dims[axis]) = ((int)start, step, (int)count);
        }
        int[] Stored(int[] perAxis) => [.. value.Order.Select(axis => perAxis[axis])];
        Tensor output = node.NewOutput(Stored(dims), value.Tensor!.Quantized);
        node.Add(new StridedSlice("STRIDED_SLICE", value.Tensor, output, [.. Stored(starts)], [.. Stored(strides)], [.. Stored(dims)]));
        node.AddOutput(output, dims, value.Order);
    }

    internal static void ReadPad(OnnxNode node)
    {
        if (node.Text("mode", "constant") != "constant")
            throw new ModelException($"mode '{OnnxText.Short(node.Text("mode", ""))}' is not supported; use constant");
        OnnxValue value = node.Materialized(0);
        Tensor input = value.Tensor!;
        int rank = value.Dims.Length;
        int[] pads = node.Ints(1, "pads") ?? throw new ModelException("pads are missing; export the model again");
        int[] axes = node.Ints(3, "") ?? OnnxShapes.InOrder(rank);
        if (pads.Length != 2 * axes.Length)
            throw new ModelException($"there are {Amount.Of(pads.Length, "pad")} for {Amount.Of(axes.Length, "axis", "axes")}, but must be "
                + "two for each; export the model again");
        int[] before = new int[rank], after = new int[rank];
        for (int i = 0; i < axes.Length; i++)
        {
            int stored = Array.IndexOf(value.Order, OnnxShapes.Axis(axes[i], rank));
            (before[stored], after[stored]) = (pads[i], pads[axes.Length + i]);
        }
        node.CheckPads(pads);
        Quantization quantization = input.Quantized;
        // The padding value is quantized if the map is float in the file. It is not rescaled if the map is int8 or uint8 there.
        double Steps() => Math.Round(node.Number(2, node.Float("value", 0)) / (double)quantization.Scale, MidpointRounding.ToEven);
        double paddingValue = value.IsReal ? Steps() + quantization.ZeroPoint
            : node.Ints(2, "") is [var raw, ..] ? raw : value.IsUnsigned ? -128 : 0;
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) dims[value.Order[i]] = checked(input.Shape[i] + before[i] + after[i]);
        Tensor output = node.NewOutput([.. value.Order.Select(axis => dims[axis])], quantization);
        node.Add(new Pad(input, output, [.. before], [.. after], (sbyte)(int)Math.Clamp(paddingValue, -128, 127)));
        node.AddOutput(output, dims, value.Order);
    }

    // Inputs: x, roi, scales, sizes from version 11 of ONNX's operators on; x, scales in version 10 and for Upsample.
    internal static void ReadResize(OnnxNode node)
    {
        if (node.Text("mode", "nearest") != "nearest")
            throw new ModelException($"mode '{OnnxText.Short(node.Text("mode", ""))}' is not supported; use nearest");
        bool isOld = node.File.Type == "Upsample" || node.Graph.Opset < 11;
        int[] dims = node.Value(0).Dims;
        if (dims.Length != 4 || node.Ints("axes") is not null)
            throw new ModelException("only maps of [N, C, H, W] without the attribute axes are supported; export the model again");
        int[]? sizes = isOld ? null : node.Ints(3, "");
        float[]? scales = null;
        if (sizes is not { Length: 4 })
        {
            scales = node.Optional(isOld ? 1 : 2)?.Constant?.Floats ?? node.Floats("scales");
            if (scales is not { Length: 4 } || scales.Any(scale => scale is not (> 0 and < 1 << 16)))
                throw new ModelException("four constant scales or sizes are needed; export the model with fixed shapes");
            sizes = [.. dims.Zip(scales, (extent, scale) => (int)Math.Floor(extent * (double)scale))];
        }
        if (sizes[0] != dims[0] || sizes[1] != dims[1])
            throw new ModelException("only height and width can be resized; keep batch and channels");
        Tensor input = node.Map(0);
        Tensor output = node.NewOutput([sizes[0], sizes[2], sizes[3], sizes[1]], input.Quantized);
        string mode = isOld ? "asymmetric" : node.Text("coordinate_transformation_mode", "half_pixel");
        string round = isOld ? "floor" : node.Text("nearest_mode", "round_prefer_floor");
        int[] rows = Nearest(dims[2], sizes[2], scales?[2], mode, round), columns = Nearest(dims[3], sizes[3], scales?[3], mode, round);
        // ONNX and TensorFlow Lite have different modes. A mode of TensorFlow Lite is searched that copies the same cells.
        foreach ((bool align, bool half) in new[] { (false, false), (false, true), (true, false) })
        {
            ResizeNearestNeighbor resize = new(input, output, align, half);
            if (!resize.Rows.AsSpan().SequenceEqual(rows) || !resize.Columns.AsSpan().SequenceEqual(columns)) continue;
            node.Add(resize);
            node.AddMapOutput(output, true);
            return;
        }
        throw new ModelException($"{OnnxText.Short(mode)} with {OnnxText.Short(round)} from {dims[2]}x{dims[3]} to {sizes[2]}x{sizes[3]} "
            + "is not supported; use asymmetric with floor");
    }

    // The input cell that each output cell copies, as ONNX defines it (https://onnx.ai/onnx/operators/onnx__Resize.html).
    private static int[] Nearest(int extent, int outputs, float? scale, string mode, string round)
    {
        double factor = scale ?? outputs / (double)extent;
        int Source(int output)
        {
            double x = mode switch
            {
                "half_pixel" => (output + 0.5) / factor - 0.5,
                "pytorch_half_pixel" => outputs > 1 ? (output + 0.5) / factor - 0.5 : 0,
                "align_corners" => outputs > 1 ? output * (extent - 1.0) / (outputs - 1) : 0,
                "asymmetric" => output / factor,
                _ => throw new ModelException($"coordinate_transformation_mode '{OnnxText.Short(mode)}' is not supported; use asymmetric"),
            };
            double nearest = round switch
            {
                "round_prefer_floor" => Math.Ceiling(x - 0.5),
                "round_prefer_ceil" => Math.Floor(x + 0.5),
                "floor" => Math.Floor(x),
                "ceil" => Math.Ceiling(x),
                _ => throw new ModelException($"nearest_mode '{OnnxText.Short(round)}' is not supported; use floor"),
            };
            return (int)Math.Clamp(nearest, 0, extent - 1);
        }
        return [.. Enumerable.Range(0, outputs).Select(Source)];
    }
}
