namespace EdgeConv.Compiler.Onnx;

/// <summary>Arithmetic of extents.</summary>
internal static class OnnxShapes
{
    /// <summary>Extents behind a Reshape, Flatten, Squeeze or Unsqueeze.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="dims">Extents before.</param>
    /// <param name="given">The values of its second input; null where it has none.</param>
    /// <exception cref="ModelException">Extents that do not fit.</exception>
    internal static int[] Reshaped(OnnxFileNode node, OnnxAttributes attributes, int[] dims, int[]? given)
    {
        int rank = dims.Length;
        switch (node.Type)
        {
            case "Flatten":
                int split = Axis((int)attributes.Int("axis", 1), rank + 1, rank);
                return [Product(dims[..split]), Product(dims[split..])];
            case "Squeeze":
                int[] dropped = given ?? attributes.Ints("axes") ?? [.. Enumerable.Range(0, rank).Where(axis => dims[axis] == 1)];
                dropped = [.. dropped.Select(axis => Axis(axis, rank))];
                foreach (int axis in dropped)
                    if (dims[axis] != 1) throw new ModelException($"axis {axis} of {string.Join("x", dims)} is not 1");
                return [.. Enumerable.Range(0, rank).Except(dropped).Select(axis => dims[axis])];
            case "Unsqueeze":
                int[] added = given ?? attributes.Ints("axes") ?? throw new ModelException("its axes are missing");
                if (added.Length > 6) throw new ModelException($"{Amount.Of(added.Length, "new axis", "new axes")}");
                added = [.. added.Select(axis => Axis(axis, rank + added.Length)).Distinct().Order()];
                List<int> result = [.. dims];
                foreach (int axis in added) result.Insert(axis, 1);
                return [.. result];
        }
        int[] shape = given ?? attributes.Ints("shape") ?? throw new ModelException("its shape is missing");
        if (shape.Length > 6) throw new ModelException($"a shape of {Amount.Of(shape.Length, "axis", "axes")}, at most 6 are supported");
        bool allowsZero = attributes.Int("allowzero", 0) != 0;
        int[] next = [.. shape.Select((extent, axis) => extent == 0 && !allowsZero && axis < rank ? dims[axis] : extent)];
        long known = next.Where(extent => extent != -1).Aggregate(1L, (product, extent) =>
            Math.Min(product * Math.Max(extent, 0L), 1L << 31));
        int length = Product(dims);
        int open = Array.IndexOf(next, -1);
        if (open >= 0 && known > 0 && length % known == 0) next[open] = (int)(length / known);
        if (next.Any(extent => extent < 0) || next.Aggregate(1L, (product, extent) => Math.Min(product * extent, 1L << 31)) != length)
            throw new ModelException($"shape {string.Join("x", dims)} cannot become [{string.Join(", ", shape)}]; export the model with a "
                + "batch of 1");
        return next;
    }

    /// <summary>An axis, counted from the end where it is negative.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    internal static int Axis(int axis, int count, int fromEnd) =>
        axis >= -fromEnd && axis < count ? (axis < 0 ? axis + fromEnd : axis) : throw new ModelException($"axis {axis} of {fromEnd}");

    /// <summary>An axis, counted from the end where it is negative.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    internal static int Axis(int axis, int rank) => Axis(axis, rank, rank);

    /// <summary>Product of extents; the values they describe exist, so that it fits.</summary>
    internal static int Product(ReadOnlySpan<int> dims)
    {
        long product = 1;
        foreach (int extent in dims) product = Math.Min(product * extent, 1L << 31);
        return product <= Graphs.Shape.MaxElements ? (int)product
            : throw new ModelException($"a tensor of more than {Amount.Of(Graphs.Shape.MaxElements, "value")}");
    }

    /// <summary>Values in another order of axes: axis i of the result is axis order[i] of the values.</summary>
    /// <exception cref="ModelException">No order of the axes.</exception>
    internal static Array Permuted(Array values, int[] dims, int[] order)
    {
        if (!order.Order().SequenceEqual(Enumerable.Range(0, dims.Length)))
            throw new ModelException($"[{string.Join(", ", order)}] is no order of {Amount.Of(dims.Length, "axis", "axes")}");
        Array result = (Array)values.Clone();
        int rank = dims.Length;
        int[] steps = new int[rank], index = new int[rank];
        int step = 1;
        for (int axis = rank - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= dims[axis];
        }
        int at = 0;
        switch (values)
        {
            case sbyte[] from: Fill(from, (sbyte[])result); break;
            case int[] from: Fill(from, (int[])result); break;
            case long[] from: Fill(from, (long[])result); break;
            case float[] from: Fill(from, (float[])result); break;
        }
        return result;

        void Fill<T>(T[] from, T[] to)
        {
            for (int i = 0; i < to.Length; i++)
            {
                to[i] = from[at];
                // The next cell of the result, the last axis first.
                for (int axis = rank - 1; axis >= 0; axis--)
                {
                    at += steps[order[axis]];
                    if (++index[axis] < dims[order[axis]]) break;
                    at -= index[axis] * steps[order[axis]];
                    index[axis] = 0;
                }
            }
        }
    }
}
