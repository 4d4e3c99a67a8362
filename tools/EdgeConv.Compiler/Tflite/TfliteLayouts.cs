namespace EdgeConv.Compiler.Tflite;

/// <summary>Operators of .tflite files that move values without changing them, pad or resize.</summary>
internal static class TfliteLayouts
{
    // An int has 32 bits, and masks are read as ints.
    private const int MaxSliceEntries = 30;

    internal static Operator ReadConcatenation(TfliteNode node)
    {
        if (node.OptionActivation(ConcatenationOptions.Activation) != Activation.None)
            throw new ModelException("a fused activation on a concatenation is not supported; apply it to the inputs");
        return new Concatenation(node.AllInputs, node.Output, node.OptionInt(ConcatenationOptions.Axis), false);
    }

    // Input: x. An UNPACK with one output only changes the shape, so it becomes a Reshape; the Split is made to check it.
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

    // Inputs: x, begin, end, strides. The options have masks with one bit for each entry of begin, end and strides; for example bit 2 of
    // the begin mask means that begin[2] is ignored and the slice starts at the first cell.
    internal static Operator ReadStridedSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), end = node.ConstantInts(2), strides = node.ConstantInts(3);
        if (begin.Length != end.Length || begin.Length != strides.Length || begin.Length > MaxSliceEntries)
            throw new ModelException($"there are {Amount.Of(begin.Length, "begin")}, {Amount.Of(end.Length, "end")} and "
                + $"{Amount.Of(strides.Length, "stride")}, but their numbers must be equal and at most {MaxSliceEntries}; export the "
                + "model again");
        if (node.OptionByte(StridedSliceOptions.Offset) != 0)
            throw new ModelException("ends that are counted from the begin (offset) are not supported; export the model without them");
        bool Is(int mask, int i) => (node.OptionInt(mask) & 1 << i) != 0;
        // What is sliced from each axis of the input, and the shape of the output.
        List<(int Start, int Stride, int Count)> taken = [];
        List<int> shape = [];
        int NextExtent() => taken.Count < input.Shape.Rank ? input.Shape[taken.Count]
            : throw new ModelException($"a slice has more axes than {input.Shape}; export the model again");
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
                // An ellipsis stands for all axes that the entries behind it do not slice.
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
            if (stride == 0) throw new ModelException("a stride of 0 is not supported; use another stride");
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

    // Inputs: x, begin, sizes. A size of -1 stands for all cells from the begin on.
    internal static Operator ReadSlice(TfliteNode node)
    {
        Shape shape = node.Input(0).Shape;
        int[] begin = node.ConstantInts(1), size = node.ConstantInts(2);
        if (begin.Length != shape.Rank || size.Length != begin.Length)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")} and {Amount.Of(size.Length, "size")} do not fit shape {shape}; "
                + "export the model again");
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
            // An end of -1 would mean the last cell, so the mask says that the slice goes to the first cell.
            if (ends[axis] < 0) endMask |= 1 << axis;
        }
        Tensor y = TfliteWriter.BeforeReshape(op.Output, new Shape(op.Counts.AsSpan()));
        Tensor Constant(string name, ReadOnlySpan<int> values) => TfliteWriter.Ints($"{op.Output.Name}/{name}", values);
        file.Add("STRIDED_SLICE", 2,
            [op.Input, Constant("begin", op.Starts.AsSpan()), Constant("end", ends), Constant("strides", op.Strides.AsSpan())], [y],
            (StridedSliceOptions.EndMask, endMask));
        if (y != op.Output) file.Reshape(y, op.Output);
    }

    // Inputs: x, paddings, and for PADV2 the padding value in the output's quantization.
    internal static Operator ReadPad(TfliteNode node)
    {
        sbyte value = (sbyte)Operands.PerTensor(node.Output).ZeroPoint;
        if (node.OptionalInput(2) is { } given)
        {
            if (given.Constant is not sbyte[] { Length: 1 } constant)
                throw new ModelException($"the padding value '{given.Name}' must be one constant int8 value; export the model again");
            if (!Operands.HaveSameScale(given, node.Output))
                throw new ModelException($"the padding value '{given.Name}' has another scale or zero point than the output; quantize the "
                    + "model again");
            value = constant[0];
        }
        (ImmutableArray<int> before, ImmutableArray<int> after) = Paddings(node);
        return new Pad(node.Input(0), node.Output, before, after, value);
    }

    // Inputs: x, paddings.
    internal static Operator ReadMirrorPad(TfliteNode node)
    {
        byte mode = node.OptionByte(MirrorPadOptions.Mode);
        if (mode > MirrorPadOptions.Symmetric)
            throw new ModelException($"mode {mode} is neither REFLECT nor SYMMETRIC; export the model again");
        (ImmutableArray<int> before, ImmutableArray<int> after) = Paddings(node);
        return new MirrorPad(node.Input(0), node.Output, before, after, mode == MirrorPadOptions.Symmetric);
    }

    // Input 1 is a list of pairs: for each axis the number of cells in front and the number behind.
    private static (ImmutableArray<int> Before, ImmutableArray<int> After) Paddings(TfliteNode node)
    {
        int[] paddings = node.ConstantInts(1);
        return paddings.Length % 2 == 0 ? ([.. paddings.Where((_, i) => i % 2 == 0)], [.. paddings.Where((_, i) => i % 2 == 1)])
            : throw new ModelException($"the paddings have {Amount.Of(paddings.Length, "number")}, but must be pairs; export the model "
                + "again");
    }

    internal static void Write(TfliteWriter file, ResizeOperator op, int alignCornersField, int halfPixelCentersField) =>
        file.Add(op.Kind, op.AlignCorners || op.HalfPixelCenters ? 3 : 2,
            [op.Input, TfliteWriter.Ints(op.Output.Name + "/size", op.Output.Shape[1], op.Output.Shape[2])], op.Outputs,
            (alignCornersField, op.AlignCorners), (halfPixelCentersField, op.HalfPixelCenters));
}
