namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A value of the graph: one operator's output, a graph input, or a constant. Two tensors are the same only if they are the same object:
/// names need not be unique.
/// </summary>
public sealed class Tensor
{
    // In the order of ElementType.
    private static readonly Type[] s_types = [typeof(sbyte), typeof(int), typeof(long), typeof(float)];

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">As the file has it, for messages and dumps.</param>
    /// <param name="shape">Extents.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="quantization">Of int8 tensors; null for others.</param>
    /// <param name="constant">sbyte[], int[], long[] or float[] of shape.Length elements, as <paramref name="type"/> says; null if an
    /// operator or a caller gives the value.</param>
    /// <exception cref="ModelException">A constant that does not fit shape or type, or scales along an axis that does not have as
    /// many.</exception>
    public Tensor(string name, Shape shape, ElementType type, Quantization? quantization, Array? constant = null)
    {
        Name = Names.Clean(name);
        if (constant is not null && (constant.Length != shape.Length || constant.GetType().GetElementType() != s_types[(int)type]))
            throw new ModelException($"tensor '{Name}': {Amount.Of(constant.Length, "value")} for shape {shape}");
        if (quantization is { IsPerTensor: false, Axis: var axis, Scales.Length: var scales }
            && (axis < 0 || axis >= shape.Rank || shape[axis] != scales))
            throw new ModelException($"tensor '{Name}': {Amount.Of(scales, "scale")} along axis {axis} of shape {shape}");
        (Shape, Type, Quantization, Constant) = (shape, type, quantization, constant);
    }

    /// <summary>
    /// As the file has it, on one line: ? stands for what is not printable, and a name of more than 100 characters loses its middle.
    /// </summary>
    public string Name { get; }

    /// <summary>Extents; maps are NHWC.</summary>
    public Shape Shape { get; }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>What the values mean; null if the tensor is not quantized.</summary>
    public Quantization? Quantization { get; }

    /// <summary>sbyte[], int[], long[] or float[], row-major, or null. Never written to.</summary>
    public Array? Constant { get; }

    /// <summary>True if the model's file has uint8: int8 here, values and zero point 128 lower.</summary>
    public bool IsUnsigned { get; init; }

    /// <summary>True for weights, biases and other constants.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>The quantization of an int8 tensor that must have one.</summary>
    /// <exception cref="ModelException">Not int8, or without quantization.</exception>
    public Quantization Quantized =>
        Type == ElementType.Int8 && Quantization is not null ? Quantization
            : throw new ModelException($"tensor '{Name}' is {(Type == ElementType.Int8 ? "int8 without a scale" : Type)}; "
                + "export the model with full int8 quantization");

    /// <summary>An array of zeros for a value of this tensor.</summary>
    public Array NewValue() => Array.CreateInstance(s_types[(int)Type], Shape.Length);

    /// <summary>The same tensor as a constant.</summary>
    /// <param name="value">As <see cref="Constant"/>.</param>
    /// <exception cref="ModelException">It does not fit shape or type.</exception>
    public Tensor WithConstant(Array value) => new(Name, Shape, Type, Quantization, value) { IsUnsigned = IsUnsigned };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}
