namespace EdgeConv.Compiler.Operators;

/// <summary>
/// A real multiplier as TensorFlow Lite quantizes it: value = mantissa / 2^31 * 2^shift (internal/quantization_util.cc,
/// QuantizeMultiplier).
/// </summary>
/// <param name="Mantissa">0, or 2^30 to 2^31 - 1.</param>
/// <param name="Shift">-31 to 30; positive shifts left.</param>
public readonly record struct Multiplier(int Mantissa, int Shift)
{
    /// <summary>Quantizes a real multiplier, 0 or above.</summary>
    /// <exception cref="ModelException">Negative, not finite, or 2^30 and above.</exception>
    public static Multiplier Of(double value)
    {
        Multiplier multiplier = Quantize(value);
        return multiplier.Shift <= 30 ? multiplier
            : throw new ModelException($"the scales give a multiplier of {value}; multipliers below 2^30 are supported");
    }

    /// <summary>Quantizes a real multiplier, 0 or above, with any shift to the left.</summary>
    /// <exception cref="ModelException">Negative or not finite.</exception>
    public static Multiplier Quantize(double value)
    {
        if (!double.IsFinite(value) || value < 0) throw new ModelException($"the scales give a multiplier of {value}");
        if (value == 0) return new(0, 0);
        int shift = 0;
        while (value >= 1) { value /= 2; shift++; }
        while (value < 0.5) { value *= 2; shift--; }
        long mantissa = (long)Math.Round(value * (1L << 31), MidpointRounding.AwayFromZero);
        if (mantissa == 1L << 31) (mantissa, shift) = (mantissa / 2, shift + 1);
        // TensorFlow Lite too takes multipliers below 2^-32 for zero.
        return shift < -31 ? new(0, 0) : new((int)mantissa, shift);
    }

    /// <summary>Mantissas of several multipliers.</summary>
    public static int[] Mantissas(ImmutableArray<Multiplier> multipliers) => [.. multipliers.Select(m => m.Mantissa)];

    /// <summary>Shifts of several multipliers.</summary>
    public static int[] Shifts(ImmutableArray<Multiplier> multipliers) => [.. multipliers.Select(m => m.Shift)];
}
