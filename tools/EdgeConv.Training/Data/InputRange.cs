namespace EdgeConv.Training.Data;

/// <summary>
/// How sensor values become the int8 input: real = (q - zero point) * scale is the sensor's own value, so the model's file says all that a
/// preprocessor must know:
/// <c>FixedRange(Low, High)</c>.
/// </summary>
/// <param name="Scale">Sensor units of one step of int8.</param>
/// <param name="ZeroPoint">-128 for values that are never negative, else 0.</param>
public sealed record InputRange(float Scale, int ZeroPoint)
{
    /// <summary>What -128 stands for.</summary>
    public double Low => (-128 - ZeroPoint) * (double)Scale;

    /// <summary>What 127 stands for.</summary>
    public double High => (127 - ZeroPoint) * (double)Scale;

    /// <summary>Largest magnitude of the range: the value that the network is trained to see as 1.</summary>
    public float Unit => (float)Math.Max(-Low, High);

    /// <summary>The range that holds values from <paramref name="min"/> to <paramref name="max"/>.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    /// <param name="areIntegers">Whether all values are whole numbers: the ends of the range are then whole numbers too, as a preprocessor
    /// on a board takes them.</param>
    public static InputRange Of(float min, float max, bool areIntegers)
    {
        if (min >= 0) return new(Math.Max(max, areIntegers ? 1 : 1e-6f) / 255, -128);
        float scale = Math.Max(-min, max) / 127;
        return new(areIntegers ? Math.Max(1, MathF.Ceiling(scale)) : scale, 0);
    }

    /// <summary>A sensor value as int8.</summary>
    public sbyte Quantize(float value) =>
        (sbyte)Math.Clamp(Math.Round(value / (double)Scale, MidpointRounding.AwayFromZero) + ZeroPoint, -128, 127);
}
