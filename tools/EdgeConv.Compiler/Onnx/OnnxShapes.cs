namespace EdgeConv.Compiler.Onnx;

/// <summary>Arithmetic of extents.</summary>
internal static class OnnxShapes
{
    // Axes of any tensor.
    private const int MaxRank = 6;

    /// <summary>Extents behind a Reshape, Flatten, Squeeze or Unsqueeze.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <param name="dims">Extents before.</param>
    /// <param name="given">The values of its second input; null if it has none.</param>
    /// <exception cref="ModelException">Extents that do not fit.</exception>
    internal static int[] Reshaped(OnnxFileNode node, OnnxAttributes attributes, int[] dims, int[]? given)
    {
        int rank = dims.Length;
        switch (node.Type)
        {
            case "Flatten":
                int axis = (int)attributes.Int("axis", 1), split = axis == rank ? rank : Axis(axis, rank);
                return [Product(dims[..split]), Product(dims[split..])];
            case "Squeeze":
                int[] dropped = given ?? attributes.Ints("axes") ?? [.. InOrder(rank).Where(at => dims[at] == 1)];
                dropped = [.. dropped.Select(at => Axis(at, rank))];
                foreach (int at in dropped)
                    if (dims[at] != 1) throw new ModelException($"axis {at} of {string.Join("x", dims)} is not 1");
                return [.. InOrder(rank).Except(dropped).Select(at => dims[at])];
            case "Unsqueeze":
                int[] added = given ?? attributes.Ints("axes") ?? throw new ModelException("its axes are missing");
                if (added.Length > MaxRank) throw new ModelException($"{Amount.Of(added.Length, "new axis", "new axes")}");
                List<int> result = [.. dims];
                foreach (int at in added.Select(at => Axis(at, rank + added.Length)).Distinct().Order()) result.Insert(at, 1);
                return [.. result];
        }
        int[] shape = given ?? attributes.Ints("shape") ?? throw new ModelException("its shape is missing");
        if (shape.Length > MaxRank)
            throw new ModelException($"a shape of {Amount.Of(shape.Length, "axis", "axes")}, at most {MaxRank} are supported");
        bool allowsZero = attributes.Int("allowzero", 0) != 0;
        int[] next = [.. shape.Select((extent, at) => extent == 0 && !allowsZero && at < rank ? dims[at] : extent)];
        // Held below 2^31, so that the product of hostile extents does not overflow.
        static long Length(IEnumerable<int> extents) =>
            extents.Aggregate(1L, (product, extent) => Math.Min(product * Math.Max(extent, 0L), 1L << 31));
        long known = Length(next.Where(extent => extent != -1));
        int length = Product(dims), open = Array.IndexOf(next, -1);
        if (open >= 0 && known > 0 && length % known == 0) next[open] = (int)(length / known);
        return next.All(extent => extent >= 0) && Length(next) == length ? next
            : throw new ModelException($"shape {string.Join("x", dims)} cannot become [{string.Join(", ", shape)}]; "
                + "export the model with a batch of 1");
    }

    /// <summary>An axis from 0 up; negative ones count from the last.</summary>
    /// <exception cref="ModelException">There is none.</exception>
    internal static int Axis(int axis, int rank) => axis >= -rank && axis < rank ? (axis < 0 ? axis + rank : axis)
        : throw new ModelException($"axis {axis} of a value of {Amount.Of(rank, "axis", "axes")}");

    /// <summary>All axes in order: 0, 1, 2, ...</summary>
    internal static int[] InOrder(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>Checks that an order names each axis once.</summary>
    /// <exception cref="ModelException">It does not.</exception>
    internal static void CheckOrder(int[] order, int rank)
    {
        if (!order.Order().SequenceEqual(InOrder(rank)))
            throw new ModelException($"[{string.Join(", ", order)}] is no order of {Amount.Of(rank, "axis", "axes")}");
    }

    /// <summary>Product of extents.</summary>
    /// <exception cref="ModelException">More than a tensor may have.</exception>
    internal static int Product(ReadOnlySpan<int> dims)
    {
        long product = 1;
        foreach (int extent in dims) product = Math.Min(product * extent, 1L << 31);
        return product <= Graphs.Shape.MaxElements ? (int)product
            : throw new ModelException($"a tensor of more than {Amount.Of(Graphs.Shape.MaxElements, "value")}");
    }

    /// <summary>Values in another order of axes: axis i of the result is axis order[i] of the values.</summary>
    /// <exception cref="ModelException">No order of the axes.</exception>
    internal static T[] Permuted<T>(T[] values, int[] dims, int[] order)
    {
        CheckOrder(order, dims.Length);
        int[] steps = Graphs.Shape.Steps(dims), index = new int[dims.Length];
        T[] result = new T[values.Length];
        for (int i = 0, from = 0; i < result.Length; i++)
        {
            result[i] = values[from];
            // The next cell of the result, the last axis first.
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                from += steps[order[axis]];
                if (++index[axis] < dims[order[axis]]) break;
                from -= index[axis] * steps[order[axis]];
                index[axis] = 0;
            }
        }
        return result;
    }
}
