namespace EdgeConv.Compiler.Onnx;

/// <summary>How .onnx files read operators that compute value by value, reduce, or convert values.</summary>
internal static class OnnxArithmetic
{
    internal static void ReadAdd(OnnxNode node) => ReadElementwise(node, ElementwiseKind.Add);

    internal static void ReadSub(OnnxNode node) => ReadElementwise(node, ElementwiseKind.Sub);

    internal static void ReadMul(OnnxNode node) => ReadElementwise(node, ElementwiseKind.Mul);

    private static void ReadElementwise(OnnxNode node, ElementwiseKind kind)
    {
        OnnxValue a = node.Optional(0) ?? throw new ModelException("input 0 is missing"), b = node.Optional(1)
            ?? throw new ModelException("input 1 is missing");
        if (a.Tensor is not null && b.Tensor is not null && Same(a.Dims, b.Dims) && Same(a.Inner, b.Inner) && Same(a.Order, b.Order))
        {
            Tensor sum = node.NewOutput(a.Tensor.Shape.ToArray(), node.OutputQuantization);
            node.Add(new Elementwise(kind, a.Tensor, b.Tensor, sum, node.Activation));
            node.GiveLike(a, sum);
            return;
        }
        int rank = Math.Max(a.Dims.Length, b.Dims.Length);
        int[] Aligned(int[] shape) => [.. Enumerable.Repeat(1, rank - shape.Length), .. shape];
        int[] dims = [.. Aligned(a.Dims).Zip(Aligned(b.Dims), Math.Max)];
        // The larger operand stays as it lies, the other is brought into its order.
        int leader = a.Tensor is null || (b.Tensor is not null && b.Tensor.Shape.Length > a.Tensor.Shape.Length) ? 1 : 0;
        OnnxValue leading = node.Settled(leader);
        int missing = rank - leading.Dims.Length;
        int[] order = [.. Enumerable.Range(0, missing), .. leading.Order.Select(axis => axis + missing)];
        Tensor output = node.NewOutput([.. order.Select(axis => dims[axis])], node.OutputQuantization);
        node.Add(new Elementwise(kind, node.Operand(0, rank, order), node.Operand(1, rank, order), output, node.Activation));
        node.Give(output, dims, order);
    }

    private static bool Same(int[] a, int[] b) => a.AsSpan().SequenceEqual(b);

    internal static void ReadGlobalAveragePool(OnnxNode node) => ReadGlobalPool(node, ReduceKind.Mean);

    internal static void ReadGlobalMaxPool(OnnxNode node) => ReadGlobalPool(node, ReduceKind.Maximum);

    internal static void ReadReduceMean(OnnxNode node) => ReadAxes(node, ReduceKind.Mean);

    internal static void ReadReduceSum(OnnxNode node) => ReadAxes(node, ReduceKind.Sum);

    internal static void ReadReduceMax(OnnxNode node) => ReadAxes(node, ReduceKind.Maximum);

    internal static void ReadReduceMin(OnnxNode node) => ReadAxes(node, ReduceKind.Minimum);

    private static void ReadGlobalPool(OnnxNode node, ReduceKind kind)
    {
        if (node.Int("channels_last", 0) != 0)
            throw new ModelException("channels_last is not supported; save the model before it is optimized for a machine");
        int rank = node.Value(0).Dims.Length;
        if (rank is not (3 or 4))
            throw new ModelException($"an input of {Amount.Of(rank, "axis", "axes")}; maps of [N, C, H, W] or [N, C, W] are supported");
        ReadReduce(node, kind, [.. Enumerable.Range(2, rank - 2)], true);
    }

    private static void ReadAxes(OnnxNode node, ReduceKind kind)
    {
        int rank = node.Value(0).Dims.Length;
        int[] axes = node.Ints(1, "axes") ?? [];
        if (axes.Length == 0)
        {
            if (node.Int("noop_with_empty_axes", 0) != 0) throw new ModelException("a reduction over no axis; export the model without it");
            axes = [.. Enumerable.Range(0, rank)];
        }
        ReadReduce(node, kind, [.. axes.Select(axis => OnnxShapes.Axis(axis, rank))], node.Int("keepdims", 1) != 0);
    }

    private static void ReadReduce(OnnxNode node, ReduceKind kind, int[] axes, bool keeps)
    {
        OnnxValue value = node.Settled(0);
        Tensor input = value.Tensor!;
        int[] kept = [.. value.Dims.Select((extent, axis) => axes.Contains(axis) ? 1 : extent)];
        Quantization quantization = kind is ReduceKind.Mean or ReduceKind.Sum ? node.OutputQuantization : input.Quantized;
        Tensor output = node.NewOutput([.. value.Order.Select(axis => kept[axis])], quantization);
        node.Add(new Reduce(kind, input, axes.Select(axis => Array.IndexOf(value.Order, axis)).ToArray(), output));
        node.Give(new OnnxValue(output, kept, value.Order, value.IsUnsigned)
        {
            Dims = keeps ? kept
            : [.. kept.Where((_, axis) => !axes.Contains(axis))]
        });
    }

