namespace EdgeConv.Compiler.Operators;

/// <summary>
/// A real multiplier as TensorFlow Lite quantizes it: value = mantissa / 2^31 * 2^shift (internal/quantization_util.cc,
/// QuantizeMultiplier). For example 0.75 is 1610612736 / 2^31 * 2^0.
/// </summary>
/// <param name="Mantissa">0, or 2^30 to 2^31 - 1.</param>
/// <param name="Shift">-31 to 30; a positive one shifts left.</param>
public readonly record struct Multiplier(int Mantissa, int Shift)
{
    /// <summary>Quantizes a real multiplier for the kernels, whose shifts are at most 30.</summary>
    /// <param name="value">0 to below 2^30.</param>
    /// <exception cref="ModelException">The value is negative, not finite, or 2^30 or above.</exception>
    public static Multiplier Of(double value)
    {
        Multiplier multiplier = Quantize(value);
        return multiplier.Shift <= 30 ? multiplier
            : throw new ModelException($"the scales give a multiplier of {value}, but only multipliers below 2^30 are supported; quantize "
                + "the model again");
    }

    /// <summary>Quantizes a real multiplier. The shift may be above 30.</summary>
    /// <param name="value">0 or above.</param>
    /// <exception cref="ModelException">The value is negative or not finite.</exception>
    public static Multiplier Quantize(double value)
    {
        if (!double.IsFinite(value) || value < 0)
            throw new ModelException($"the scales give a multiplier of {value}, which must be 0 or above; quantize the model again");
        if (value == 0) return new(0, 0);
        int shift = 0;
        while (value >= 1) { value /= 2; shift++; }
        while (value < 0.5) { value *= 2; shift--; }
        long mantissa = (long)Math.Round(value * (1L << 31), MidpointRounding.AwayFromZero);
        if (mantissa == 1L << 31) (mantissa, shift) = (mantissa / 2, shift + 1);
        // TensorFlow Lite, too, replaces multipliers below 2^-32 by zero.
        return shift < -31 ? new(0, 0) : new((int)mantissa, shift);
    }

    /// <summary>The mantissas of several multipliers, in their order.</summary>
    public static int[] Mantissas(ImmutableArray<Multiplier> multipliers) => [.. multipliers.Select(m => m.Mantissa)];

    /// <summary>The shifts of several multipliers, in their order.</summary>
    public static int[] Shifts(ImmutableArray<Multiplier> multipliers) => [.. multipliers.Select(m => m.Shift)];
}
