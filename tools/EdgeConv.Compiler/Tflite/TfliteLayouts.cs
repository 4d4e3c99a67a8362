namespace EdgeConv.Compiler.Tflite;

/// <summary>Operators of .tflite files that move values without changing them, pad or resize.</summary>
internal static class TfliteLayouts
{
    internal static Operator ReadConcatenation(TfliteNode node)
    {
        if (node.OptionActivation(ConcatenationOptions.Activation) != Activation.None)
            throw new ModelException("a fused activation on a concatenation is not supported; apply it to the inputs");
        return new Concatenation(node.AllInputs, node.Output, node.OptionInt(ConcatenationOptions.Axis), false);
    }

    // An UNPACK to one output only changes the shape.
    internal static Operator ReadUnpack(TfliteNode node)
    {
        Split split = new(node.Input(0), node.Outputs, node.OptionInt(PackOptions.Axis), unpacks: true);
        return node.Outputs.Length == 1 ? new Reshape("UNPACK", node.Input(0), node.Output) : split;
    }

    internal static void Write(TfliteWriter file, Split op)
    {
        if (op.DropsAxis)
        {
            file.Add("UNPACK", 2, op.Inputs, op.Outputs, (PackOptions.Count, op.Outputs.Length), (PackOptions.Axis, op.Axis));
            return;
        }
        Tensor axis = TfliteWriter.Number(op.Output.Name + "/axis", op.Axis);
        int[] sizes = [.. op.Outputs.Select(output => output.Shape[op.Axis])];
        bool isEven = sizes.All(size => size == sizes[0]);
        file.Add(isEven ? "SPLIT" : "SPLIT_V", 2, isEven ? [axis, op.Input]
            : [op.Input, TfliteWriter.Ints(op.Output.Name + "/sizes", sizes), axis], op.Outputs, (SplitOptions.NumSplits, sizes.Length));
    }

