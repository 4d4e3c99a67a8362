using EdgeConv.Common;
using EdgeConv.Compiler.Graphs;
using EdgeConv.Compiler.Tflite;

namespace EdgeConv.Compiler.Operators;

public sealed partial class StridedSlice
{
    // Inputs: x, begin, end, strides. Options: masks for begin 0, end 1, ellipsis 2, new axes 3, left-out axes 4; ends counted from the begin 5.
    [TfliteOperator(45, "STRIDED_SLICE")]
    private static Operator Read(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), end = node.ConstantInts(2), given = node.ConstantInts(3);
        int beginMask = node.OptionInt(0), endMask = node.OptionInt(1), ellipsisMask = node.OptionInt(2), newMask = node.OptionInt(3), shrinkMask = node.OptionInt(4);
        if (begin.Length != end.Length || begin.Length != given.Length || begin.Length > 30) throw new ModelException($"{Amount.Of(begin.Length, "begin")}, {Amount.Of(end.Length, "end")}, {Amount.Of(given.Length, "stride")}");
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
            int start = Is(beginMask) ? (stride > 0 ? 0 : extent - 1) : Math.Clamp(begin[i] < 0 ? begin[i] + extent : begin[i], lowest, highest);
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
    [TfliteOperator(65, "SLICE")]
    private static Operator ReadSlice(TfliteNode node)
    {
        Tensor input = node.Input(0);
        int[] begin = node.ConstantInts(1), size = node.ConstantInts(2);
        if (begin.Length != input.Shape.Rank || size.Length != begin.Length) throw new ModelException($"{Amount.Of(begin.Length, "begin")} and {Amount.Of(size.Length, "size")} for shape {input.Shape}");
        int[] counts = [.. size.Select((value, axis) => value == -1 ? input.Shape[axis] - begin[axis] : value)];
        StridedSlice slice = new(node.Kind, input, node.Output, [.. begin], [.. begin.Select(_ => 1)], [.. counts]);
        Operands.CheckShape(node.Output, new Shape(counts));
        return slice;
    }

    private static int Extent(Tensor input, int axis) => axis < input.Shape.Rank ? input.Shape[axis] : throw new ModelException($"a slice of more axes than {input.Shape} has");

    /// <inheritdoc/>
    internal override void WriteTflite(TfliteWriter file)
    {
        int rank = Input.Shape.Rank, endMask = 0;
        int[] ends = new int[rank];
        for (int axis = 0; axis < rank; axis++)
        {
            ends[axis] = Starts[axis] + (Counts[axis] - 1) * Strides[axis] + Math.Sign(Strides[axis]);
            // An end of -1 would be counted from behind.
            if (ends[axis] < 0) endMask |= 1 << axis;
        }
        Tensor y = TfliteWriter.Before(Output, new Shape(Counts.AsSpan()));
        Tensor Constant(string name, ReadOnlySpan<int> values) => TfliteWriter.Ints($"{Output.Name}/{name}", values);
        file.Add(45, 2, 32, [Input, Constant("begin", Starts.AsSpan()), Constant("end", ends), Constant("strides", Strides.AsSpan())], [y], (1, endMask));
        if (y != Output) file.Reshape(y, Output);
    }
}
