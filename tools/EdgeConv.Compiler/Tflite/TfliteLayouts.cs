using System.Collections.Immutable;
using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Operators;

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
        file.Add("TRANSPOSE", 2, 26, [op.Input, TfliteWriter.Ints(op.Output.Name + "/order", op.Permutation.AsSpan())], [op.Output]);

    // Options: axis 0, fused activation 1.
    internal static Operator ReadConcatenation(TfliteNode node)
    {
        if (node.OptionActivation(1) != Activation.None)
            throw new ModelException("a fused activation on a concatenation is not supported; apply it to the inputs");
        return new Concatenation(AllInputs(node), node.Output, node.OptionInt(0), false);
    }

    // Options: number of inputs 0, axis 1.
    internal static Operator ReadPack(TfliteNode node) => new Concatenation(AllInputs(node), node.Output, node.OptionInt(1), true);

    private static ImmutableArray<Tensor> AllInputs(TfliteNode node) => [.. Enumerable.Range(0, node.Inputs.Length).Select(node.Input)];

    internal static void Write(TfliteWriter file, Concatenation op) =>
        file.Add(op.Kind, 2, op.Packs ? 59 : 10, op.Inputs, op.Outputs, op.Packs ? [(0, op.Inputs.Length), (1, op.Axis)] : [(0, op.Axis)]);

    // Inputs: axis, what is cut.
    internal static Operator ReadSplit(TfliteNode node) => new Split(node.Input(1), node.Outputs, AxisOf(node, 0));

    // Inputs: what is cut, sizes (the outputs' shapes say the same), axis.
    internal static Operator ReadSplitSizes(TfliteNode node) => new Split(node.Input(0), node.Outputs, AxisOf(node, 2));

    // Options: number of outputs 0, axis 1. One output is another shape of the same values.
    internal static Operator ReadUnpack(TfliteNode node)
    {
        Split split = new(node.Input(0), node.Outputs, node.OptionInt(1), unpacks: true);
        return node.Outputs.Length == 1 ? new Reshape("UNPACK", node.Input(0), node.Output) : split;
    }

    private static int AxisOf(TfliteNode node, int index) =>
        node.ConstantInts(index) is [var axis] ? axis : throw new ModelException($"'{node.Input(index).Name}' must be one axis");

    internal static void Write(TfliteWriter file, Split op)
    {
        if (op.Unpacks)
        {
            file.Add("UNPACK", 2, 64, op.Inputs, op.Outputs, (0, op.Outputs.Length), (1, op.Axis));
            return;
        }
        Tensor axis = TfliteWriter.Number(op.Outputs[0].Name + "/axis", op.Axis);
        int[] sizes = [.. op.Outputs.Select(output => output.Shape[op.Axis])];
        if (sizes.All(size => size == sizes[0])) file.Add("SPLIT", 2, 35, [axis, op.Input], op.Outputs, (0, sizes.Length));
        else file.Add("SPLIT_V", 2, 79, [op.Input, TfliteWriter.Ints(op.Outputs[0].Name + "/sizes", sizes), axis], op.Outputs,
            (0, sizes.Length));
    }

    // Inputs: x, begin, end, strides. Options: masks for begin 0, end 1, ellipsis 2, new axes 3, left-out axes 4; ends counted from the
    // begin 5.
    internal static Operator ReadStridedSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), end = node.ConstantInts(2), given = node.ConstantInts(3);
        int beginMask = node.OptionInt(0), endMask = node.OptionInt(1), ellipsisMask = node.OptionInt(2), newMask = node.OptionInt(3),
            shrinkMask = node.OptionInt(4);
        if (begin.Length != end.Length || begin.Length != given.Length || begin.Length > 30)
            throw new ModelException($"{Amount.Of(begin.Length, "begin")}, {Amount.Of(end.Length, "end")}, "
            + $"{Amount.Of(given.Length, "stride")}");
        if (node.OptionByte(5) != 0) throw new ModelException("ends counted from the begin are not supported");
        List<int> starts = [], strides = [], counts = [], shape = [];
        void Whole(int axes)
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
                Whole(input.Shape.Rank - starts.Count - Enumerable.Range(i + 1, begin.Length - i - 1).Count(j => (newMask & 1 << j) == 0));
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
        Whole(input.Shape.Rank - starts.Count);
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
        file.Add("STRIDED_SLICE", 2, 32,
            [op.Input, Constant("begin", op.Starts.AsSpan()), Constant("end", ends), Constant("strides", op.Strides.AsSpan())], [y],
            (1, endMask));
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
        (var before, var after) = Pad.Pairs(node.ConstantInts(1));
        return new Pad(node.Input(0), node.Output, before, after, value);
    }

    internal static void Write(TfliteWriter file, Pad op) => file.Pad(op.Input, op.Output, op.Before, op.After, op.Value);

    // Inputs: x, paddings. Options: mode 0, REFLECT 0 or SYMMETRIC 1.
    internal static Operator ReadMirrorPad(TfliteNode node)
    {
        int mode = node.OptionByte(0);
        if (mode > 1) throw new ModelException($"mode {mode} is neither REFLECT nor SYMMETRIC");
        (var before, var after) = Pad.Pairs(node.ConstantInts(1));
        return new MirrorPad(node.Input(0), node.Output, before, after, mode == 1);
    }

    internal static void Write(TfliteWriter file, MirrorPad op)
    {
        int[] pairs = [.. op.Before.Zip(op.After, (before, after) => new[] { before, after }).SelectMany(pair => pair)];
        Tensor paddings = new(op.Output.Name + "/paddings", new Shape(op.Before.Length, 2), ElementType.Int32, null, pairs);
        file.Add("MIRROR_PAD", 2, 77, [op.Input, paddings], [op.Output], (0, (byte)(op.RepeatsEdge ? 1 : 0)));
    }

    // Inputs: x, size (the output's shape says the same). Options: align corners 0, half pixel centers 1.
    internal static Operator ReadResizeNearestNeighbor(TfliteNode node) =>
        new ResizeNearestNeighbor(node.Input(0), node.Output, node.OptionByte(0) != 0, node.OptionByte(1) != 0);

    internal static void Write(TfliteWriter file, ResizeNearestNeighbor op) =>
        file.Add("RESIZE_NEAREST_NEIGHBOR", op.AlignCorners || op.HalfPixelCenters ? 3 : 2, 74,
        [op.Input, TfliteWriter.Ints(op.Output.Name + "/size", op.Output.Shape[1], op.Output.Shape[2])], [op.Output], (0, op.AlignCorners),
        (1, op.HalfPixelCenters));

    // Inputs: x, size (the output's shape says the same). Options: align corners 2, half pixel centers 3.
    internal static Operator ReadResizeBilinear(TfliteNode node) =>
        new ResizeBilinear(node.Input(0), node.Output, node.OptionByte(2) != 0, node.OptionByte(3) != 0);

    internal static void Write(TfliteWriter file, ResizeBilinear op) =>
        file.Add("RESIZE_BILINEAR", op.AlignCorners || op.HalfPixelCenters ? 3 : 2, 15,
        [op.Input, TfliteWriter.Ints(op.Output.Name + "/size", op.Output.Shape[1], op.Output.Shape[2])], [op.Output], (2, op.AlignCorners),
        (3, op.HalfPixelCenters));

    internal static Operator ReadShapeOf(TfliteNode node) => new ShapeOf(node.Input(0).Shape, node.Output);
}
