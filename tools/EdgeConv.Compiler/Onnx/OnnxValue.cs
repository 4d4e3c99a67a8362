namespace EdgeConv.Compiler.Onnx;

/// <summary>What the integers of a dequantized constant mean: real = (q - zero point) * scale.</summary>
/// <param name="Scales">One, or one per index of the axis.</param>
/// <param name="ZeroPoints">As many; for uint8 128 lower, as its values are.</param>
/// <param name="Axis">Axis of the scales; 0 for one scale.</param>
internal sealed record OnnxScale(float[] Scales, int[] ZeroPoints, int Axis);

/// <summary>
/// A value of an ONNX graph while it is translated: a constant, or an int8 tensor of the graph. ONNX orders the axes of a map NCHW, the
/// graph NHWC; a value says how its tensor lies in memory, so that transposing, flattening and reshaping cost nothing until an operator
/// needs another order.
/// </summary>
internal sealed record OnnxValue
{
    /// <summary>A constant.</summary>
    internal OnnxValue(OnnxConstant constant, OnnxScale? scale = null)
    {
        (Constant, Scale) = (constant, scale);
        Dims = Inner = constant.Dims;
        Order = OnnxShapes.InOrder(Dims.Length);
    }

    /// <summary>A tensor whose axis i is axis order[i] of the extents <paramref name="inner"/>.</summary>
    internal OnnxValue(Tensor tensor, int[] inner, int[] order, bool isUnsigned)
    {
        (Tensor, Order, IsUnsigned) = (tensor, order, isUnsigned);
        Dims = Inner = inner;
    }

    /// <summary>The constant; null for a tensor.</summary>
    internal OnnxConstant? Constant { get; }

    /// <summary>Scale of a dequantized constant; null for others.</summary>
    internal OnnxScale? Scale { get; init; }

    /// <summary>The tensor; null for a constant.</summary>
    internal Tensor? Tensor { get; init; }

    /// <summary>Extents in ONNX's order.</summary>
    internal int[] Dims { get; init; }

    /// <summary>Extents before a reshape that memory has not followed yet; else <see cref="Dims"/>.</summary>
    internal int[] Inner { get; }

    /// <summary>Axis i of the tensor is axis Order[i] of <see cref="Inner"/>.</summary>
    internal int[] Order { get; }

    /// <summary>True if the file has uint8, which is 128 above the tensor's int8.</summary>
    internal bool IsUnsigned { get; init; }

    /// <summary>True if the file has a float: behind a DequantizeLinear, or an operator that a QuantizeLinear follows.</summary>
    internal bool IsReal { get; init; }

    /// <summary>The output of an operator that could not be read; operators that use it are passed over.</summary>
    internal static OnnxValue Unknown { get; } = new(new OnnxConstant("", [], Array.Empty<float>()));

    /// <summary>True if memory has not followed a reshape yet.</summary>
    internal bool IsReshaped => !Dims.AsSpan().SequenceEqual(Inner);

    /// <summary>The one number that a constant is, dequantized if it is quantized; null for others.</summary>
    internal float? Number => Constant?.Values switch
    {
        float[] { Length: 1 } floats => floats[0],
        sbyte[] or int[] when Scale is { Scales: [var scale], ZeroPoints: [var zero] } && Constant.Ints is [var number] =>
            (number - zero) * scale,
        _ => null,
    };
}
