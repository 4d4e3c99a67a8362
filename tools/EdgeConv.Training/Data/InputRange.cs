namespace EdgeConv.Training.Data;

/// <summary>
/// Conversion of sensor values to the int8 input: real = (q - zero point) * scale, where real is in the sensor's own unit. The model's file
/// therefore holds all that the board's preprocessor needs: <c>FixedRange(Low, High)</c>.
/// </summary>
/// <param name="Scale">Sensor units of one int8 step, above 0.</param>
/// <param name="ZeroPoint">The int8 value that means 0: -128 for values that are never negative, else 0.</param>
public sealed record InputRange(float Scale, int ZeroPoint)
{
    /// <summary>Sensor value that -128 means.</summary>
    public double Low => (-128 - ZeroPoint) * (double)Scale;

    /// <summary>Sensor value that 127 means.</summary>
    public double High => (127 - ZeroPoint) * (double)Scale;

    /// <summary>Largest magnitude of the range, in sensor units: the value that the network sees as 1 during training.</summary>
    public float Unit => (float)Math.Max(-Low, High);

    /// <summary>The range that holds values from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="min">Minimum value, in sensor units.</param>
    /// <param name="max">Maximum value, in sensor units, at least <paramref name="min"/>.</param>
    /// <param name="areIntegers">Whether all values are integers: then the ends of the range are integers too, which a board's preprocessor
    /// requires.</param>
    public static InputRange Of(float min, float max, bool areIntegers)
    {
        if (min >= 0) return new(Math.Max(max, areIntegers ? 1 : 1e-6f) / 255, -128);
        float scale = Math.Max(-min, max) / 127;
        return new(areIntegers ? Math.Max(1, MathF.Ceiling(scale)) : scale, 0);
    }

    /// <summary>Returns a sensor value as int8; values beyond the range are clamped.</summary>
    public sbyte Quantize(float value) =>
        (sbyte)Math.Clamp(Math.Round(value / (double)Scale, MidpointRounding.AwayFromZero) + ZeroPoint, -128, 127);
}
