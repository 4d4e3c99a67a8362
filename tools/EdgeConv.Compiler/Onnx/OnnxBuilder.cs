namespace EdgeConv.Compiler.Onnx;

/// <summary>The graph while it is made from a file: the values that are known so far, by their names, and the operators.</summary>
internal sealed class OnnxBuilder(OnnxFile file)
{
    // Maximum number of elements of all constants that a graph holds, and of all constants that its nodes read. Without it, a small file
    // could make much work by reading one large constant many times.
    private const long MaxElements = Shape.MaxElements;

    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly Dictionary<(Tensor, string), Tensor> _moved = [];
    private long _constantElements, _effort;

    /// <summary>Version of ONNX's own operators.</summary>
    internal int Opset => file.Opset;

    /// <summary>All operators made so far, in running order.</summary>
    internal List<Operator> Operators { get; } = [];

    /// <summary>A value by its name; null for the empty name, which stands for an input that is left out.</summary>
    /// <exception cref="ModelException">No node before computes the value, or it is a constant that cannot be read.</exception>
    internal OnnxValue? Lookup(string name)
    {
        if (name.Length == 0) return null;
        if (_values.TryGetValue(name, out OnnxValue? value)) return value;
        if (!file.Constants.TryGetValue(name, out ProtoMessage message))
            throw new ModelException($"input '{OnnxText.Short(name)}' is not computed before it is used; export the model again");
        // A constant that cannot be read is refused only once; other nodes that use it are skipped.
        _values[name] = OnnxValue.Unknown;
        return _values[name] = new OnnxValue(OnnxConstant.Read(name, message));
    }

    /// <summary>Stores a value under its name. A value without a name is dropped.</summary>
    /// <exception cref="ModelException">Another value has the name.</exception>
    internal void Bind(string? name, OnnxValue value)
    {
        if (string.IsNullOrEmpty(name)) return;
        if (!_values.TryAdd(name, value))
            throw new ModelException($"output '{OnnxText.Short(name)}' is computed twice; export the model again");
    }

    /// <summary>Marks a value that could not be computed, so that nodes that use it are skipped.</summary>
    internal void Refuse(string name) => _values[name] = OnnxValue.Unknown;

    /// <summary>Makes a constant of the graph.</summary>
    /// <exception cref="ModelException">All constants of the graph together have too many values.</exception>
    internal Tensor NewConstant(string name, int[] shape, ElementType type, Quantization? quantization, Array values)
    {
        _constantElements += values.Length;
        if (_constantElements > MaxElements)
            throw new ModelException($"the constants have more than {Amount.Of(MaxElements, "value")} in all; use a smaller model");
        return new Tensor(OnnxText.Short(name), new Shape(shape), type, quantization, values);
    }

    /// <summary>Counts values of constants that are about to be read.</summary>
    /// <exception cref="ModelException">More values were read than any model needs.</exception>
    internal void Spend(long values)
    {
        _effort = Math.Min(_effort + values, MaxElements + 1);
        if (_effort > MaxElements)
            throw new ModelException($"the nodes read more than {Amount.Of(MaxElements, "value")} of constants; use a smaller model");
    }

    /// <summary>The value as a tensor whose axis i is axis order[i] of the value; adds a Transpose or a Reshape if necessary.</summary>
    internal Tensor InOrder(OnnxValue value, int[] order)
    {
        OnnxValue materialized = Materialized(value);
        int[] shape = [.. order.Select(axis => materialized.Dims[axis])];
        bool IsWide(int axis) => materialized.Dims[axis] > 1;
        if (materialized.Order.Where(IsWide).SequenceEqual(order.Where(IsWide))) return Reshaped(materialized.Tensor!, shape);
        ImmutableArray<int> permutation = [.. order.Select(axis => Array.IndexOf(materialized.Order, axis))];
        return Moved(materialized.Tensor!, "T" + string.Join(",", permutation), shape, materialized.Tensor!.Quantization,
            (from, to) => new Transpose(from, to, permutation));
    }

