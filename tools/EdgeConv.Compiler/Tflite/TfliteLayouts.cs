namespace EdgeConv.Compiler.Tflite;

/// <summary>How .tflite files read and write operators that move values without changing them, pad or resize.</summary>
internal static class TfliteLayouts
{
    // The file states the output's shape; inputs and options that say the same, even where the network computes them, are not needed.
    internal static Operator ReadReshape(TfliteNode node) => new Reshape(node.Kind, node.Input(0), node.Output);

    internal static void Write(TfliteWriter file, Reshape op) => file.Reshape(op.Input, op.Output);

    // Inputs: x, permutation.
    internal static Operator ReadTranspose(TfliteNode node) => new Transpose(node.Input(0), node.Output, [.. node.ConstantInts(1)]);

    internal static void Write(TfliteWriter file, Transpose op) =>
        file.Add("TRANSPOSE", 2, [op.Input, TfliteWriter.Ints(op.Output.Name + "/order", op.Permutation.AsSpan())], [op.Output]);

    internal static Operator ReadConcatenation(TfliteNode node)
    {
        if (node.OptionActivation(ConcatenationOptions.Activation) != Activation.None)
            throw new ModelException("a fused activation on a concatenation is not supported; apply it to the inputs");
        return new Concatenation(AllInputs(node), node.Output, node.OptionInt(ConcatenationOptions.Axis), false);
    }

    internal static Operator ReadPack(TfliteNode node) =>
        new Concatenation(AllInputs(node), node.Output, node.OptionInt(PackOptions.Axis), true);

    private static ImmutableArray<Tensor> AllInputs(TfliteNode node) => [.. Enumerable.Range(0, node.Inputs.Length).Select(node.Input)];

    internal static void Write(TfliteWriter file, Concatenation op) =>
        file.Add(op.Kind, 2, op.Inputs, op.Outputs, op.Packs
            ? [(PackOptions.Count, op.Inputs.Length), (PackOptions.Axis, op.Axis)] : [(ConcatenationOptions.Axis, op.Axis)]);

    // Inputs: axis, what is cut.
    internal static Operator ReadSplit(TfliteNode node) => new Split(node.Input(1), node.Outputs, AxisOf(node, 0));

    // Inputs: what is cut, sizes (the outputs' shapes say the same), axis.
    internal static Operator ReadSplitSizes(TfliteNode node) => new Split(node.Input(0), node.Outputs, AxisOf(node, 2));

    // An UNPACK to one output only changes the shape.
    internal static Operator ReadUnpack(TfliteNode node)
    {
        Split split = new(node.Input(0), node.Outputs, node.OptionInt(PackOptions.Axis), unpacks: true);
        return node.Outputs.Length == 1 ? new Reshape("UNPACK", node.Input(0), node.Output) : split;
    }

    private static int AxisOf(TfliteNode node, int index) =>
        node.ConstantInts(index) is [var axis] ? axis : throw new ModelException($"'{node.Input(index).Name}' must be one axis");

    internal static void Write(TfliteWriter file, Split op)
    {
        if (op.Unpacks)
        {
            file.Add("UNPACK", 2, op.Inputs, op.Outputs, (PackOptions.Count, op.Outputs.Length), (PackOptions.Axis, op.Axis));
            return;
        }
        Tensor axis = TfliteWriter.Number(op.Outputs[0].Name + "/axis", op.Axis);
        int[] sizes = [.. op.Outputs.Select(output => output.Shape[op.Axis])];
        bool isEven = sizes.All(size => size == sizes[0]);
        file.Add(isEven ? "SPLIT" : "SPLIT_V", 2,
            isEven ? [axis, op.Input] : [op.Input, TfliteWriter.Ints(op.Outputs[0].Name + "/sizes", sizes), axis], op.Outputs,
            (SplitOptions.NumSplits, sizes.Length));
    }

