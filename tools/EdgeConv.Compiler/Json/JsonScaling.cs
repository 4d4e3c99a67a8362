namespace EdgeConv.Compiler.Json;

/// <summary>How the sums of a filter become int8: times an exact factor, or by the scale of the weights as TensorFlow Lite does.</summary>
/// <param name="Factor">From a divisor or shift; the scale of the weights follows from it.</param>
/// <param name="WeightScale">Of the weights; the factor follows from it.</param>
internal sealed record JsonScaling(double? Factor, float? WeightScale)
{
    /// <summary>What an object of the file says, or null.</summary>
    public static JsonScaling? Of(JsonField field)
    {
        JsonField? divisor = field.Optional("divisor"), shift = field.Optional("shift"), scale = field.Optional("weightScale");
        if ((divisor is null ? 0 : 1) + (shift is null ? 0 : 1) + (scale is null ? 0 : 1) > 1)
            throw field.Refuse("give one of divisor, shift and weightScale");
        if (divisor is { } d) return new(1.0 / d.Int(1, 1 << 24), null);
        if (shift is { } s) return new(Math.ScaleB(1, -s.Int(-8, 30)), null);
        return scale is { } w ? new(null, w.Scale()) : null;
    }

    /// <summary>The weights' scale; with a factor, the one that makes the scales' ratio come nearest to it.</summary>
    /// <exception cref="ModelException">It is beyond what a float holds.</exception>
    public float ScaleFor(Quantization input, Quantization output)
    {
        float scale = WeightScale ?? (float)((double)Factor! * output.Scale / input.Scale);
        return float.IsNormal(scale) ? scale : throw new ModelException($"scales of {input.Scale} and {output.Scale} lie too far apart");
    }

    /// <summary>The factor itself, or the one that follows from the scales.</summary>
    public double FactorFor(Quantization input, Quantization output) =>
        Factor ?? (double)input.Scale * (double)WeightScale! / (double)output.Scale;
}
