namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// What the int8 values q of a tensor stand for: real = (q - zero point) * scale. There is one scale for the tensor, or one for each index
/// along <see cref="Axis"/>, for example one per output channel of a filter. Scales are exactly the float32 values of the model file.
/// </summary>
/// <param name="Scales">One scale, or one per index along the axis; finite and above 0.</param>
/// <param name="ZeroPoints">As many as there are scales, each -128 to 127.</param>
/// <param name="Axis">Axis of the scales, from 0 up; 0 if there is one scale.</param>
public sealed record Quantization(ImmutableArray<float> Scales, ImmutableArray<int> ZeroPoints, int Axis)
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    /// <param name="scale">Finite and above 0.</param>
    /// <param name="zeroPoint">-128 to 127.</param>
    public static Quantization PerTensor(float scale, int zeroPoint) => new([scale], [zeroPoint], 0);

    /// <summary>
    /// Exact factors from accumulators to outputs, one per scale, for weights that were written by hand with a divisor or a shift. A
    /// divisor of 9 means the factor 1/9; the ratio of float32 scales would only be close to it. Empty if the factor is the ratio of the
    /// scales: input scale * filter scale / output scale.
    /// </summary>
    public ImmutableArray<double> Factors { get; init; } = [];

    /// <summary>True if the whole tensor has one scale.</summary>
    public bool IsPerTensor => Scales.Length == 1;

    /// <summary>The tensor's scale; the first one if there are several.</summary>
    public float Scale => Scales[0];

    /// <summary>The tensor's zero point, -128 to 127; the first one if there are several.</summary>
    public int ZeroPoint => ZeroPoints[0];

    /// <summary>Compares by value. The comparison that the C# compiler generates would compare the arrays by reference.</summary>
    public bool Equals(Quantization? other) => other is not null && Axis == other.Axis && Scales.SequenceEqual(other.Scales)
        && ZeroPoints.SequenceEqual(other.ZeroPoints) && Factors.SequenceEqual(other.Factors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scales.Length, Scale, ZeroPoint, Axis);
}
