namespace EdgeConv.Compiler.Onnx;

/// <summary>Scales and zero points of a dequantized constant: real = (q - zero point) * scale.</summary>
/// <param name="Scales">One scale, or one per index along the axis.</param>
/// <param name="ZeroPoints">As many as there are scales. For uint8 they are 128 lower than in the file, like the values.</param>
/// <param name="Axis">Axis of the scales, from 0 up; 0 if there is one scale.</param>
internal sealed record OnnxScale(float[] Scales, int[] ZeroPoints, int Axis);

/// <summary>
/// A value of an ONNX graph while it is translated: a constant, or an int8 tensor of the graph. ONNX orders the axes of a map NCHW, the
/// graph NHWC. A value therefore knows the order of its tensor's axes in memory. A transpose, flatten or reshape only changes this
/// knowledge; an operator that moves data is added later, and only if another operator needs the values in another order.
/// </summary>
/// <example>
/// A map of 2 channels, 4 rows and 5 columns has Dims [1, 2, 4, 5], a tensor of shape [1, 4, 5, 2], and Order [0, 2, 3, 1]. After a
/// Flatten, Dims is [1, 40]; StoredDims stays [1, 2, 4, 5], and the tensor stays too.
/// </example>
internal sealed record OnnxValue
{
    internal OnnxValue(OnnxConstant constant, OnnxScale? scale = null)
    {
        (Constant, Scale) = (constant, scale);
        Dims = StoredDims = constant.Dims;
        Order = OnnxShapes.InOrder(Dims.Length);
    }

    /// <summary>Makes a value of a tensor whose axis i is axis order[i] of the extents <paramref name="storedDims"/>.</summary>
    internal OnnxValue(Tensor tensor, int[] storedDims, int[] order, bool isUnsigned)
    {
        (Tensor, Order, IsUnsigned) = (tensor, order, isUnsigned);
        Dims = StoredDims = storedDims;
    }

    /// <summary>The constant; null for a tensor.</summary>
    internal OnnxConstant? Constant { get; }

    /// <summary>Scales of a dequantized constant; null for other values.</summary>
    internal OnnxScale? Scale { get; init; }

    /// <summary>The tensor; null for a constant.</summary>
    internal Tensor? Tensor { get; init; }

    /// <summary>Extents of the value, in ONNX's order of axes.</summary>
    internal int[] Dims { get; init; }

    /// <summary>
    /// Extents that belong to the tensor's axes, in ONNX's order: those before a reshape that is still pending, or else <see cref="Dims"/>.
    /// </summary>
    internal int[] StoredDims { get; }

    /// <summary>Axis i of the tensor is axis Order[i] of <see cref="StoredDims"/>.</summary>
    internal int[] Order { get; }

    /// <summary>True if the value is uint8 in the file. The tensor's int8 values are 128 lower.</summary>
    internal bool IsUnsigned { get; init; }

    /// <summary>True if the value is float in the file: the output of a DequantizeLinear or of a float operator.</summary>
    internal bool IsReal { get; init; }

    /// <summary>Stands for the output of an operator that could not be read; operators that use it are skipped.</summary>
    internal static OnnxValue Unknown { get; } = new(new OnnxConstant("", [], Array.Empty<float>()));

    /// <summary>True if a reshape is pending: it changed <see cref="Dims"/>, but not the tensor.</summary>
    internal bool HasPendingReshape => !Dims.AsSpan().SequenceEqual(StoredDims);

    /// <summary>The number of a constant of one value, dequantized if it is quantized; null for other values.</summary>
    internal float? Number => Constant?.Values switch
    {
        float[] { Length: 1 } floats => floats[0],
        sbyte[] or int[] when Scale is { Scales: [var scale], ZeroPoints: [var zero] } && Constant.Ints is [var number] =>
            (number - zero) * scale,
        _ => null,
    };
}
