namespace EdgeConv.Compiler.Graphs;

/// <summary>
/// What int8 values mean: real = (q - zero point) * scale, with one scale for the tensor, or one per index of <see cref="Axis"/>.
/// Scales are the file's float32 values, exactly.
/// </summary>
/// <param name="Scales">One, or one per index of the axis; finite and above 0.</param>
/// <param name="ZeroPoints">As many as scales, each -128 to 127.</param>
/// <param name="Axis">Axis of the scales; 0 if there is one scale.</param>
public sealed record Quantization(ImmutableArray<float> Scales, ImmutableArray<int> ZeroPoints, int Axis)
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    /// <param name="scale">Finite and above 0.</param>
    /// <param name="zeroPoint">-128 to 127.</param>
    public static Quantization PerTensor(float scale, int zeroPoint) => new([scale], [zeroPoint], 0);

    /// <summary>
    /// Exact factors of the accumulators, one per scale, for weights written by hand: a divisor of 9 is 1/9, which the scales' ratio only
    /// comes near to. Empty if the ratio of the scales holds.
    /// </summary>
    public ImmutableArray<double> Factors { get; init; } = [];

    /// <summary>True if the whole tensor has one scale.</summary>
    public bool IsPerTensor => Scales.Length == 1;

    /// <summary>The tensor's scale, or the first.</summary>
    public float Scale => Scales[0];

    /// <summary>The tensor's zero point, or the first.</summary>
    public int ZeroPoint => ZeroPoints[0];

    /// <summary>Value equality: the generated one compares the arrays by reference.</summary>
    public bool Equals(Quantization? other) => other is not null && Axis == other.Axis && Scales.SequenceEqual(other.Scales)
        && ZeroPoints.SequenceEqual(other.ZeroPoints) && Factors.SequenceEqual(other.Factors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Scales.Length, Scale, ZeroPoint, Axis);
}
