namespace EdgeConv.Compiler.Onnx;

/// <summary>Operators of .onnx files that compute value by value, or reduce.</summary>
internal static class OnnxArithmetic
{
    internal static void ReadElementwise(OnnxNode node, ElementwiseKind kind)
    {
        OnnxValue a = node.Required(0), b = node.Required(1);
        if (a.Tensor is not null && b.Tensor is not null && HasSameLayout(a, b))
        {
            Tensor result = node.NewOutput(a.Tensor.Shape.ToArray(), node.OutputQuantization);
            node.Add(new Elementwise(kind, a.Tensor, b.Tensor, result, node.Activation));
            node.AddOutputLike(a, result);
            return;
        }
        int rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] Aligned(int[] shape) => [.. Enumerable.Repeat(1, rank - shape.Length), .. shape];
        int[] dims = [.. Aligned(a.Dims).Zip(Aligned(b.Dims), Math.Max)];
        // The larger operand keeps its order of axes in memory; the other one is transposed to this order.
        int largerIndex = a.Tensor is null || (b.Tensor is not null && b.Tensor.Shape.Length > a.Tensor.Shape.Length) ? 1 : 0;
        OnnxValue larger = node.Materialized(largerIndex);
        int addedAxes = rank - larger.Dims.Length;
        int[] order = [.. Enumerable.Range(0, addedAxes), .. larger.Order.Select(axis => axis + addedAxes)];
        Tensor output = node.NewOutput([.. order.Select(axis => dims[axis])], node.OutputQuantization);
        node.Add(new Elementwise(kind, node.Operand(0, rank, order), node.Operand(1, rank, order), output, node.Activation));
        node.AddOutput(output, dims, order);
    }

    private static bool HasSameLayout(OnnxValue a, OnnxValue b) =>
        a.Dims.AsSpan().SequenceEqual(b.Dims) && a.StoredDims.AsSpan().SequenceEqual(b.StoredDims)
        && a.Order.AsSpan().SequenceEqual(b.Order);

    internal static void ReadGlobalPool(OnnxNode node, ReduceKind kind)
    {
        node.RefuseChannelsLast();
        int rank = node.Value(0).Dims.Length;
        if (rank is not (3 or 4))
            throw new ModelException($"its input has {Amount.Of(rank, "axis", "axes")}; only maps of [N, C, H, W] or [N, C, W] are "
                + "supported");
        ReadReduce(node, kind, [.. Enumerable.Range(2, rank - 2)], true);
    }

    internal static void ReadReduce(OnnxNode node, ReduceKind kind)
    {
        int rank = node.Value(0).Dims.Length;
        int[] axes = node.Ints(1, "axes") ?? [];
        if (axes.Length == 0 && node.Int("noop_with_empty_axes", 0) != 0)
            throw new ModelException("it reduces no axis; export the model without it");
        if (axes.Length == 0) axes = OnnxShapes.InOrder(rank);
        ReadReduce(node, kind, [.. axes.Select(axis => OnnxShapes.Axis(axis, rank))], node.Int("keepdims", 1) != 0);
    }

    private static void ReadReduce(OnnxNode node, ReduceKind kind, int[] axes, bool keeps)
    {
        OnnxValue value = node.Materialized(0);
        Tensor input = value.Tensor!;
        int[] kept = [.. value.Dims.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
        Quantization quantization = kind is ReduceKind.Mean or ReduceKind.Sum ? node.OutputQuantization : input.Quantized;
        Tensor output = node.NewOutput([.. value.Order.Select(axis => kept[axis])], quantization);
        node.Add(new Reduce(kind, input, axes.Select(axis => Array.IndexOf(value.Order, axis)).ToArray(), output));
        int[] dims = keeps ? kept : [.. kept.Where((_, axis) => !axes.Contains(axis))];
        node.AddOutput(new OnnxValue(output, kept, value.Order, value.IsUnsigned) { Dims = dims });
    }

    // From version 13 of ONNX's operators on, a softmax goes over one axis. Before, it goes over all axes from one axis on.
    internal static void ReadSoftmax(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        int[] dims = value.Dims;
        bool isOld = node.Int("opset", node.Graph.Opset) < 13;
        int axis = OnnxShapes.Axis(node.Int("axis", isOld ? 1 : -1), dims.Length);
        if (isOld)
        {
            value = value with { Dims = [OnnxShapes.Product(dims.AsSpan(0, axis)), OnnxShapes.Product(dims.AsSpan(axis))] };
            axis = 1;
        }
        if (value.HasPendingReshape)
        {
            int[] plain = OnnxShapes.InOrder(value.Dims.Length);
            value = new OnnxValue(node.Graph.InOrder(value, plain), value.Dims, plain, value.IsUnsigned);
        }
        int[] order = [.. value.Order.Where(a => a != axis), axis];
        Tensor input = node.Graph.InOrder(value, order);
        Tensor output = node.NewOutput(input.Shape.ToArray(), Quantization.PerTensor(1f / 256, -128));
        node.Add(new Softmax(input, output, 1));
        node.AddOutput(new OnnxValue(output, value.Dims, order, value.IsUnsigned) { Dims = dims });
    }

    internal static void ReadRelu(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        // If the file applies Relu to int8 values themselves, without a scale, the result is the larger of 0 and the stored number.
        if (!value.IsReal) node.AddOutput(node.Graph.Clamped(value, value.IsUnsigned ? -128 : 0, 127));
        else Apply(node, "RELU", node.StatedQuantization ?? value.Tensor!.Quantized, UnaryTables.Relu);
    }

    internal static void ReadClip(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        if (!value.IsReal)
        {
            int Bound(int index, int defaultValue) =>
                node.Ints(index, "") is [var bound, ..] ? Math.Clamp(bound, -128, 127) : defaultValue;
            node.AddOutput(node.Graph.Clamped(value, Bound(1, -128), Bound(2, 127)));
            return;
        }
        (float min, float max) = Bounds(node.File, node.Graph)
            ?? throw new ModelException("its bounds must be constants; export the model again");
        OnnxValue requantized = node.Graph.Requantized(value, node.StatedQuantization ?? value.Tensor!.Quantized, value.IsUnsigned);
        node.AddOutput(node.Graph.Clamped(requantized, min, max));
    }

    /// <summary>The bounds of a Relu or Clip, as real numbers; null if they are not constant.</summary>
    internal static (float Min, float Max)? Bounds(OnnxFileNode node, OnnxBuilder graph)
    {
        if (node.Type == "Relu") return (0, float.PositiveInfinity);
        float? Bound(int input, string attribute, float defaultValue) =>
            graph.Opset < 11 ? new OnnxAttributes(node).Float(attribute, defaultValue)
            : graph.Lookup(node.Input(input)) is { } value ? value.Number : defaultValue;
        return Bound(1, "min", float.NegativeInfinity) is { } min && Bound(2, "max", float.PositiveInfinity) is { } max && min <= max
            ? (min, max) : null;
    }

    internal static void ReadLeakyRelu(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.01f);
        Apply(node, "LEAKY_RELU", node.OutputQuantization, (from, to) => UnaryTables.LeakyRelu(from, to, alpha), alpha);
    }

    // TensorFlow Lite's fixed-point function has one output scale, 1/256. With any other scale the function is computed in float32.
    internal static void ReadSigmoid(OnnxNode node)
    {
        Quantization fixedPoint = Quantization.PerTensor(1f / 256, -128);
        Apply(node, "LOGISTIC", node.StatedQuantization ?? fixedPoint, (from, to) => to.Equals(fixedPoint)
            ? UnaryTables.Logistic(from, to) : UnaryTables.FromFloat(from, to, x => 1 / (1 + MathF.Exp(-x))));
    }

    // Like ReadSigmoid, with the output scale 1/128.
    internal static void ReadTanh(OnnxNode node)
    {
        Quantization fixedPoint = Quantization.PerTensor(1f / 128, 0);
        Apply(node, "TANH", node.StatedQuantization ?? fixedPoint, (from, to) => to.Equals(fixedPoint)
            ? UnaryTables.Tanh(from) : UnaryTables.FromFloat(from, to, MathF.Tanh));
    }

    internal static void ReadHardSigmoid(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.2f), beta = node.Float("beta", 0.5f);
        Apply(node, "HARD_SIGMOID", node.OutputQuantization, (from, to) =>
            UnaryTables.FromFloat(from, to, x => Math.Clamp(alpha * x + beta, 0, 1)));
    }

    internal static void ReadElu(OnnxNode node)
    {
        if (node.Float("alpha", 1) is not 1 and var alpha) throw new ModelException($"alpha {alpha} is not supported; use 1");
        Apply(node, "ELU", node.OutputQuantization, UnaryTables.Elu);
    }

    /// <summary>Adds a function of one value as a table.</summary>
    internal static void Apply(OnnxNode node, string kind, Quantization to, Func<Quantization, Quantization, ImmutableArray<sbyte>> table,
        float alpha = 0)
    {
        OnnxValue value = node.Value(0);
        Tensor input = value.Tensor!, output = node.NewOutput(input.Shape.ToArray(), to);
        node.Add(new UnaryTable(kind, input, output, table(input.Quantized, to), alpha));
        node.AddOutputLike(value, output);
    }
}
