namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// A value of the graph: an operator's output, a graph input, or a constant. Tensors are compared by reference, because their names need
/// not be unique.
/// </summary>
public sealed class Tensor
{
    // The .NET types of the elements, in the order of ElementType.
    private static readonly Type[] s_types = [typeof(sbyte), typeof(int), typeof(long), typeof(float)];

    /// <summary>Describes a tensor.</summary>
    /// <param name="name">The name in the model file, for messages and dumps.</param>
    /// <param name="shape">Extents; a map is NHWC.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="quantization">Scales and zero points of an int8 tensor; null for other types.</param>
    /// <param name="constant">The value of a constant, row-major: sbyte[], int[], long[] or float[], as <paramref name="type"/> says, with
    /// as many elements as the shape. Null if an operator computes the value or a caller gives it.</param>
    /// <exception cref="ModelException">The constant does not fit shape or type, or the number of scales is not the extent of their
    /// axis.</exception>
    public Tensor(string name, Shape shape, ElementType type, Quantization? quantization, Array? constant = null)
    {
        Name = Names.Clean(name);
        if (constant is not null && (constant.Length != shape.Length || constant.GetType().GetElementType() != s_types[(int)type]))
            throw new ModelException($"tensor '{Name}' has {Amount.Of(constant.Length, "value")}, which do not fit {type} of shape "
                + $"{shape}; export the model again");
        if (quantization is { IsPerTensor: false, Axis: var axis, Scales.Length: var scales }
            && (axis < 0 || axis >= shape.Rank || shape[axis] != scales))
            throw new ModelException($"tensor '{Name}' has {Amount.Of(scales, "scale")} along axis {axis} of shape {shape}; "
                + "quantize the model again");
        (Shape, Type, Quantization, Constant) = (shape, type, quantization, constant);
    }

    /// <summary>
    /// The name in the model file, on one line and at most 100 characters. A ? stands for each character that is not printable; the middle
    /// of a longer name is replaced by three dots.
    /// </summary>
    public string Name { get; }

    /// <summary>Extents; maps are NHWC.</summary>
    public Shape Shape { get; }

    /// <summary>Type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>Scales and zero points; null if the tensor is not quantized.</summary>
    public Quantization? Quantization { get; }

    /// <summary>
    /// The value of a constant, row-major: sbyte[], int[], long[] or float[]. Null for other tensors. Nothing may write to the array.
    /// </summary>
    public Array? Constant { get; }

    /// <summary>
    /// True if the tensor is uint8 in the model file. Here it is int8: its values and its zero point are 128 lower than in the file.
    /// </summary>
    public bool IsUnsigned { get; init; }

    /// <summary>True for weights, biases and other constants.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>The quantization of an int8 tensor, for operators that need one.</summary>
    /// <exception cref="ModelException">The tensor is not int8, or has no quantization.</exception>
    public Quantization Quantized =>
        Type == ElementType.Int8 && Quantization is not null ? Quantization
            : throw new ModelException($"tensor '{Name}' is {(Type == ElementType.Int8 ? "int8 without a scale" : Type)}; "
                + "export the model with full int8 quantization");

    /// <summary>Makes an array of zeros, of this tensor's type and length.</summary>
    public Array NewValue() => Array.CreateInstance(s_types[(int)Type], Shape.Length);

    /// <summary>Makes a constant with this tensor's name, shape, type and quantization.</summary>
    /// <param name="value">The value, as in <see cref="Constant"/>.</param>
    /// <exception cref="ModelException">The value does not fit shape or type.</exception>
    public Tensor WithConstant(Array value) => new(Name, Shape, Type, Quantization, value) { IsUnsigned = IsUnsigned };

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}