    // Inputs: x, begin, end, strides.
    internal static Operator ReadStridedSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), end = node.ConstantInts(2), given = node.ConstantInts(3);
        int beginMask = node.OptionInt(StridedSliceOptions.BeginMask), endMask = node.OptionInt(StridedSliceOptions.EndMask),
            ellipsisMask = node.OptionInt(StridedSliceOptions.EllipsisMask), newMask = node.OptionInt(StridedSliceOptions.NewAxisMask),
            shrinkMask = node.OptionInt(StridedSliceOptions.ShrinkAxisMask);
        if (begin.Length != end.Length || begin.Length != given.Length || begin.Length > 30)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")}, {Amount.Of(end.Length, "end")}, "
            + $"{Amount.Of(given.Length, "stride")}");
        if (node.OptionByte(StridedSliceOptions.Offset) != 0) throw new ModelException("ends counted from the begin are not supported");
        List<int> starts = [], strides = [], counts = [], shape = [];
        void TakeWhole(int axes)
        {
            for (int i = 0; i < axes; i++)
            {
                int extent = Extent(input, starts.Count);
                starts.Add(0);
                strides.Add(1);
                counts.Add(extent);
                shape.Add(extent);
            }
        }
        for (int i = 0; i < begin.Length; i++)
        {
            bool Is(int mask) => (mask & 1 << i) != 0;
            if (Is(ellipsisMask))
            {
                // As many axes as the entries that follow leave over.
                int left = Enumerable.Range(i + 1, begin.Length - i - 1).Count(j => (newMask & 1 << j) == 0);
                TakeWhole(input.Shape.Rank - starts.Count - left);
                continue;
            }
            if (Is(newMask))
            {
                shape.Add(1);
                continue;
            }
            int extent = Extent(input, starts.Count), stride = given[i];
            if (stride == 0) throw new ModelException("a stride of 0");
            int lowest = stride > 0 ? 0 : -1, highest = stride > 0 ? extent : extent - 1;
            int start = Is(beginMask) ? (stride > 0 ? 0 : extent - 1)
                : Math.Clamp(begin[i] < 0 ? begin[i] + extent : begin[i], lowest, highest);
            int stop = Is(endMask) ? (stride > 0 ? extent : -1) : Math.Clamp(end[i] < 0 ? end[i] + extent : end[i], lowest, highest);
            long count = Is(shrinkMask) ? 1 : ((long)stop - start + stride - Math.Sign(stride)) / stride;
            starts.Add(start);
            strides.Add(stride);
            counts.Add((int)count);
            if (!Is(shrinkMask)) shape.Add((int)count);
        }
        TakeWhole(input.Shape.Rank - starts.Count);
        StridedSlice slice = new(node.Kind, input, node.Output, [.. starts], [.. strides], [.. counts]);
        Operands.CheckShape(node.Output, new Shape([.. shape]));
        return slice;
    }

    // Inputs: x, begin, sizes; a size of -1 is all the rest.
    internal static Operator ReadSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), size = node.ConstantInts(2);
        if (begin.Length != input.Shape.Rank || size.Length != begin.Length)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")} and {Amount.Of(size.Length, "size")} for shape {input.Shape}");
        int[] counts = [.. size.Select((value, axis) => value == -1 ? input.Shape[axis] - begin[axis] : value)];
        StridedSlice slice = new(node.Kind, input, node.Output, [.. begin], [.. begin.Select(_ => 1)], [.. counts]);
        Operands.CheckShape(node.Output, new Shape(counts));
        return slice;
    }

    private static int Extent(Tensor input, int axis) =>
        axis < input.Shape.Rank ? input.Shape[axis] : throw new ModelException($"a slice of more axes than {input.Shape} has");

    internal static void Write(TfliteWriter file, StridedSlice op)
    {
        int rank = op.Input.Shape.Rank, endMask = 0;
        int[] ends = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            ends[axis] = op.Starts[axis] + (op.Counts[axis] - 1) * op.Strides[axis] + Math.Sign(op.Strides[axis]);
            // An end of -1 would be counted from behind.
            if (ends[axis] < 0) endMask |= 1 << axis;
        }
        Tensor y = TfliteWriter.Before(op.Output, new Shape(op.Counts.AsSpan()));
        Tensor Constant(string name, ReadOnlySpan<int> values) => TfliteWriter.Ints($"{op.Output.Name}/{name}", values);
        file.Add("STRIDED_SLICE", 2,
            [op.Input, Constant("begin", op.Starts.AsSpan()), Constant("end", ends), Constant("strides", op.Strides.AsSpan())], [y],
            (StridedSliceOptions.EndMask, endMask));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    // Inputs: x, paddings, and with PADV2 the value, in the output's quantization.
    internal static Operator ReadPad(TfliteNode node)
    {
        sbyte value = (sbyte)Operands.PerTensor(node.Output).ZeroPoint;
        if (node.OptionalInput(2) is { } given)
        {
            if (given.Constant is not sbyte[] { Length: 1 } constant)
                throw new ModelException($"'{given.Name}' must be one constant int8 value");
            if (Operands.PerTensor(given).Scale != node.Output.Quantized.Scale
                || given.Quantized.ZeroPoint != node.Output.Quantized.ZeroPoint)
                throw new ModelException($"'{given.Name}' has another scale or zero point than the output");
            value = constant[0];
        }
        (ImmutableArray<int> before, ImmutableArray<int> after) = Pad.Pairs(node.ConstantInts(1));
        return new Pad(node.Input(0), node.Output, before, after, value);
    }

    internal static void Write(TfliteWriter file, Pad op) => file.Pad(op.Input, op.Output, op.Before, op.After, op.Value);

    // Inputs: x, paddings.
    internal static Operator ReadMirrorPad(TfliteNode node)
    {
        byte mode = node.OptionByte(MirrorPadOptions.Mode);
        if (mode > MirrorPadOptions.Symmetric) throw new ModelException($"mode {mode} is neither REFLECT nor SYMMETRIC");
        (ImmutableArray<int> before, ImmutableArray<int> after) = Pad.Pairs(node.ConstantInts(1));
        return new MirrorPad(node.Input(0), node.Output, before, after, mode == MirrorPadOptions.Symmetric);
    }

    internal static void Write(TfliteWriter file, MirrorPad op) =>
        file.Add("MIRROR_PAD", 2, [op.Input, TfliteWriter.Paddings(op.Output, op.Before, op.After)], op.Outputs,
            (MirrorPadOptions.Mode, op.RepeatsEdge ? MirrorPadOptions.Symmetric : MirrorPadOptions.Reflect));

    // Inputs: x, size (the output's shape says the same).
    internal static Operator ReadResizeNearestNeighbor(TfliteNode node) =>
        new ResizeNearestNeighbor(node.Input(0), node.Output, node.OptionByte(ResizeNearestNeighborOptions.AlignCorners) != 0,
            node.OptionByte(ResizeNearestNeighborOptions.HalfPixelCenters) != 0);

    internal static void Write(TfliteWriter file, ResizeNearestNeighbor op) =>
        file.Add("RESIZE_NEAREST_NEIGHBOR", op.AlignCorners || op.HalfPixelCenters ? 3 : 2, [op.Input, SizeOf(op.Output)], op.Outputs,
            (ResizeNearestNeighborOptions.AlignCorners, op.AlignCorners),
            (ResizeNearestNeighborOptions.HalfPixelCenters, op.HalfPixelCenters));

    // Inputs: x, size (the output's shape says the same).
    internal static Operator ReadResizeBilinear(TfliteNode node) =>
        new ResizeBilinear(node.Input(0), node.Output, node.OptionByte(ResizeBilinearOptions.AlignCorners) != 0,
            node.OptionByte(ResizeBilinearOptions.HalfPixelCenters) != 0);

    internal static void Write(TfliteWriter file, ResizeBilinear op) =>
        file.Add("RESIZE_BILINEAR", op.AlignCorners || op.HalfPixelCenters ? 3 : 2, [op.Input, SizeOf(op.Output)], op.Outputs,
            (ResizeBilinearOptions.AlignCorners, op.AlignCorners), (ResizeBilinearOptions.HalfPixelCenters, op.HalfPixelCenters));

    private static Tensor SizeOf(Tensor output) => TfliteWriter.Ints(output.Name + "/size", output.Shape[1], output.Shape[2]);

    internal static Operator ReadShapeOf(TfliteNode node) => new ShapeOf(node.Input(0).Shape, node.Output);
}
