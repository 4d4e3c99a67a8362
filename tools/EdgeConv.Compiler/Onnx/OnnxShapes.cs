namespace EdgeConv.Compiler.Onnx;

/// <summary>Computes with extents and orders of axes.</summary>
internal static class OnnxShapes
{
    /// <summary>The extents after a Reshape, Flatten, Squeeze or Unsqueeze.</summary>
    /// <param name="node">The node.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="dims">The extents before.</param>
    /// <param name="given">The values of the node's second input; null if it has none.</param>
    /// <exception cref="ModelException">The extents do not fit together.</exception>
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
                    if (dims[at] != 1)
                        throw new ModelException($"axis {at} of {string.Join("x", dims)} is not 1, so it cannot be removed; export the "
                            + "model again");
                return [.. InOrder(rank).Except(dropped).Select(at => dims[at])];
            case "Unsqueeze":
                int[] added = given ?? attributes.Ints("axes") ?? throw new ModelException("its axes are missing; export the model again");
                if (added.Length > Graphs.Shape.MaxRank)
                    throw new ModelException($"it adds {Amount.Of(added.Length, "axis", "axes")}; at most {Graphs.Shape.MaxRank} are "
                        + "supported");
                List<int> result = [.. dims];
                foreach (int at in added.Select(at => Axis(at, rank + added.Length)).Distinct().Order()) result.Insert(at, 1);
                return [.. result];
        }
        int[] shape = given ?? attributes.Ints("shape") ?? throw new ModelException("its shape is missing; export the model again");
        if (shape.Length > Graphs.Shape.MaxRank)
            throw new ModelException($"its shape has {Amount.Of(shape.Length, "axis", "axes")}; at most {Graphs.Shape.MaxRank} are "
                + "supported");
        bool allowsZero = attributes.Int("allowzero", 0) != 0;
        int[] next = [.. shape.Select((extent, at) => extent == 0 && !allowsZero && at < rank ? dims[at] : extent)];
        // The product is limited to 2^31, so that the extents of a hostile file do not overflow it.
        static long Length(IEnumerable<int> extents) =>
            extents.Aggregate(1L, (product, extent) => Math.Min(product * Math.Max(extent, 0L), 1L << 31));
        long known = Length(next.Where(extent => extent != -1));
        int length = Product(dims), open = Array.IndexOf(next, -1);
        if (open >= 0 && known > 0 && length % known == 0) next[open] = (int)(length / known);
        return next.All(extent => extent >= 0) && Length(next) == length ? next
            : throw new ModelException($"shape {string.Join("x", dims)} cannot become [{string.Join(", ", shape)}]; "
                + "export the model with a batch of 1");
    }

    /// <summary>Turns an axis that may be negative (-1 is the last one) into an axis from 0 up.</summary>
    /// <exception cref="ModelException">There is no such axis.</exception>
    internal static int Axis(int axis, int rank) => axis >= -rank && axis < rank ? (axis < 0 ? axis + rank : axis)
        : throw new ModelException($"a value of {Amount.Of(rank, "axis", "axes")} has no axis {axis}; export the model again");

    /// <summary>All axes in order: 0, 1, 2, ...</summary>
    internal static int[] InOrder(int rank) => [.. Enumerable.Range(0, rank)];

    /// <summary>Checks that an order names each axis once.</summary>
    /// <exception cref="ModelException">It does not.</exception>
    internal static void CheckOrder(int[] order, int rank)
    {
        if (!order.Order().SequenceEqual(InOrder(rank)))
            throw new ModelException($"[{string.Join(", ", order)}] is no order of {Amount.Of(rank, "axis", "axes")}; export the model "
                + "again");
    }

    /// <summary>The product of extents.</summary>
    /// <exception cref="ModelException">The product is above <see cref="Graphs.Shape.MaxElements"/>.</exception>
    internal static int Product(ReadOnlySpan<int> dims)
    {
        long product = 1;
        foreach (int extent in dims) product = Math.Min(product * extent, 1L << 31);
        return product <= Graphs.Shape.MaxElements ? (int)product
            : throw new ModelException($"a tensor has more than {Amount.Of(Graphs.Shape.MaxElements, "value")}; use a smaller model");
    }

    /// <summary>Brings values into another order of axes: axis i of the result is axis order[i] of the values.</summary>
    /// <exception cref="ModelException">The order does not name each axis once.</exception>
    internal static T[] Permuted<T>(T[] values, int[] dims, int[] order)
    {
        CheckOrder(order, dims.Length);
        int[] steps = Graphs.Shape.Steps(dims), index = new int[dims.Length];
        T[] result = new T[values.Length];
        for (int i = 0, from = 0; i < result.Length; i++)
        {
            result[i] = values[from];
            // Goes to the next cell of the result; the last axis changes fastest.
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
