namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A value of the graph: one operator's output, an input of the graph, or a constant. Identity is the object, names need not be unique.
/// </summary>
public sealed class Tensor
{
    /// <summary>Describes a tensor.</summary>
    /// <param name="name">As the file has it, for messages and dumps.</param>
    /// <param name="shape">Extents.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="quantization">Of int8 tensors; null for others.</param>
    /// <param name="constant">sbyte[], int[], long[] or float[] of shape.Length elements, as <paramref name="type"/> says; null where an
    /// operator or a caller gives the value.</param>
    /// <exception cref="ModelException">A constant that does not fit shape or type.</exception>
    public Tensor(string name, Shape shape, ElementType type, Quantization? quantization, Array? constant = null)
    {
        Name = Names.Clean(name);
        if (constant is not null && (constant.Length != shape.Length || constant.GetType() != ArrayType(type)))
            throw new ModelException($"tensor '{Name}': {Amount.Of(constant.Length, "value")} for shape {shape}");
        if (quantization is { IsPerTensor: false }
            && (quantization.Axis < 0 || quantization.Axis >= shape.Rank || shape[quantization.Axis] != quantization.Scales.Length))
            throw new ModelException($"tensor '{Name}': {Amount.Of(quantization.Scales.Length, "scale")} along axis {quantization.Axis} "
                + $"of shape {shape}");
        Shape = shape;
        Type = type;
        Quantization = quantization;
        Constant = constant;
    }

    /// <summary>
    /// As the file has it, on one line: what is not printable is ?, and the middle of a name of more than 100 characters is left out.
    /// </summary>
    public string Name { get; }

    /// <summary>Extents.</summary>
    public Shape Shape { get; }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>What the values mean; null where the tensor is not quantized.</summary>
    public Quantization? Quantization { get; }

    /// <summary>sbyte[], int[], long[] or float[], or null. Never written to.</summary>
    public Array? Constant { get; }

    /// <summary>True where the model's file has uint8: int8 here, values and zero point 128 lower.</summary>
    public bool IsUnsigned { get; init; }

    /// <summary>True for weights, biases and other constants.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>The quantization of an int8 tensor that must have one.</summary>
    /// <exception cref="ModelException">Not int8, or without quantization.</exception>
    public Quantization Quantized =>
        Type == ElementType.Int8 && Quantization is not null ? Quantization
            : throw new ModelException($"tensor '{Name}' is {(Type == ElementType.Int8 ? "int8 without a scale" : Type)}; "
                + "export the model with full int8 quantization");

    /// <summary>An empty array for a value of this tensor.</summary>
    public Array NewValue() => Type switch
    {
        ElementType.Int8 => new sbyte[Shape.Length],
        ElementType.Int32 => new int[Shape.Length],
        ElementType.Int64 => new long[Shape.Length],
        _ => new float[Shape.Length],
    };

    /// <summary>The same tensor as a constant.</summary>
    public Tensor WithConstant(Array value) => new(Name, Shape, Type, Quantization, value) { IsUnsigned = IsUnsigned };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";

    private static Type ArrayType(ElementType type) => type switch
    {
        ElementType.Int8 => typeof(sbyte[]),
        ElementType.Int32 => typeof(int[]),
        ElementType.Int64 => typeof(long[]),
        _ => typeof(float[]),
    };
}