    // Inputs: x, begin, end, strides. The masks have a bit for each of their entries.
    internal static Operator ReadStridedSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), end = node.ConstantInts(2), strides = node.ConstantInts(3);
        if (begin.Length != end.Length || begin.Length != strides.Length || begin.Length > 30)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")}, {Amount.Of(end.Length, "end")}, "
                + $"{Amount.Of(strides.Length, "stride")}; as many of each are needed, at most 30");
        if (node.OptionByte(StridedSliceOptions.Offset) != 0) throw new ModelException("ends counted from the begin are not supported");
        bool Is(int mask, int i) => (node.OptionInt(mask) & 1 << i) != 0;
        List<(int Start, int Stride, int Count)> taken = [];
        List<int> shape = [];
        int NextExtent() => taken.Count < input.Shape.Rank ? input.Shape[taken.Count]
            : throw new ModelException($"a slice of more axes than {input.Shape} has");
        void TakeWhole(int axes)
        {
            for (int i = 0; i < axes; i++)
            {
                shape.Add(NextExtent());
                taken.Add((0, 1, shape[^1]));
            }
        }
        for (int i = 0; i < begin.Length; i++)
        {
            if (Is(StridedSliceOptions.EllipsisMask, i))
            {
                // As many axes as the entries that follow leave over.
                int left = Enumerable.Range(i + 1, begin.Length - i - 1).Count(j => !Is(StridedSliceOptions.NewAxisMask, j));
                TakeWhole(input.Shape.Rank - taken.Count - left);
                continue;
            }
            if (Is(StridedSliceOptions.NewAxisMask, i))
            {
                shape.Add(1);
                continue;
            }
            int extent = NextExtent(), stride = strides[i];
            if (stride == 0) throw new ModelException("a stride of 0");
            int min = stride > 0 ? 0 : -1, max = stride > 0 ? extent : extent - 1;
            int Clamped(int index) => Math.Clamp(index < 0 ? index + extent : index, min, max);
            int start = Is(StridedSliceOptions.BeginMask, i) ? (stride > 0 ? min : max) : Clamped(begin[i]);
            int stop = Is(StridedSliceOptions.EndMask, i) ? (stride > 0 ? max : min) : Clamped(end[i]);
            bool shrinks = Is(StridedSliceOptions.ShrinkAxisMask, i);
            int count = shrinks ? 1 : (int)(((long)stop - start + stride - Math.Sign(stride)) / stride);
            taken.Add((start, stride, count));
            if (!shrinks) shape.Add(count);
        }
        TakeWhole(input.Shape.Rank - taken.Count);
        return Slice(node, [.. taken.Select(axis => axis.Start)], [.. taken.Select(axis => axis.Stride)],
            [.. taken.Select(axis => axis.Count)], shape);
    }

    // Inputs: x, begin, sizes; a size of -1 is all the rest.
    internal static Operator ReadSlice(TfliteNode node)
    {
        Shape shape = node.Input(0).Shape;
        int[] begin = node.ConstantInts(1), size = node.ConstantInts(2);
        if (begin.Length != shape.Rank || size.Length != begin.Length)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")} and {Amount.Of(size.Length, "size")} for shape {shape}");
        ImmutableArray<int> counts = [.. size.Select((value, axis) => value == -1 ? shape[axis] - begin[axis] : value)];
        return Slice(node, [.. begin], [.. begin.Select(_ => 1)], counts, counts);
    }

    private static StridedSlice Slice(TfliteNode node, ImmutableArray<int> starts, ImmutableArray<int> strides, ImmutableArray<int> counts,
        IEnumerable<int> shape)
    {
        StridedSlice slice = new(node.Kind, node.Input(0), node.Output, starts, strides, counts);
        Operands.CheckShape(node.Output, new Shape([.. shape]));
        return slice;
    }

    internal static void Write(TfliteWriter file, StridedSlice op)
    {
        int rank = op.Input.Shape.Rank, endMask = 0;
        int[] ends = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            ends[axis] = op.Starts[axis] + (op.Counts[axis] - 1) * op.Strides[axis] + Math.Sign(op.Strides[axis]);
            // An end of -1 would be counted from the last.
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
            if (!Operands.HaveSameScale(given, node.Output))
                throw new ModelException($"'{given.Name}' has another scale or zero point than the output");
            value = constant[0];
        }
        (ImmutableArray<int> before, ImmutableArray<int> after) = Paddings(node);
        return new Pad(node.Input(0), node.Output, before, after, value);
    }

    // Inputs: x, paddings.
    internal static Operator ReadMirrorPad(TfliteNode node)
    {
        byte mode = node.OptionByte(MirrorPadOptions.Mode);
        if (mode > MirrorPadOptions.Symmetric) throw new ModelException($"mode {mode} is neither REFLECT nor SYMMETRIC");
        (ImmutableArray<int> before, ImmutableArray<int> after) = Paddings(node);
        return new MirrorPad(node.Input(0), node.Output, before, after, mode == MirrorPadOptions.Symmetric);
    }

    // Input 1 is a list of pairs, cells in front and behind per axis.
    private static (ImmutableArray<int> Before, ImmutableArray<int> After) Paddings(TfliteNode node)
    {
        int[] paddings = node.ConstantInts(1);
        return paddings.Length % 2 == 0 ? ([.. paddings.Where((_, i) => i % 2 == 0)], [.. paddings.Where((_, i) => i % 2 == 1)])
            : throw new ModelException($"{Amount.Of(paddings.Length, "number")} for paddings, pairs are needed");
    }

    internal static void Write(TfliteWriter file, ResizeOperator op, int alignCornersField, int halfPixelCentersField) =>
        file.Add(op.Kind, op.AlignCorners || op.HalfPixelCenters ? 3 : 2,
            [op.Input, TfliteWriter.Ints(op.Output.Name + "/size", op.Output.Shape[1], op.Output.Shape[2])], op.Outputs,
            (alignCornersField, op.AlignCorners), (halfPixelCentersField, op.HalfPixelCenters));
}
