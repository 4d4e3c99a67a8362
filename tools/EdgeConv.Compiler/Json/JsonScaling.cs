namespace EdgeConv.Compiler.Json;

/// <summary>
/// The factor from a filter's accumulators to its outputs: an exact factor, or one that follows from the scale of the weights, as in
/// TensorFlow Lite. One of both is null.
/// </summary>
/// <param name="Factor">The exact factor, from a divisor or a shift.</param>
/// <param name="WeightScale">The scale of the weights.</param>
internal sealed record JsonScaling(double? Factor, float? WeightScale)
{
    private const int MaxDivisor = 1 << 24, MinShift = -8, MaxShift = 30;

    /// <summary>Reads divisor, shift or weightScale of an object; null if it has none of them.</summary>
    public static JsonScaling? Of(JsonField field)
    {
        JsonField? divisor = field.Optional("divisor"), shift = field.Optional("shift"), scale = field.Optional("weightScale");
        if ((divisor is null ? 0 : 1) + (shift is null ? 0 : 1) + (scale is null ? 0 : 1) > 1)
            throw field.Refuse("give only one of divisor, shift and weightScale");
        if (divisor is { } divisorField) return new(1.0 / divisorField.Int(1, MaxDivisor), null);
        if (shift is { } shiftField) return new(Math.ScaleB(1, -shiftField.Int(MinShift, MaxShift)), null);
        return scale is { } scaleField ? new(null, scaleField.Scale()) : null;
    }

    /// <summary>
    /// The scale of the weights. For an exact factor it is the float with which input scale * weight scale / output scale is nearest to the
    /// factor.
    /// </summary>
    /// <exception cref="ModelException">The scale does not fit a float.</exception>
    public float ScaleFor(Quantization input, Quantization output)
    {
        float scale = WeightScale ?? (float)((double)Factor! * output.Scale / input.Scale);
        return float.IsNormal(scale) ? scale : throw new ModelException(
            $"the scales of input and output, {input.Scale} and {output.Scale}, are too far apart; choose other scales");
    }

    /// <summary>The exact factor, or else input scale * weight scale / output scale.</summary>
    public double FactorFor(Quantization input, Quantization output) =>
        Factor ?? (double)input.Scale * (double)WeightScale! / (double)output.Scale;
}
