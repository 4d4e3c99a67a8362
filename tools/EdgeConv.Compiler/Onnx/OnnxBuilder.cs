namespace EdgeConv.Compiler.Onnx;

/// <summary>The graph that is made of a file: the values known so far, by name, and the operators made.</summary>
internal sealed class OnnxBuilder(OnnxFile file)
{
    // Elements of all constants that a graph may hold, and that nodes may ask for: a small file can use one large constant many times.
    private const long MaxElements = Shape.MaxElements;

    private readonly Dictionary<string, OnnxValue> _values = [];
    private readonly Dictionary<(Tensor, string), Tensor> _moved = [];
    private long _constantElements, _effort;

    /// <summary>Version of ONNX's own operators.</summary>
    internal int Opset => file.Opset;

    /// <summary>All operators made so far, in running order.</summary>
    internal List<Operator> Operators { get; } = [];

    /// <summary>A value by name; null for the empty name.</summary>
    /// <exception cref="ModelException">No node before gives it.</exception>
    internal OnnxValue? Lookup(string name)
    {
        if (name.Length == 0) return null;
        if (_values.TryGetValue(name, out OnnxValue? value)) return value;
        if (!file.Constants.TryGetValue(name, out ProtoMessage message))
            throw new ModelException($"input '{OnnxText.Short(name)}' is not computed before it is used");
        // A constant that cannot be read is refused once; other nodes that use it are passed over.
        _values[name] = OnnxValue.Unknown;
        return _values[name] = new OnnxValue(OnnxConstant.Read(name, message));
    }

    /// <summary>Gives a value its name; an output without a name is dropped.</summary>
    /// <exception cref="ModelException">Another value has the name.</exception>
    internal void Bind(string? name, OnnxValue value)
    {
        if (string.IsNullOrEmpty(name)) return;
        if (!_values.TryAdd(name, value)) throw new ModelException($"output '{OnnxText.Short(name)}' is computed twice");
    }

    /// <summary>Marks a value that could not be made, so that nodes that use it are passed over.</summary>
    internal void Refuse(string name) => _values[name] = OnnxValue.Unknown;

    /// <summary>A constant of the graph.</summary>
    /// <exception cref="ModelException">The graph's constants together are too many.</exception>
    internal Tensor NewConstant(string name, int[] shape, ElementType type, Quantization? quantization, Array values)
    {
        _constantElements += values.Length;
        if (_constantElements > MaxElements) throw new ModelException($"constants of more than {Amount.Of(MaxElements, "value")} in all");
        return new Tensor(OnnxText.Short(name), new Shape(shape), type, quantization, values);
    }

    /// <summary>Counts the values that a step looks at: a small file can ask for the same large constant thousands of times.</summary>
    /// <exception cref="ModelException">More than any model needs.</exception>
    internal void Spend(long values)
    {
        _effort = Math.Min(_effort + values, MaxElements + 1);
        if (_effort > MaxElements) throw new ModelException($"its nodes ask for more than {Amount.Of(MaxElements, "value")} of constants");
    }

    /// <summary>The value's tensor with axis i as axis order[i] of the value.</summary>
    internal Tensor InOrder(OnnxValue value, int[] order)
    {
        OnnxValue settled = Settled(value);
        int[] shape = [.. order.Select(axis => settled.Dims[axis])];
        bool IsWide(int axis) => settled.Dims[axis] > 1;
        if (settled.Order.Where(IsWide).SequenceEqual(order.Where(IsWide))) return Reshaped(settled.Tensor!, shape);
        ImmutableArray<int> permutation = [.. order.Select(axis => Array.IndexOf(settled.Order, axis))];
        return Moved(settled.Tensor!, "T" + string.Join(",", permutation), shape, settled.Tensor!.Quantization,
            (from, to) => new Transpose(from, to, permutation));
    }

    /// <summary>The same value without a reshape still to be done: its tensor's axes are the value's, in some order.</summary>
    internal OnnxValue Settled(OnnxValue value)
    {
        if (!value.IsReshaped) return value;
        int[] plain = OnnxShapes.InOrder(value.Dims.Length), order = plain;
        int[] wideInner = [.. OnnxShapes.InOrder(value.Inner.Length).Where(axis => value.Inner[axis] > 1)];
        int[] wide = [.. plain.Where(axis => value.Dims[axis] > 1)];
        Tensor from;
        if (wide.Select(axis => value.Dims[axis]).SequenceEqual(wideInner.Select(axis => value.Inner[axis])))
        {
            // Only axes of 1 came or went: the others stay as they lie.
            order = [.. plain.Except(wide),
                .. value.Order.Where(axis => value.Inner[axis] > 1).Select(axis => wide[Array.IndexOf(wideInner, axis)])];
            from = value.Tensor!;
        }
        else
        {
            from = InOrder(value with { Dims = value.Inner }, OnnxShapes.InOrder(value.Inner.Length));
        }
        Tensor tensor = Reshaped(from, [.. order.Select(axis => value.Dims[axis])]);
        return new OnnxValue(tensor, value.Dims, order, value.IsUnsigned) { IsReal = value.IsReal };
    }

    private Tensor Reshaped(Tensor tensor, int[] shape) => tensor.Shape.Axes.AsSpan().SequenceEqual(shape) ? tensor
        : Moved(tensor, "R" + string.Join(",", shape), shape, tensor.Quantization, (from, to) => new Reshape("RESHAPE", from, to));

    /// <summary>The value in another quantization.</summary>
    internal OnnxValue Requantized(OnnxValue value, Quantization to, bool isUnsigned)
    {
        Tensor tensor = value.Tensor!;
        if (!tensor.Quantized.Equals(to))
            tensor = Moved(tensor, $"Q{to.Scale:R},{to.ZeroPoint}", tensor.Shape.ToArray(), to,
                (from, moved) => new UnaryTable("QUANTIZE", from, moved, UnaryTables.Requantize(from.Quantized, to)));
        return value with { Tensor = tensor, IsUnsigned = isUnsigned };
    }

    // The same move of the same tensor is made once.
    private Tensor Moved(Tensor tensor, string how, int[] shape, Quantization? quantization, Func<Tensor, Tensor, Operator> make)
    {
        if (_moved.TryGetValue((tensor, how), out Tensor? done)) return done;
        Tensor moved = new(tensor.Name, new Shape(shape), tensor.Type, quantization);
        Operators.Add(make(tensor, moved));
        return _moved[(tensor, how)] = moved;
    }

    /// <summary>The value clamped to real bounds, in its own quantization: comparing commutes with quantizing.</summary>
    internal OnnxValue Clamped(OnnxValue value, float min, float max)
    {
        Quantization quantization = value.Tensor!.Quantized;
        int Quantized(float bound) =>
            (int)Math.Clamp(Math.Round(bound / (double)quantization.Scale, MidpointRounding.ToEven) + quantization.ZeroPoint, -128, 127);
        return Clamped(value, Quantized(min), Quantized(max));
    }

    /// <summary>The value's int8 clamped to bounds.</summary>
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