    /// <summary>
    /// The same value without a pending reshape (<see cref="OnnxValue.HasPendingReshape"/>): the axes of its tensor are those of the value,
    /// in some order. Adds a Reshape if necessary.
    /// </summary>
    internal OnnxValue Materialized(OnnxValue value)
    {
        if (!value.HasPendingReshape) return value;
        int[] plain = OnnxShapes.InOrder(value.Dims.Length), order = plain;
        int[] wideStored = [.. OnnxShapes.InOrder(value.StoredDims.Length).Where(axis => value.StoredDims[axis] > 1)];
        int[] wide = [.. plain.Where(axis => value.Dims[axis] > 1)];
        Tensor from;
        if (wide.Select(axis => value.Dims[axis]).SequenceEqual(wideStored.Select(axis => value.StoredDims[axis])))
        {
            // The reshape only adds or removes axes of extent 1, so the others keep their order in memory.
            order = [.. plain.Except(wide),
                .. value.Order.Where(axis => value.StoredDims[axis] > 1).Select(axis => wide[Array.IndexOf(wideStored, axis)])];
            from = value.Tensor!;
        }
        else
        {
            from = InOrder(value with { Dims = value.StoredDims }, OnnxShapes.InOrder(value.StoredDims.Length));
        }
        Tensor tensor = Reshaped(from, [.. order.Select(axis => value.Dims[axis])]);
        return new OnnxValue(tensor, value.Dims, order, value.IsUnsigned) { IsReal = value.IsReal };
    }

    private Tensor Reshaped(Tensor tensor, int[] shape) => tensor.Shape.Axes.AsSpan().SequenceEqual(shape) ? tensor
        : Moved(tensor, "R" + string.Join(",", shape), shape, tensor.Quantization, (from, to) => new Reshape("RESHAPE", from, to));

    /// <summary>The value in another quantization; adds a QUANTIZE if necessary.</summary>
    internal OnnxValue Requantized(OnnxValue value, Quantization to, bool isUnsigned)
    {
        Tensor tensor = value.Tensor!;
        if (!tensor.Quantized.Equals(to))
            tensor = Moved(tensor, $"Q{to.Scale:R},{to.ZeroPoint}", tensor.Shape.ToArray(), to,
                (from, moved) => new UnaryTable("QUANTIZE", from, moved, UnaryTables.Requantize(from.Quantized, to)));
        return value with { Tensor = tensor, IsUnsigned = isUnsigned };
    }

    // Adds an operator that transposes, reshapes or requantizes a tensor, or returns the result of the same operator that was added before.
    private Tensor Moved(Tensor tensor, string how, int[] shape, Quantization? quantization, Func<Tensor, Tensor, Operator> make)
    {
        if (_moved.TryGetValue((tensor, how), out Tensor? done)) return done;
        Tensor moved = new(tensor.Name, new Shape(shape), tensor.Type, quantization);
        Operators.Add(make(tensor, moved));
        return _moved[(tensor, how)] = moved;
    }

    /// <summary>
    /// The value clamped to real bounds. The int8 values are clamped to the quantized bounds, which gives the same result.
    /// </summary>
    internal OnnxValue Clamped(OnnxValue value, float min, float max)
    {
        Quantization quantization = value.Tensor!.Quantized;
        int Quantized(float bound) =>
            (int)Math.Clamp(Math.Round(bound / (double)quantization.Scale, MidpointRounding.ToEven) + quantization.ZeroPoint, -128, 127);
        return Clamped(value, Quantized(min), Quantized(max));
    }

    /// <summary>The value, its int8 values clamped to bounds from -128 to 127; adds a MAXIMUM and a MINIMUM if necessary.</summary>
    internal OnnxValue Clamped(OnnxValue value, int min, int max)
    {
        Tensor tensor = value.Tensor!;
        if (min != -128) Bound(ElementwiseKind.Maximum, min);
        if (max != 127) Bound(ElementwiseKind.Minimum, max);
        return value with { Tensor = tensor };

        void Bound(ElementwiseKind kind, int bound)
        {
            Tensor constant = NewConstant("bound", [.. Enumerable.Repeat(1, Math.Max(1, tensor.Shape.Rank))], ElementType.Int8,
                tensor.Quantization, new[] { (sbyte)bound });
            Tensor clamped = new(tensor.Name, tensor.Shape, ElementType.Int8, tensor.Quantization);
            Operators.Add(new Elementwise(kind, tensor, constant, clamped, Activation.None));
            tensor = clamped;
        }
    }
}