    // From version 13 on over one axis, before over all axes from one on.
    internal static void ReadSoftmax(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        int rank = value.Dims.Length;
        bool isOld = node.Int("opset", node.Opset) < 13;
        int axis = OnnxShapes.Axis(node.Int("axis", isOld ? 1 : -1), rank);
        int[] dims = value.Dims;
        if (isOld)
        {
            value = value with { Dims = [OnnxShapes.Product(dims.AsSpan(0, axis)), OnnxShapes.Product(dims.AsSpan(axis))] };
            axis = 1;
        }
        OnnxValue settled = value.IsReshaped
            ? new OnnxValue(node.InOrder(value, [.. Enumerable.Range(0, value.Dims.Length)]), value.Dims,
            [.. Enumerable.Range(0, value.Dims.Length)], value.IsUnsigned) : value;
        int[] order = [.. settled.Order.Where(a => a != axis), axis];
        Tensor input = node.InOrder(settled, order);
        Quantization usual = Quantization.PerTensor(1f / 256, -128);
        Tensor output = node.NewOutput(input.Shape.ToArray(), usual);
        node.Add(new Softmax(input, output, 1));
        node.Give(new OnnxValue(output, settled.Dims, order, settled.IsUnsigned) { Dims = dims });
    }

    internal static void ReadRelu(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        // Of int8 itself the greater of 0 and the number is taken, whatever its zero point.
        if (!value.IsReal) node.GiveWithin(value, value.IsUnsigned ? -128 : 0, 127);
        else Apply(node, "RELU", node.OutputQuantizationOr(value.Tensor!.Quantized), UnaryTables.Relu);
    }

    internal static void ReadClip(OnnxNode node)
    {
        OnnxValue value = node.Value(0);
        if (value.IsReal)
        {
            (float low, float high) = node.Bounds();
            node.GiveClipped(node.Requantized(value, node.OutputQuantizationOr(value.Tensor!.Quantized)), low, high);
            return;
        }
        int Bound(int index, int missing) => node.Ints(index, "") is { Length: > 0 } bound ? Math.Clamp(bound[0], -128, 127) : missing;
        node.GiveWithin(value, Bound(1, -128), Bound(2, 127));
    }

    internal static void ReadLeakyRelu(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.01f);
        Apply(node, "LEAKY_RELU", node.OutputQuantization, (from, to) => UnaryTables.LeakyRelu(from, to, alpha), alpha);
    }

    // TensorFlow Lite's fixed point has one output scale; any other goes through float32.
    internal static void ReadSigmoid(OnnxNode node)
    {
        Quantization usual = Quantization.PerTensor(1f / 256, -128);
        Apply(node, "LOGISTIC", node.OutputQuantizationOr(usual), (from, to) =>
            to.Equals(usual) ? UnaryTables.Logistic(from, to) : UnaryTables.FromFloat(from, to, x => 1 / (1 + MathF.Exp(-x))));
    }

    internal static void ReadTanh(OnnxNode node)
    {
        Quantization usual = Quantization.PerTensor(1f / 128, 0);
        Apply(node, "TANH", node.OutputQuantizationOr(usual), (from, to) =>
            to.Equals(usual) ? UnaryTables.Tanh(from) : UnaryTables.FromFloat(from, to, MathF.Tanh));
    }

    internal static void ReadHardSwish(OnnxNode node) => Apply(node, "HARD_SWISH", node.OutputQuantization, UnaryTables.HardSwish);

    internal static void ReadHardSigmoid(OnnxNode node)
    {
        float alpha = node.Float("alpha", 0.2f), beta = node.Float("beta", 0.5f);
        Apply(node, "HARD_SIGMOID", node.OutputQuantization, (from, to) =>
            UnaryTables.FromFloat(from, to, x => Math.Clamp(alpha * x + beta, 0, 1)));
    }

    internal static void ReadElu(OnnxNode node)
    {
        if (node.Float("alpha", 1) != 1) throw new ModelException($"alpha {node.Float("alpha", 1)} is not supported; use 1");
        Apply(node, "ELU", node.OutputQuantization, UnaryTables.Elu);
    }

    internal static void ReadAbs(OnnxNode node) => Apply(node, "ABS", node.OutputQuantization, UnaryTables.Absolute);

    internal static void ReadNeg(OnnxNode node) => Apply(node, "NEG", node.OutputQuantization, UnaryTables.Negate);

    private static void Apply(OnnxNode node, string kind, Quantization to, Func<Quantization, Quantization, ImmutableArray<sbyte>> table,
        float alpha = 0)
    {
        OnnxValue value = node.Value(0);
        Tensor input = value.Tensor!, output = node.NewOutput(input.Shape.ToArray(), to);
        node.Add(new UnaryTable(kind, input, output, table(input.Quantized, to), alpha));
        node.GiveLike(value, output);
    }
}
