namespace EdgeConv.Compiler.Onnx;

/// <summary>What the integers of a dequantized constant mean.</summary>
/// <param name="Scales">One, or one per index of the axis.</param>
/// <param name="ZeroPoints">As many; of uint8 128 lower, as its values are.</param>
/// <param name="Axis">The axis the scales go along.</param>
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
        Constant = constant;
        Scale = scale;
        Dims = Inner = constant.Dims;
        Order = [.. Enumerable.Range(0, Dims.Length)];
    }

    /// <summary>A tensor whose axis i is axis order[i] of the extents <paramref name="inner"/>.</summary>
    internal OnnxValue(Tensor tensor, int[] inner, int[] order, bool isUnsigned)
    {
        Tensor = tensor;
        Dims = Inner = inner;
        Order = order;
        IsUnsigned = isUnsigned;
    }

    /// <summary>The constant; null for a tensor.</summary>
    internal OnnxConstant? Constant { get; }

    /// <summary>Of a dequantized constant.</summary>
    internal OnnxScale? Scale { get; init; }

    /// <summary>The tensor; null for a constant.</summary>
    internal Tensor? Tensor { get; init; }

    /// <summary>Extents in ONNX's order.</summary>
    internal int[] Dims { get; init; }

    /// <summary>Extents before a reshape that memory has not followed yet; else <see cref="Dims"/>.</summary>
    internal int[] Inner { get; }

    /// <summary>Axis i of the tensor is axis Order[i] of <see cref="Inner"/>.</summary>
    internal int[] Order { get; }

    /// <summary>True where the file has uint8, which is 128 above the tensor's int8.</summary>
    internal bool IsUnsigned { get; init; }

    /// <summary>True where the file has a float: behind a DequantizeLinear, or an operator whose QuantizeLinear follows.</summary>
    internal bool IsReal { get; init; }

    /// <summary>True where an operator could not be read; those that use its output are passed over.</summary>
    internal static OnnxValue Unknown { get; } = new(new OnnxConstant("", [], Array.Empty<float>()));

    /// <summary>True where a reshape is still to be done.</summary>
    internal bool IsReshaped => !Dims.AsSpan().SequenceEqual(Inner);
}
